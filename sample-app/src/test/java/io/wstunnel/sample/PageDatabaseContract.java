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

import java.util.Set;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A client of the database comes through the local port and the tunnel, and the page
 * shows it.
 */
@ExtendWith(SharedBrowser.class)
abstract class PageDatabaseContract {

	@LocalServerPort
	private int port;

	@Value("${local.wstunnel.postgres.port}")
	private int localPort;

	@Autowired
	private EmbeddedPostgres postgres;

	/**
	 * Open the page.
	 * @param browser where
	 * @param port the port of the application
	 * @return the page, of somebody who may see and close tunnels
	 */
	abstract Page open(Chromium browser, int port);

	/**
	 * Check what the page says of the tunnel, apart from its path.
	 * @param details its details
	 */
	abstract void check(String details);

	@Test
	void whenADatabaseClientComesThroughTheLocalPortThenItsRowCountsAndItsButtonCutsIt(Chromium browser)
			throws Exception {
		Page page = open(browser, this.port).awaitLive();
		page.awaitRow("postgres");
		Set<String> others = page.ids("postgres");
		try (DatabaseClient client = new DatabaseClient(this.localPort)) {
			assertThat(client.serverPort()).isEqualTo(this.postgres.getPort());
			String row = page.awaitRow("postgres", others);
			assertThat(browser.one(row + " .name").getText()).contains("/tunnels/postgres");
			page.awaitBytes(row, "\\d{3} B", "\\d{3} B|1\\.\\d+ KiB");
			client.exchange(300_000, 3_000_000);
			page.awaitBytes(row, "29\\d KiB", "2\\.8\\d MiB");
			browser.one(row + " .link").click();
			browser.awaitText("#details-list", "scheme");
			check(browser.one("#details-list").getText());
			browser.one("#details-back").click();
			page.close(row);
			client.assertCut();
		}
		assertThat(page.complaints()).isEmpty();
	}

	@AfterEach
	void leavePage(Chromium browser) {
		browser.leave();
	}

}
