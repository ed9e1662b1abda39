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

package io.wstunnel.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the page about security names tests that exist.
 */
class SecurityDocumentationTests {

	private static final Path PAGE = CodeBlock.ROOT.resolve("docs/security.md");

	private static final List<Path> SOURCES = List.of(CodeBlock.ROOT.resolve("autoconfigure/src/test/java"),
			CodeBlock.ROOT.resolve("sample-app/src/test/java"));

	private static final Pattern NAME = Pattern.compile("`(\\w+(?:Tests|Contract))#(\\w+)`");

	private static final String TEST = "@(?:Test|ParameterizedTest|TestFactory|Property|ForEachKindOfThread|ForNewestKindOfThread)\\b";

	/**
	 * The rows of the tables, without their heads.
	 */
	static List<String> rows() throws IOException {
		List<String> rows = new ArrayList<>();
		for (String line : Files.readAllLines(PAGE)) {
			if (line.startsWith("| ") && !line.startsWith("| ---")) {
				rows.add(line);
			}
			else if (line.startsWith("| ---")) {
				rows.remove(rows.size() - 1);
			}
		}
		return rows;
	}

	@Test
	void thereAreRows() throws IOException {
		assertThat(rows()).hasSizeGreaterThan(40);
	}

	@ParameterizedTest
	@MethodSource("rows")
	void eachRowNamesTestsThatExist(String row) throws IOException {
		String[] cells = row.split(" \\| ?");
		assertThat(cells).as("What is tried, what stops it, tests").hasSize(3);
		String tests = cells[2];
		Matcher names = NAME.matcher(tests);
		assertThat(names.results().count()).as("Tests of the row").isPositive();
		assertThat(names.replaceAll("")).as("What is not the name of a test").matches("[,\\s|]*");
		names.reset();
		while (names.find()) {
			assertThat(readSource(names.group(1))).as("%s#%s", names.group(1), names.group(2))
				.containsPattern(TEST + "(?:(?!@Test\\b|\\bvoid\\b)[\\s\\S])*\\bvoid " + names.group(2) + "\\(");
		}
	}

	private static String readSource(String name) throws IOException {
		for (Path directory : SOURCES) {
			try (Stream<Path> files = Files.walk(directory)) {
				Path found = files.filter((file) -> file.getFileName().toString().equals(name + ".java"))
					.findFirst()
					.orElse(null);
				if (found != null) {
					return Files.readString(found);
				}
			}
		}
		return "";
	}

}
