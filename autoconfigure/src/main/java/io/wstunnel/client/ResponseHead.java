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

package io.wstunnel.client;

import java.net.ProtocolException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.springframework.http.HttpHeaders;

/**
 * Status line and headers of an HTTP response, strictly as RFC 9112 has them.
 *
 * @param version the version, {@code 1.0} or {@code 1.1}
 * @param statusCode the status code
 * @param headers the headers
 */
record ResponseHead(String version, int statusCode, HttpHeaders headers) {

	private static final Pattern STATUS_LINE = Pattern.compile("HTTP/(1\\.[01]) ([1-9][0-9]{2})(?: .*)?");

	private static final Pattern HEADER = Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(.*?)[ \t]*");

	private static final Pattern CONTROL = Pattern.compile("[\\x00-\\x08\\x0A-\\x1F\\x7F]");

	private static final int SHOWN = 64;

	static ResponseHead ofStatusLine(String line) throws ProtocolException {
		Matcher matcher = STATUS_LINE.matcher(line);
		if (!matcher.matches()) {
			throw new ProtocolException("instead of HTTP/1.1 it answered " + show(line));
		}
		return new ResponseHead(matcher.group(1), Integer.parseInt(matcher.group(2)), new HttpHeaders());
	}

	void addHeader(String line) throws ProtocolException {
		Matcher matcher = HEADER.matcher(line);
		if (!matcher.matches() || CONTROL.matcher(matcher.group(2)).find()) {
			throw new ProtocolException("its response has a malformed header " + show(line));
		}
		this.headers.add(matcher.group(1), matcher.group(2));
	}

	/**
	 * Whether another response follows this one.
	 * @return whether the status is informational
	 */
	boolean isInterim() {
		return this.statusCode < 200 && this.statusCode != 101;
	}

	/**
	 * Leave out the values of the headers, such as those of cookies.
	 */
	@Override
	public String toString() {
		return "ResponseHead[version=" + this.version + ", statusCode=" + this.statusCode + ", headers="
				+ this.headers.headerNames() + "]";
	}

	static String show(String line) {
		String shown = (line.length() > SHOWN) ? line.substring(0, SHOWN) + "..." : line;
		return "'" + CONTROL.matcher(shown).replaceAll("?") + "'";
	}

}
