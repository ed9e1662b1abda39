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
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.postgresql.PGConnection;
import org.postgresql.copy.PGCopyOutputStream;

import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.init.ScriptUtils;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Creates the tables and fills them by COPY.
 */
@Component
class JdkDataLoader {

	private static final int BUFFER_SIZE = 32 * 1024;

	private final JdbcTemplate jdbc;

	JdkDataLoader(JdbcTemplate jdbc) {
		this.jdbc = jdbc;
	}

	@Transactional
	void load() {
		this.jdbc.execute((Connection connection) -> {
			ScriptUtils.executeSqlScript(connection, new ClassPathResource("world.sql"));
			copy(connection, "currency", JdkData.currencies());
			copy(connection, "country", JdkData.countries());
			copy(connection, "zone", JdkData.zones(Instant.now()));
			copy(connection, "clock_change", JdkData.clockChanges());
			return null;
		});
	}

	private void copy(Connection connection, String table, Stream<List<?>> rows) throws SQLException {
		PGConnection postgres = connection.unwrap(PGConnection.class);
		try (Writer writer = new OutputStreamWriter(
				new PGCopyOutputStream(postgres, "COPY " + table + " FROM STDIN (FORMAT csv)", BUFFER_SIZE),
				StandardCharsets.UTF_8)) {
			rows.map(JdkDataLoader::csv).forEach((line) -> write(writer, line));
		}
		catch (IOException | UncheckedIOException ex) {
			throw new SQLException("COPY to " + table + " failed", ex);
		}
	}

	private static String csv(List<?> row) {
		return row.stream().map(JdkDataLoader::field).collect(Collectors.joining(",", "", "\n"));
	}

	private static String field(Object value) {
		return (value != null) ? '"' + Objects.toString(value).replace("\"", "\"\"") + '"' : "";
	}

	private static void write(Writer writer, String line) {
		try {
			writer.write(line);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
