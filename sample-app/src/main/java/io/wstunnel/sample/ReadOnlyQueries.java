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

import javax.sql.DataSource;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.ResultSetExtractor;
import org.springframework.stereotype.Component;

/**
 * Runs what a visitor typed, within limits: each query in a tunnel and a session of its
 * own, as a role that may only read and whose transactions are read-only.
 */
@Component
class ReadOnlyQueries {

	private static final int MAX_ROWS = 200;

	private static final int TIMEOUT_SECONDS = 3;

	private final JdbcTemplate jdbc;

	ReadOnlyQueries(@Qualifier("readerDataSource") DataSource dataSource) {
		this.jdbc = new JdbcTemplate(dataSource);
		this.jdbc.setMaxRows(MAX_ROWS);
		this.jdbc.setQueryTimeout(TIMEOUT_SECONDS);
	}

	QueryResult run(String sql) {
		ResultSetExtractor<QueryResult> extractor = QueryResult::from;
		return this.jdbc.query(sql, extractor);
	}

}
