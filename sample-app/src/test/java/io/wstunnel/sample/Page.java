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

import java.util.List;
import java.util.Set;

/**
 * The application's page in a browser.
 */
final class Page {

	private final Chromium browser;

	private final String url;

	Page(Chromium browser, String url) {
		this.browser = browser;
		this.url = url;
	}

	Page open() {
		this.browser.open(this.url);
		return this;
	}

	/**
	 * Open it behind the login.
	 */
	Page openAs(String user, String password) {
		open();
		logIn(user, password);
		return this;
	}

	void logIn(String user, String password) {
		this.browser.one("[name=username]").sendKeys(user);
		this.browser.one("[name=password]").sendKeys(password);
		this.browser.one("button[type=submit]").click();
	}

	Page awaitLive() {
		this.browser.awaitText("#state", "live");
		return this;
	}

	/**
	 * Return the ids of the tunnels it shows.
	 */
	Set<String> ids(String tunnel) {
		return Set.copyOf(this.browser.<List<String>>script("""
				return [...document.querySelectorAll('#tunnels tbody tr')]
					.filter((row) => row.querySelector('.link').textContent === arguments[0])
					.map((row) => row.dataset.id);""", tunnel));
	}

	String awaitRow(String tunnel) {
		return awaitRow(tunnel, Set.of());
	}

	/**
	 * Wait for a tunnel.
	 * @param tunnel its name
	 * @param others ids of others of that name
	 * @return what selects its row
	 */
	String awaitRow(String tunnel, Set<String> others) {
		this.browser.await("A row of " + tunnel, () -> !others.containsAll(ids(tunnel)));
		String id = ids(tunnel).stream().filter((each) -> !others.contains(each)).findFirst().orElseThrow();
		return "tr[data-id='" + id + "']";
	}

	/**
	 * Wait until a row tells how many bytes were received and sent.
	 */
	void awaitBytes(String row, String received, String sent) {
		this.browser.await(received + " received and " + sent + " sent", () -> {
			List<String> numbers = this.browser.texts(row + " .number .first");
			return numbers.get(1).matches(received) && numbers.get(2).matches(sent);
		});
	}

	/**
	 * Close a tunnel by its button, and wait until it is gone.
	 */
	void close(String row) {
		this.browser.one(row + " .action button").click();
		this.browser.one("#details-close").click();
		this.browser.awaitText("#notice", "is closed");
		this.browser.await("No row of a closed tunnel", () -> this.browser.all(row).isEmpty());
	}

	/**
	 * Return what the browser says since the last look, but for looks at a tunnel that
	 * has just ended.
	 */
	List<String> complaints() {
		return this.browser.complaints()
			.stream()
			.filter((complaint) -> !complaint.matches(".*/actuator/wstunnels/\\S+ .*\\b404\\b.*"))
			.toList();
	}

}
