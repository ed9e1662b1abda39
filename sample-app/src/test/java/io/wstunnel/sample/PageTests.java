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

import java.io.IOException;
import java.util.List;

import io.wstunnel.WsClosedException;
import io.wstunnel.WsTunnels;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openqa.selenium.Keys;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.web.socket.CloseStatus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of what the page does, in a real browser.
 */
@ApplicationTest
@ExtendWith(SharedBrowser.class)
class PageTests {

	@LocalServerPort
	private int port;

	@Autowired
	private WsTunnels tunnels;

	private Chromium browser;

	private Page page;

	@BeforeEach
	void openPage(Chromium browser) {
		this.browser = browser;
		this.page = new Page(browser, "http://localhost:" + this.port + "/").open().awaitLive();
	}

	@AfterEach
	void nothingIsWrong() {
		this.tunnels.findByTunnelId("echo")
			.forEach((tunnel) -> this.tunnels.closeById(tunnel.getConnection().getId(), CloseStatus.GOING_AWAY));
		List<String> complaints = this.page.complaints();
		this.browser.leave();
		assertThat(complaints).isEmpty();
	}

	@Test
	void whenATunnelIsOpenThenItsRowCounts() throws IOException {
		try (EchoPeer peer = new EchoPeer(this.port)) {
			String row = this.page.awaitRow("echo");
			assertThat(this.browser.one(row + " .peer").getText()).contains("127.0.0.1:").contains("tomcat");
			assertThat(this.browser.texts(row + " .number .first")).contains("0 B");
			peer.echo(512);
			this.page.awaitBytes(row, "512 B", "512 B");
			peer.echo(1536);
			this.page.awaitBytes(row, "2 KiB", "2 KiB");
		}
		this.browser.await("No row of a closed tunnel", () -> this.page.ids("echo").isEmpty());
	}

	@Test
	void whenBytesGoThroughThenTheChartsDraw() throws IOException {
		try (EchoPeer peer = new EchoPeer(this.port)) {
			peer.echo(200_000);
			this.browser.await("Peaks up and down",
					() -> height("#throughput .line.received") > 20 && height("#throughput .line.sent") > 20);
			try (EchoPeer another = new EchoPeer(this.port)) {
				another.echo(1);
				this.browser.await("A step", () -> height("#open-tunnels .line.open") > 10);
			}
		}
		assertThat(this.browser.one("#throughput svg").getAttribute("aria-label"))
			.containsPattern("received: now .*B/s");
		assertThat(this.browser.texts("#throughput .legend b")).hasSize(2).allMatch((rate) -> rate.endsWith("B/s"));
	}

	@Test
	void whenATunnelIsClosedByItsButtonThenItsPeerIsTold() throws IOException {
		this.browser.addCookie("XSRF-TOKEN", "a-token");
		try (EchoPeer peer = new EchoPeer(this.port)) {
			this.page.close(this.page.awaitRow("echo"));
			assertThatExceptionOfType(WsClosedException.class).isThrownBy(peer.connection().getInputStream()::read)
				.satisfies(
						(ex) -> assertThat(ex.getStatus().getCode()).isEqualTo(CloseStatus.POLICY_VIOLATION.getCode()));
		}
		assertThat(this.browser.requests()).filteredOn((request) -> request.method().equals("DELETE"))
			.singleElement()
			.satisfies((request) -> assertThat(request.headers()).containsEntry("X-XSRF-TOKEN", "a-token"));
	}

	@Test
	void whenATunnelEndsWhileItIsLookedAtThenItSaysSo() throws IOException {
		try (EchoPeer peer = new EchoPeer(this.port)) {
			String row = this.page.awaitRow("echo");
			this.browser.one(row + " .link").click();
			this.browser.awaitText("#details-list", "binary");
			assertThat(this.browser.one("#details-list").getText()).contains("/tunnels/echo");
			assertThat(peer.connection().isOpen()).isTrue();
		}
		this.browser.awaitText("#details-error", "has ended");
		assertThat(this.browser.one("#details-close").isEnabled()).isFalse();
	}

	@Test
	void whenTunnelsAreFoundAndSortedThenTheRowsFollow() throws IOException {
		try (EchoPeer one = new EchoPeer(this.port); EchoPeer other = new EchoPeer(this.port)) {
			this.browser.await("Two rows", () -> this.page.ids("echo").size() == 2);
			other.echo(5000);
			this.browser.one("#find").sendKeys("/tunnels/echo");
			this.browser.await("These only", () -> this.browser.all("#tunnels tbody tr").size() == 2);
			this.browser.awaitText("#tunnels-status", "2 of ");
			this.browser.one("th button[data-sort=received]").click();
			this.browser.awaitText("#tunnels tbody tr:first-child td:nth-child(4) .first", "4.88 KiB");
			assertThat(this.browser.one("th[aria-sort=descending]").getText()).isEqualTo("Received");
			this.browser.one("#find").sendKeys(Keys.HOME, "no ");
			this.browser.awaitText("#tunnels-status", "None of the ");
			assertThat(this.browser.one("#tunnels").isDisplayed()).isFalse();
			one.echo(1);
		}
	}

	@Test
	void whenTheOtherSideIsChosenThenItsTunnelsShow() {
		this.browser.awaitText("#tunnels tbody .peer", "tomcat");
		this.browser.one("#sides input[value=client]").click();
		this.browser.awaitText("#tunnels tbody .peer", "socket");
		assertThat(this.browser.texts("#tunnels tbody .peer")).allMatch((peer) -> peer.contains("socket"));
		assertThat(this.browser.texts("#tunnel option")).containsExactly("All tunnels", "postgres");
	}

	@Test
	void whenTheServerDoesNotAnswerThenItSaysSoAndTriesAgain() {
		this.browser.offline(true);
		this.browser.awaitText("#trouble", "The server does not answer.");
		this.browser.awaitText("#state", "no answer");
		assertThat(this.browser.complaints()).allMatch((complaint) -> complaint.contains("ERR_INTERNET_DISCONNECTED"));
		this.browser.offline(false);
		this.page.awaitLive();
		assertThat(this.browser.one("#trouble").isDisplayed()).isFalse();
		this.browser.complaints();
	}

	@Test
	void whenTextIsSentAndAQueryIsRunThenTheyAreAnswered() {
		this.browser.one("#echo button[type=submit]").click();
		this.browser.awaitText("#log li", "22 B of text");
		this.browser.one("#disconnect").click();
		this.browser.awaitText("#log li", "1000");
		this.browser.one("#query button[type=submit]").click();
		this.browser.awaitText("#result td", "EUR");
	}

	@Test
	void whenThePageRunsThenItAsksNobodyElse() {
		this.browser.one("#echo button[type=submit]").click();
		this.browser.awaitText("#log li", "22 B of text");
		assertThat(this.browser.requests()).hasSizeGreaterThan(10)
			.allMatch((request) -> request.uri().getHost().equals("localhost") && request.uri().getPort() == this.port)
			.anyMatch((request) -> request.uri().getScheme().equals("ws"));
	}

	private double height(String path) {
		return this.browser.<Number>script("return document.querySelector(arguments[0]).getBBox().height", path)
			.doubleValue();
	}

}
