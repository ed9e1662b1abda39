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

package io.wstunnel.transport;

import java.util.regex.Pattern;

/**
 * What strangers send, made fit for a message: it neither begins a line of its own in a
 * log nor commands a terminal.
 *
 * @since 0.1.0
 */
public final class Printable {

	private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");

	private Printable() {
	}

	/**
	 * Replace control characters, line separators and what changes the direction of text.
	 * @param text the text
	 * @return the text, with a question mark for each of them
	 */
	public static String of(String text) {
		return CONTROL.matcher(text).replaceAll("?");
	}

}
