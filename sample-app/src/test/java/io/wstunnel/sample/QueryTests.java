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

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of what visitors may have the database do.
 */
@ApplicationTest
class QueryTests {

	@LocalServerPort
	private int port;

	private RestTestClient http;

	@BeforeEach
	void bindToServer() {
		this.http = RestTestClient.bindToServer().baseUrl("http://localhost:" + this.port).build();
	}

	@Test
	void whenAQueryIsTypedThenItsResultIsReturned() {
		query("SELECT name, currency FROM country WHERE code = 'DE'").expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.result.columns[0].name")
			.isEqualTo("name")
			.jsonPath("$.result.rows[0][0]")
			.isEqualTo("Germany")
			.jsonPath("$.result.rows[0][1]")
			.isEqualTo("EUR");
	}

	@Test
	void whenAQueryReturnsManyRowsThenTheyAreLimited() {
		query("SELECT * FROM clock_change").expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.result.rows.length()")
			.isEqualTo(200);
	}

	@Test
	void whenAWriteIsTypedThenItIsRefused() {
		refused("DELETE FROM country", "cannot execute DELETE in a read-only transaction");
	}

	@Test
	void whenAWriteLeavesTheTransactionThenItIsRefused() {
		refused("COMMIT; SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE; COMMIT; DELETE FROM country",
				"permission denied for table country");
		query("SELECT count(*) > 0 FROM country").expectBody().jsonPath("$.result.rows[0][0]").isEqualTo("t");
	}

	@Test
	void whenAProgramIsAskedForThenItIsRefused() {
		refused("DO $$ BEGIN COPY (SELECT 1) TO PROGRAM 'cat'; END $$",
				"permission denied to COPY to or from an external program");
	}

	@Test
	void whenAQueryTakesTooLongThenItIsCancelledThroughTheTunnel() {
		refused("SELECT pg_sleep(30)", "canceling statement due to user request");
	}

	private RestTestClient.ResponseSpec query(String sql) {
		return this.http.post()
			.uri("/api/query")
			.contentType(MediaType.APPLICATION_JSON)
			.body(new PageController.QueryRequest(sql))
			.exchange();
	}

	private void refused(String sql, String reason) {
		query(sql).expectStatus()
			.isEqualTo(HttpStatus.UNPROCESSABLE_CONTENT)
			.expectBody()
			.jsonPath("$.detail")
			.value(String.class, (detail) -> assertThat(detail).contains(reason));
	}

}
