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
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Arrays;
import java.util.List;

import io.wstunnel.WsClosedException;
import io.wstunnel.WsConnection;
import io.wstunnel.WsTunnels;
import io.wstunnel.client.DefaultWsTunnelClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.util.TestSocketUtils;
import org.springframework.web.socket.CloseStatus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of the page in a real browser; skipped where there is none. The driver's socket
 * factory finds a tunnel by its name alone, so that there may be one application at a
 * time.
 */
@SpringBootTest(webEnvironment = WebEnvironment.DEFINED_PORT)
@DirtiesContext
@Tag("once")
@Timeout(60)
class PageTests {

	private static Chromium browser;

	private static DefaultWsTunnelClient client;

	@LocalServerPort
	private int port;

	@Autowired
	private WsTunnels tunnels;

	@DynamicPropertySource
	static void port(DynamicPropertyRegistry properties) {
		int port = TestSocketUtils.findAvailableTcpPort();
		properties.add("server.port", () -> port);
	}

	@BeforeAll
	static void start() {
		browser = Chromium.start();
		client = DefaultWsTunnelClient.create();
	}

	@AfterAll
	static void stop() {
		if (browser != null) {
			client.close();
			browser.close();
		}
	}

	@BeforeEach
	void openPage() {
		browser.open("http://localhost:" + this.port + "/");
		browser.awaitText("#state", "live");
	}

	@AfterEach
	void nothingIsWrong() {
		this.tunnels.findByTunnelId("echo")
			.forEach((tunnel) -> this.tunnels.closeById(tunnel.getConnection().getId(), CloseStatus.GOING_AWAY));
		assertThat(browser.complaints()).isEmpty();
	}

	@Test
	void whenATunnelIsOpenThenItsRowCounts() throws IOException {
		try (WsConnection connection = connect("echo")) {
			String row = awaitRow("echo");
			assertThat(browser.one(row + " .peer").getText()).contains("127.0.0.1:").contains("tomcat");
			assertThat(browser.texts(row + " .number .first")).contains("0 B");
			echo(connection, 512);
			browser.await("512 bytes each way",
					() -> browser.texts(row + " .number .first").subList(1, 3).equals(List.of("512 B", "512 B")));
			echo(connection, 1536);
			browser.await("2 KiB each way",
					() -> browser.texts(row + " .number .first").subList(1, 3).equals(List.of("2 KiB", "2 KiB")));
		}
		browser.await("No row of a closed tunnel", () -> rows("echo").isEmpty());
	}

	@Test
	void whenBytesGoThroughThenTheChartsDraw() throws IOException {
		try (WsConnection connection = connect("echo")) {
			echo(connection, 200_000);
			browser.await("Peaks up and down",
					() -> height("#throughput .line.received") > 20 && height("#throughput .line.sent") > 20);
			try (WsConnection another = connect("echo")) {
				echo(another, 1);
				browser.await("A step", () -> height("#open-tunnels .line.open") > 10);
			}
		}
		assertThat(browser.one("#throughput svg").getAttribute("aria-label")).containsPattern("received: now .*B/s");
		assertThat(browser.texts("#throughput .legend b")).hasSize(2).allMatch((rate) -> rate.endsWith("B/s"));
	}

	@Test
	void whenATunnelIsClosedByItsButtonThenItsPeerIsTold() throws IOException {
		browser.addCookie("XSRF-TOKEN", "a-token");
		try (WsConnection connection = connect("echo")) {
			String row = awaitRow("echo");
			browser.one(row + " .action button").click();
			browser.awaitText("#details-list", "/tunnels/echo");
			browser.one("#details-close").click();
			assertThatExceptionOfType(WsClosedException.class).isThrownBy(connection.getInputStream()::read)
				.satisfies(
						(ex) -> assertThat(ex.getStatus().getCode()).isEqualTo(CloseStatus.POLICY_VIOLATION.getCode()));
		}
		browser.awaitText("#notice", "is closed");
		assertThat(rows("echo")).isEmpty();
		assertThat(browser.requests()).filteredOn((request) -> request.method().equals("DELETE"))
			.singleElement()
			.satisfies((request) -> assertThat(request.headers()).containsEntry("X-XSRF-TOKEN", "a-token"));
	}

	@Test
	void whenATunnelEndsWhileItIsLookedAtThenItSaysSo() throws IOException {
		try (WsConnection connection = connect("echo")) {
			String row = awaitRow("echo");
			browser.one(row + " .link").click();
			browser.awaitText("#details-list", "binary");
			assertThat(connection.isOpen()).isTrue();
		}
		browser.awaitText("#details-error", "has ended");
		assertThat(browser.one("#details-close").isEnabled()).isFalse();
	}

	@Test
	void whenTunnelsAreFoundAndSortedThenTheRowsFollow() throws IOException {
		try (WsConnection one = connect("echo"); WsConnection other = connect("echo")) {
			browser.await("Two rows", () -> rows("echo").size() == 2);
			echo(other, 5000);
			browser.one("#find").sendKeys("/tunnels/echo");
			browser.await("These only", () -> browser.all("#tunnels tbody tr").size() == 2);
			browser.awaitText("#tunnels-status", "2 of ");
			browser.one("th button[data-sort=received]").click();
			browser.await("The busier one first",
					() -> !browser.one("#tunnels tbody tr:first-child td:nth-child(4) .first").getText().equals("0 B"));
			assertThat(browser.one("th[aria-sort=descending]").getText()).isEqualTo("Received");
			browser.one("#find").sendKeys(Keys.HOME, "no ");
			browser.awaitText("#tunnels-status", "None of the ");
			assertThat(browser.one("#tunnels").isDisplayed()).isFalse();
			echo(one, 1);
		}
	}

	@Test
	void whenTheOtherSideIsChosenThenItsTunnelsShow() {
		browser.awaitText("#tunnels tbody .peer", "tomcat");
		browser.one("#sides input[value=client]").click();
		browser.awaitText("#tunnels tbody .peer", "socket");
		assertThat(browser.texts("#tunnels tbody .peer")).allMatch((peer) -> peer.contains("socket"));
		assertThat(browser.texts("#tunnel option")).containsExactly("All tunnels", "postgres");
	}

	@Test
	void whenTheServerDoesNotAnswerThenItSaysSoAndTriesAgain() {
		browser.offline(true);
		browser.awaitText("#trouble", "The server does not answer.");
		browser.awaitText("#state", "no answer");
		assertThat(browser.complaints()).allMatch((complaint) -> complaint.contains("ERR_INTERNET_DISCONNECTED"));
		browser.offline(false);
		browser.awaitText("#state", "live");
		assertThat(browser.one("#trouble").isDisplayed()).isFalse();
		browser.complaints();
	}

	@Test
	void whenTextIsSentAndAQueryIsRunThenTheyAreAnswered() {
		browser.one("#echo button[type=submit]").click();
		browser.awaitText("#log li", "22 B of text");
		browser.one("#disconnect").click();
		browser.awaitText("#log li", "1000");
		browser.one("#query button[type=submit]").click();
		browser.awaitText("#result td", "EUR");
	}

	@Test
	void whenThePageRunsThenItAsksNobodyElse() {
		browser.one("#echo button[type=submit]").click();
		browser.awaitText("#log li", "22 B of text");
		assertThat(browser.requests()).hasSizeGreaterThan(10)
			.allMatch((request) -> request.uri().getHost().equals("localhost") && request.uri().getPort() == this.port)
			.anyMatch((request) -> request.uri().getScheme().equals("ws"));
	}

	@Test
	void whenItIsDarkThenThePageIs() throws IOException {
		try (WsConnection connection = connect("echo")) {
			awaitRow("echo");
			echo(connection, 100_000);
			assertThat(brightness("background-color")).isGreaterThan(200);
			assertThat(browser.obstacles()).isEmpty();
			browser.screenshot("light");
			browser.emulate("dark", "reduce");
			browser.await("A dark page", () -> brightness("background-color") < 50 && brightness("color") > 200);
			assertThat(browser.obstacles()).isEmpty();
			browser.screenshot("dark");
		}
	}

	@Test
	void whenTheScreenIsNarrowThenNothingSticksOut() throws IOException {
		try (WsConnection connection = connect("echo")) {
			String row = awaitRow("echo");
			echo(connection, 100_000);
			browser.size(375, 800, true);
			browser.await("Cards", () -> !browser.one("#tunnels thead").isDisplayed());
			assertThat(browser.<Number>script("return document.documentElement.scrollWidth").intValue()).isEqualTo(375);
			assertThat(browser.obstacles()).isEmpty();
			browser.screenshot("phone");
			WebElement close = browser.one(row + " .action button");
			assertThat(close.getSize().getHeight()).isGreaterThanOrEqualTo(44);
			close.click();
			assertThat(browser.obstacles()).isEmpty();
			assertThat(browser.one("#details").getRect()).satisfies((dialog) -> {
				assertThat(dialog.getX()).isNotNegative();
				assertThat(dialog.getX() + dialog.getWidth()).isLessThanOrEqualTo(375);
			});
		}
	}

	private WsConnection connect(String tunnel) throws IOException {
		return client.connect(URI.create("ws://localhost:" + this.port + "/tunnels/" + tunnel));
	}

	private static void echo(WsConnection connection, int length) {
		try {
			connection.getOutputStream().write(new byte[length]);
			connection.getInputStream().readNBytes(length);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private String awaitRow(String tunnel) {
		browser.await("A row of " + tunnel, () -> !rows(tunnel).isEmpty());
		return "tr[data-id='" + rows(tunnel).get(0).getAttribute("data-id") + "']";
	}

	private static List<WebElement> rows(String tunnel) {
		return browser.all("#tunnels tbody tr")
			.stream()
			.filter((row) -> row.findElement(By.cssSelector(".link")).getText().equals(tunnel))
			.toList();
	}

	private static double height(String path) {
		return browser.<Number>script("return document.querySelector(arguments[0]).getBBox().height", path)
			.doubleValue();
	}

	private static double brightness(String property) {
		String color = browser.one("body").getCssValue(property);
		return Arrays.stream(color.replaceAll("[^0-9,]", "").split(","))
			.limit(3)
			.mapToInt(Integer::parseInt)
			.average()
			.orElseThrow();
	}

}
