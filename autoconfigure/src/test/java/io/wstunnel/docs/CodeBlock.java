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
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * A fenced block of a Markdown file, and the part of a source file that the comment above
 * it says it is: {@code <!-- from path/from/the/root, tag name -->}. In the source, lines
 * with {@code tag::name[]} and {@code end::name[]} enclose the part; several parts of one
 * name follow each other.
 *
 * @param where where the block is, for messages
 * @param code the lines of the block
 * @param source where it is from, {@code null} if it does not say
 * @param tag the name of the part
 */
record CodeBlock(String where, List<String> code, @Nullable String source, @Nullable String tag) {

	static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

	static final Path README = ROOT.resolve("README.md");

	private static final Pattern MARKER = Pattern.compile("<!-- from (\\S+), tag (\\S+) -->");

	private static final String FENCE = "```";

	/**
	 * Find the blocks of a file.
	 * @param file the Markdown file
	 * @return the blocks
	 * @throws IOException if it cannot be read
	 */
	static List<CodeBlock> find(Path file) throws IOException {
		List<CodeBlock> blocks = new ArrayList<>();
		List<String> lines = Files.readAllLines(file);
		int start = -1;
		for (int i = 0; i < lines.size(); i++) {
			if (!lines.get(i).startsWith(FENCE)) {
				continue;
			}
			if (start < 0) {
				start = i;
				continue;
			}
			Matcher marker = MARKER.matcher((start > 0) ? lines.get(start - 1) : "");
			boolean marked = marker.matches();
			blocks.add(new CodeBlock(ROOT.relativize(file) + ":" + (start + 1), lines.subList(start + 1, i),
					marked ? marker.group(1) : null, marked ? marker.group(2) : null));
			start = -1;
		}
		return blocks;
	}

	/**
	 * Read the part of the source that the block should be.
	 * @return its lines, without what they are indented by in common
	 * @throws IOException if there is no such file
	 */
	List<String> readSource() throws IOException {
		List<String> part = new ArrayList<>();
		boolean inside = false;
		for (String line : Files.readAllLines(ROOT.resolve(String.valueOf(this.source)))) {
			if (line.contains("tag::" + this.tag + "[]")) {
				inside = true;
			}
			else if (line.contains("end::" + this.tag + "[]")) {
				inside = false;
			}
			else if (inside && !line.matches(".*(tag|end)::[\\w-]+\\[].*")) {
				part.add(line);
			}
		}
		return part.stream().collect(Collectors.joining("\n")).stripIndent().lines().toList();
	}

	@Override
	public String toString() {
		return this.where;
	}

}
