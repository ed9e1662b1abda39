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
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openqa.selenium.WebElement;

import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of how the page looks, in a real browser.
 */
@ApplicationTest
@ExtendWith(SharedBrowser.class)
class PageLooksTests {

	@LocalServerPort
	private int port;

	private Chromium browser;

	private Page page;

	@BeforeEach
	void openPage(Chromium browser) {
		this.browser = browser;
		this.page = new Page(browser, "http://localhost:" + this.port + "/").open().awaitLive();
	}

	@AfterEach
	void nothingIsWrong() {
		List<String> complaints = this.page.complaints();
		this.browser.leave();
		assertThat(complaints).isEmpty();
	}

	@Test
	void whenItIsDarkThenThePageIs() throws IOException {
		try (EchoPeer peer = new EchoPeer(this.port)) {
			this.page.awaitRow("echo");
			peer.echo(100_000);
			assertThat(brightness("background-color")).isGreaterThan(200);
			assertThat(Axe.obstacles(this.browser)).isEmpty();
			this.browser.screenshot("light");
			this.browser.emulate("dark", "reduce");
			this.browser.await("A dark page", () -> brightness("background-color") < 50 && brightness("color") > 200);
			assertThat(Axe.obstacles(this.browser)).isEmpty();
			this.browser.screenshot("dark");
		}
	}

	@Test
	void whenTheScreenIsNarrowThenNothingSticksOut() throws IOException {
		try (EchoPeer peer = new EchoPeer(this.port)) {
			String row = this.page.awaitRow("echo");
			peer.echo(100_000);
			this.browser.size(375, 800, true);
			this.browser.await("Cards", () -> !this.browser.one("#tunnels thead").isDisplayed());
			assertThat(this.browser.width()).isEqualTo(375);
			assertThat(Axe.obstacles(this.browser)).isEmpty();
			this.browser.screenshot("phone");
			WebElement close = this.browser.one(row + " .action button");
			assertThat(close.getSize().getHeight()).isGreaterThanOrEqualTo(44);
			close.click();
			assertThat(Axe.obstacles(this.browser)).isEmpty();
			assertThat(this.browser.one("#details").getRect()).satisfies((dialog) -> {
				assertThat(dialog.getX()).isNotNegative();
				assertThat(dialog.getX() + dialog.getWidth()).isLessThanOrEqualTo(375);
			});
		}
	}

	private double brightness(String property) {
		String color = this.browser.one("body").getCssValue(property);
		return Arrays.stream(color.replaceAll("[^0-9,]", "").split(","))
			.limit(3)
			.mapToInt(Integer::parseInt)
			.average()
			.orElseThrow();
	}

}
