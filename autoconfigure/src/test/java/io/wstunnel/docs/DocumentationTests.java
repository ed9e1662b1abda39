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
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the documentation: that its code is code that runs, and its links lead
 * somewhere.
 */
class DocumentationTests {

	private static final Path DOCS = CodeBlock.ROOT.resolve("docs");

	private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]*)(#[^)\\s]*)?\\)");

	static List<Path> pages() throws IOException {
		List<Path> pages = new ArrayList<>(list(DOCS, ".md"));
		pages.add(CodeBlock.README);
		return pages;
	}

	static List<CodeBlock> blocks() throws IOException {
		List<CodeBlock> blocks = new ArrayList<>();
		for (Path page : pages()) {
			blocks.addAll(CodeBlock.find(page));
		}
		return blocks;
	}

	/**
	 * But for the dependency, and for what a browser runs.
	 */
	@ParameterizedTest
	@MethodSource("blocks")
	void codeIsThatOfASourceWhichRuns(CodeBlock block) throws IOException {
		if (block.source() == null) {
			assertThat(block.code().get(0)).as("A block without a comment that says where it is from")
				.matches("<dependency>|ws = new WebSocket.*");
			return;
		}
		assertThat(block.code()).as("Part %s of %s", block.tag(), block.source())
			.isNotEmpty()
			.isEqualTo(block.readSource());
	}

	@Test
	void theDependencyIsTheStarter() throws IOException {
		List<String> dependency = CodeBlock.find(CodeBlock.README)
			.stream()
			.map(CodeBlock::code)
			.filter((code) -> code.contains("<dependency>"))
			.findFirst()
			.orElseThrow()
			.stream()
			.map(String::strip)
			.toList();
		List<String> pom = Files.readAllLines(CodeBlock.ROOT.resolve("starter/pom.xml"))
			.stream()
			.map(String::strip)
			.toList();
		assertThat(dependency).startsWith("<dependency>").endsWith("</dependency>").hasSize(5);
		assertThat(pom).containsAll(dependency.subList(1, 4));
	}

	@ParameterizedTest
	@MethodSource("pages")
	void linksLeadSomewhere(Path page) throws IOException {
		Matcher links = LINK.matcher(Files.readString(page));
		while (links.find()) {
			String target = links.group(1);
			if (target.startsWith("http")) {
				continue;
			}
			Path file = target.isEmpty() ? page : page.resolveSibling(target);
			assertThat(file).exists();
			if (links.group(2) != null) {
				assertThat(anchors(file)).contains(links.group(2));
			}
		}
	}

	@Test
	void everyPageIsInTheIndex() throws IOException {
		String index = Files.readString(DOCS.resolve("README.md"));
		assertThat(list(DOCS, ".md")).filteredOn((page) -> !page.endsWith("README.md"))
			.isNotEmpty()
			.allSatisfy((page) -> assertThat(index).contains("](" + page.getFileName() + ")"));
	}

	private static List<String> anchors(Path page) throws IOException {
		try (Stream<String> lines = Files.lines(page)) {
			return lines.filter((line) -> line.startsWith("#"))
				.map((line) -> line.replaceFirst("^#+ ", "")
					.toLowerCase(Locale.ROOT)
					.replaceAll("[^\\w -]", "")
					.replace(' ', '-'))
				.map("#"::concat)
				.toList();
		}
	}

	private static List<Path> list(Path directory, String suffix) {
		try (Stream<Path> files = Files.walk(directory)) {
			return files.filter((file) -> file.toString().endsWith(suffix)).sorted().toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
