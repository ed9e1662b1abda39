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

import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.springframework.util.StringUtils;

/**
 * Any query's result, as text to show.
 *
 * @param columns the columns
 * @param rows the rows, of one value or {@code null} for each column
 */
record QueryResult(List<Column> columns, List<List<String>> rows) {

	private static final int MAX_VALUE_LENGTH = 1_000;

	private static final Set<Integer> NUMERIC_TYPES = Set.of(Types.SMALLINT, Types.INTEGER, Types.BIGINT, Types.REAL,
			Types.DOUBLE, Types.NUMERIC);

	static QueryResult from(ResultSet resultSet) throws SQLException {
		List<Column> columns = columns(resultSet.getMetaData());
		List<List<String>> rows = new ArrayList<>();
		while (resultSet.next()) {
			List<String> row = new ArrayList<>();
			for (int i = 1; i <= columns.size(); i++) {
				String value = resultSet.getString(i);
				row.add((value != null) ? StringUtils.truncate(value, MAX_VALUE_LENGTH) : null);
			}
			rows.add(row);
		}
		return new QueryResult(columns, rows);
	}

	private static List<Column> columns(ResultSetMetaData metaData) throws SQLException {
		List<Column> columns = new ArrayList<>();
		for (int i = 1; i <= metaData.getColumnCount(); i++) {
			columns.add(new Column(metaData.getColumnLabel(i), NUMERIC_TYPES.contains(metaData.getColumnType(i))));
		}
		return columns;
	}

	/**
	 * A column.
	 *
	 * @param name its name
	 * @param numeric whether its values are numbers
	 */
	record Column(String name, boolean numeric) {

	}

}
