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

import java.time.Instant;
import java.util.Currency;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

import io.wstunnel.WsTunnels;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.client.RestTestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the application as it starts, and of what it serves.
 */
@ApplicationTest
class SampleApplicationTests {

	@LocalServerPort
	private int port;

	@Value("${local.wstunnel.postgres.port}")
	private int localPort;

	@Autowired
	private JdbcClient jdbc;

	@Autowired
	private EmbeddedPostgres postgres;

	@Autowired
	private WsTunnels tunnels;

	@Autowired
	private StartLog startLog;

	private RestTestClient http;

	@BeforeEach
	void bindToServer() {
		this.http = RestTestClient.bindToServer().baseUrl("http://localhost:" + this.port).build();
	}

	@Test
	void whenStartedThenTheDataOfTheJdkIsInTheDatabase() {
		assertThat(count("country")).isEqualTo(Locale.getISOCountries().length);
		assertThat(count("currency")).isEqualTo(Currency.getAvailableCurrencies().size());
		assertThat(count("zone")).isEqualTo(JdkData.zones(Instant.now()).count());
		assertThat(count("clock_change")).isEqualTo(JdkData.clockChanges().count()).isGreaterThan(10_000);
	}

	@Test
	void whenStartedThenTheDataWentThroughTheTunnel() {
		assertThat(this.tunnels.findByTunnelId("postgres")).isNotEmpty();
		this.http.get()
			.uri("/actuator/wstunnels?tunnel=postgres&side=server")
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.tunnels[0].path")
			.isEqualTo("/tunnels/postgres")
			.jsonPath("$.totals[0].bytesReceived")
			.value(Integer.class, (received) -> assertThat(received).isGreaterThan(1_000_000));
	}

	@Test
	void whenTheDatabaseIsAskedThenItSeesTheRelay() {
		assertThat(this.jdbc.sql("SELECT inet_server_port()").query(Integer.class).single())
			.isEqualTo(this.postgres.getPort());
		assertThat(this.jdbc.sql("SELECT usesuper FROM pg_user WHERE usename = current_user")
			.query(Boolean.class)
			.single()).isFalse();
	}

	@Test
	void whenTheLocalPortIsConnectedToThenItLeadsToTheDatabaseAndTheEndpointShowsIt() throws Exception {
		Set<String> before = tunnelIds();
		try (DatabaseClient client = new DatabaseClient(this.localPort)) {
			assertThat(client.serverPort()).isEqualTo(this.postgres.getPort());
			Set<String> opened = tunnelIds();
			opened.removeAll(before);
			assertThat(opened).isNotEmpty()
				.allSatisfy((id) -> this.http.get()
					.uri("/actuator/wstunnels/" + id)
					.exchange()
					.expectStatus()
					.isOk()
					.expectBody()
					.jsonPath("$.tunnel.path")
					.isEqualTo("/tunnels/postgres"));
		}
	}

	@Test
	void whenStartedThenItIsSaidThatTheForwardIsOpenToAll() {
		assertThat(this.startLog.text()).containsOnlyOnce("'postgres' (/tunnels/postgres)");
	}

	@Test
	void whenAPageOfAnotherOriginAsksToCloseATunnelThenItIsNotAllowed() {
		this.http.options()
			.uri("/actuator/wstunnels/any")
			.header("Origin", "https://evil.example")
			.header("Access-Control-Request-Method", "DELETE")
			.exchange()
			.expectHeader()
			.doesNotExist("Access-Control-Allow-Origin")
			.expectHeader()
			.doesNotExist("Access-Control-Allow-Methods");
	}

	@Test
	void whenOpenedThenThePageIsServed() {
		this.http.get()
			.uri("/")
			.exchange()
			.expectStatus()
			.isOk()
			.expectHeader()
			.contentTypeCompatibleWith(MediaType.TEXT_HTML)
			.expectBody(String.class)
			.value((page) -> assertThat(page).contains("<title>wstunnel</title>"));
	}

	private Set<String> tunnelIds() {
		return this.tunnels.findByTunnelId("postgres")
			.stream()
			.map((tunnel) -> tunnel.getConnection().getId())
			.collect(Collectors.toSet());
	}

	private long count(String table) {
		return this.jdbc.sql("SELECT count(*) FROM " + table).query(Long.class).single();
	}

}
