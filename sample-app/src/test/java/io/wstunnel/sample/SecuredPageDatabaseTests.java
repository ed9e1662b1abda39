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

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.ActiveProfiles;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the page while somebody uses the database over TLS, with the token that the
 * local port has.
 */
@ApplicationTest
@ActiveProfiles("secured")
class SecuredPageDatabaseTests extends PageDatabaseContract {

	@Autowired
	private SecuredProperties properties;

	@Override
	Page open(Chromium browser, int port) {
		return new Page(browser, "https://localhost:" + port + "/").openAs("operator",
				this.properties.operatorPassword());
	}

	@Override
	void check(String details) {
		assertThat(details).containsPattern("scheme\\s+wss\\s").containsPattern("user\\s+sample\\s");
	}

}
