/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.wstunnel.sample;

import io.wstunnel.WsConnection;
import io.wstunnel.WsTunnels;
import io.wstunnel.WsTunnels.OpenTunnel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ActiveProfiles;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the page in the secured profile, in a real browser.
 */
@ApplicationTest
@ActiveProfiles("secured")
@ExtendWith(SharedBrowser.class)
class SecuredPageTests {

	/**
	 * What the page's own button does, with the answer in words.
	 */
	private static final String CLOSE = """
			const [id, done] = arguments;
			import(new URL('endpoint.js', document.baseURI)).then(({ close, explain }) =>
				close(id).then(() => done('closed'), (error) => done(explain(error, 'close tunnels'))));""";

	@LocalServerPort
	private int port;

	@Autowired
	private WsTunnels tunnels;

	@Autowired
	private SecuredProperties properties;

	private Chromium browser;

	private Page page;

	@BeforeEach
	void openPage(Chromium browser) {
		this.browser = browser;
		this.page = new Page(browser, url()).open();
	}

	@AfterEach
	void leavePage() {
		this.browser.leave();
	}

	@Test
	void whenAStrangerOpensThePageThenALoginIsAskedForAndNothingShown() {
		assertThat(this.browser.url()).isEqualTo(url() + "login");
		this.page.logIn("operator", "a guess");
		this.browser.awaitText("[role=alert]", "Invalid credentials");
		this.browser.go(url() + "index.html");
		assertThat(this.browser.url()).isEqualTo(url() + "login");
		assertThat(this.browser.all("#tunnels")).isEmpty();
		assertThat(this.browser.complaints()).isEmpty();
	}

	@Test
	void whenAUserLogsInThenThereAreQueriesAndEchoesButNoTunnelsToSeeOrClose() {
		this.page.logIn("user", ApplicationTest.USER_PASSWORD);
		this.browser.awaitText("#user-name", "user");
		this.browser.awaitText("#state", "no access");
		this.browser.awaitText("#trouble", "You may not see tunnels");
		assertThat(this.browser.all(".watch")).isNotEmpty().noneMatch((part) -> part.isDisplayed());
		assertThat(Axe.obstacles(this.browser)).isEmpty();
		this.browser.screenshot("secured-user");
		this.browser.one("#query button[type=submit]").click();
		this.browser.awaitText("#result td", "EUR");
		this.browser.one("#echo button[type=submit]").click();
		this.browser.awaitText("#log li", "22 B of text");
		WsConnection echo = echoOf("user");
		assertThat(this.browser.<String>asyncScript(CLOSE, echo.getId()))
			.isEqualTo("You may not close tunnels: the server refuses it (403).");
		assertThat(echo.isOpen()).isTrue();
		assertThat(this.browser.complaints()).hasSize(2).allMatch((complaint) -> complaint.contains("403"));
	}

	@Test
	void whenAnOperatorLogsInThenTunnelsShowAndCloseAndALogoutEndsIt() {
		this.page.logIn("operator", this.properties.operatorPassword());
		this.page.awaitLive();
		this.browser.awaitText("#user-name", "operator");
		this.browser.one("#echo button[type=submit]").click();
		this.browser.awaitText("#log li", "22 B of text");
		String row = this.page.awaitRow("text-echo");
		assertThat(this.browser.one(row + " .peer").getText()).contains("operator");
		assertThat(Axe.obstacles(this.browser)).isEmpty();
		this.browser.screenshot("secured-operator");
		this.page.close(row);
		this.browser.awaitText("#log li", "1008 Closed by an operator");
		assertThat(this.page.complaints()).isEmpty();
		this.browser.one("#user button").click();
		this.browser.await("The login", () -> this.browser.url().equals(url() + "login?logout"));
		this.browser.awaitText("[role=alert], .alert", "signed out");
		this.browser.go(url());
		assertThat(this.browser.url()).isEqualTo(url() + "login");
	}

	@Test
	void whenTheSessionHasEndedThenThePageSaysSoAndLeadsToTheLogin() {
		this.page.logIn("operator", this.properties.operatorPassword());
		this.page.awaitLive();
		this.browser.deleteCookies();
		this.browser.awaitText("#state", "logged out");
		this.browser.awaitText("#trouble", "You are not logged in, or no longer.");
		assertThat(this.browser.one("#user").isDisplayed()).isFalse();
		this.browser.one("#retry").click();
		this.browser.await("The login", () -> this.browser.url().equals(url() + "login"));
		assertThat(this.browser.complaints()).singleElement().asString().contains("401");
	}

	private String url() {
		return "https://localhost:" + this.port + "/";
	}

	private WsConnection echoOf(String user) {
		return this.tunnels.findByPrincipal(user)
			.stream()
			.filter((tunnel) -> "text-echo".equals(tunnel.getTunnelId()))
			.map(OpenTunnel::getConnection)
			.findFirst()
			.orElseThrow();
	}

}
