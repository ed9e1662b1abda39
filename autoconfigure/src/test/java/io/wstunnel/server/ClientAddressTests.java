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

package io.wstunnel.server;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link ClientAddress}.
 */
class ClientAddressTests {

	@ParameterizedTest
	@CsvSource({ "10.0.0.1, 10.0.0.1", "10.0.0.1:8080, 10.0.0.1", "999.0.0.1:80, 999.0.0.1",
			"[client.example]:80, client.example", "::ffff:10.0.0.1, 10.0.0.1", "[::ffff:10.0.0.1]:80, 10.0.0.1",
			"2001:db8::1, 2001:db8:0:0:0:0:0:0/64", "2001:DB8:0:0:ffff::1, 2001:db8:0:0:0:0:0:0/64",
			"[2001:db8::1], 2001:db8:0:0:0:0:0:0/64", "[2001:db8::1]:8080, 2001:db8:0:0:0:0:0:0/64",
			"2001:db8:0:1::1, 2001:db8:0:1:0:0:0:0/64", "fe80::1%eth0, fe80:0:0:0:0:0:0:0/64",
			"fe80::2%nowhere, fe80:0:0:0:0:0:0:0/64" })
	void whatIsOneClientIsOneKey(String host, String key) {
		assertThat(ClientAddress.toKey(host)).isEqualTo(key);
	}

	@ParameterizedTest
	@CsvSource({ "unknown", "client.example", "_hidden:80", "client.example:80", "12345::1", "1:2",
			"[client::example]:80", "''", ":" })
	void whatIsNoAddressStandsForItself(String host) {
		assertThat(ClientAddress.toKey(host)).isEqualTo(host);
	}

	@Test
	void noAddressHasNoKey() {
		@Nullable String host = null;
		assertThat(ClientAddress.toKey(host)).isNull();
	}

}
