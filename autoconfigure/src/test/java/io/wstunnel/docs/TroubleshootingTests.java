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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.util.Assert;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@code docs/troubleshooting.md}: it has the messages that the sources have,
 * neither more nor less.
 */
class TroubleshootingTests {

	private static final Path PAGE = CodeBlock.ROOT.resolve("docs/troubleshooting.md");

	private static final Path EXCLUSIONS = Path.of("src/test/resources/docs/messages-without-help.txt");

	private static final Pattern ROW = Pattern.compile("^\\| (`.+`) \\| (\\S.*) \\| (\\S.*) \\|$");

	private static final Pattern CONCATENATION = Pattern.compile("\"\\s*\\+\\s*\"");

	/**
	 * What a null or an empty argument is told, whose name is the only word left out.
	 */
	private static final List<String> ARGUMENTS = List.of("'…' must not be null", "'…' must not be empty");

	private static List<String> rows;

	private static List<Pattern> rowPatterns;

	private static List<String> sources;

	private static Set<String> messages;

	@BeforeAll
	static void read() throws IOException {
		rows = rows();
		rowPatterns = rows.stream().map(TroubleshootingTests::pattern).toList();
		sources = new ArrayList<>();
		List<Path> files;
		try (Stream<Path> all = Files.walk(Path.of("src/main/java"))) {
			files = all.filter((file) -> file.toString().endsWith(".java")).sorted().toList();
		}
		for (Path file : files) {
			sources.add(CONCATENATION.matcher(Files.readString(file)).replaceAll(""));
		}
		messages = SourceMessages.find(files);
	}

	@Test
	void messagesAreThoseOfTheSources() {
		assertThat(rows).hasSizeGreaterThan(100).doesNotHaveDuplicates();
		assertThat(rows).filteredOn((row) -> sources.stream().noneMatch((source) -> contains(source, row)))
			.as("Messages of %s that no source has", PAGE.getFileName())
			.isEmpty();
	}

	@Test
	void messagesOfTheSourcesAreExplained() throws IOException {
		List<Pattern> excluded = exclusions().keySet().stream().map(TroubleshootingTests::exclusion).toList();
		assertThat(messages).hasSizeGreaterThan(150);
		assertThat(messages).filteredOn((message) -> !isExplained(message) && !isExcluded(message, excluded))
			.as("Messages of the sources that neither %s explains nor %s excludes", PAGE.getFileName(), EXCLUSIONS)
			.isEmpty();
	}

	@Test
	void whatIsNotExplainedHasAReason() throws IOException {
		Map<String, String> exclusions = exclusions();
		List<String> unexplained = messages.stream().filter((message) -> !isExplained(message)).toList();
		assertThat(exclusions.values()).allSatisfy((reason) -> assertThat(reason).isNotBlank());
		assertThat(exclusions.keySet())
			.filteredOn((excluded) -> unexplained.stream()
				.noneMatch((message) -> isExcluded(message, List.of(exclusion(excluded)))))
			.as("Exclusions that exclude nothing")
			.isEmpty();
	}

	@Test
	void whatIsNotExplainedIsNamedOneByOne() throws IOException {
		assertThat(exclusions().keySet()).filteredOn((excluded) -> !ARGUMENTS.contains(excluded))
			.allSatisfy((excluded) -> assertThat(messages)
				.filteredOn((message) -> isExcluded(message, List.of(exclusion(excluded))))
				.as("Messages that '%s' excludes", excluded)
				.hasSizeLessThanOrEqualTo(3));
	}

	/**
	 * Whether a row has the message or a part of it, or the message is a part of a row.
	 */
	private static boolean isExplained(String message) {
		boolean whole = message.indexOf(SourceMessages.ANYTHING) < 0;
		return rowPatterns.stream().anyMatch((row) -> row.matcher(message).find())
				|| (whole && rows.stream().anyMatch((row) -> row.contains(message.strip())));
	}

	private static boolean isExcluded(String message, List<Pattern> exclusions) {
		return exclusions.stream().anyMatch((excluded) -> excluded.matcher(message.strip()).matches());
	}

	private static Pattern pattern(String message) {
		return pattern(message, ".*");
	}

	/**
	 * What an exclusion leaves out is one word, or what the source leaves out: a sentence
	 * that only looks alike is another.
	 */
	private static Pattern exclusion(String message) {
		return pattern(message, "\\S*");
	}

	private static Pattern pattern(String message, String anything) {
		return Pattern.compile(Stream.of(message.split(String.valueOf(SourceMessages.ANYTHING), -1))
			.map(Pattern::quote)
			.collect(Collectors.joining(anything)), Pattern.DOTALL);
	}

	private static boolean contains(String source, String message) {
		return Stream.of(message.split("…")).map(String::strip).allMatch(source::contains);
	}

	/**
	 * The first column of the tables. Several messages of one cause share a row.
	 */
	private static List<String> rows() throws IOException {
		List<String> rows = new ArrayList<>();
		for (String line : Files.readAllLines(PAGE)) {
			if (line.startsWith("| `")) {
				Matcher row = ROW.matcher(line);
				Assert.state(row.matches(), () -> "Not a message, its cause and what to do: " + line);
				String cell = row.group(1);
				rows.addAll(List.of(cell.substring(1, cell.length() - 1).split("`, `")));
			}
		}
		return rows;
	}

	/**
	 * A line with a # is the reason of those that follow it.
	 */
	private static Map<String, String> exclusions() throws IOException {
		Map<String, String> exclusions = new LinkedHashMap<>();
		String reason = "";
		for (String line : Files.readAllLines(EXCLUSIONS)) {
			if (line.startsWith("#")) {
				reason = line.substring(1);
			}
			else if (!line.isBlank()) {
				exclusions.put(line.strip(), reason);
			}
		}
		return exclusions;
	}

}
