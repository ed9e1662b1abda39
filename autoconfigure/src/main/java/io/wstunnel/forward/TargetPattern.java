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

package io.wstunnel.forward;

import java.net.InetAddress;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Where a tunnel leads to: {@code host:port}, in which each may have variables of the
 * tunnel's path, as in <code>{host}:5432</code>. What is fixed is taken at its word; what
 * a peer chooses must be {@linkplain AllowedTargets allowed}.
 *
 * @since 0.1.0
 */
public final class TargetPattern {

	private static final Pattern TARGET = Pattern.compile("(\\[[^\\[\\]]+]|[^:\\[\\]]+):([^:]+)");

	private static final Pattern VARIABLE = Pattern.compile("\\{(\\w+)}");

	/**
	 * A name, or an address with or without brackets.
	 */
	private static final Pattern HOST = Pattern
		.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,253}|[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*(%\\w+)?");

	private final String host;

	private final String port;

	private final @Nullable AllowedTargets allowed;

	private final @Nullable Target fixed;

	/**
	 * Create a pattern.
	 * @param text the text
	 * @param allowed what its variables may say, {@code null} if it has none
	 * @throws IllegalArgumentException if it is none, or leaves to its peers what is not
	 * allowed
	 */
	public TargetPattern(String text, @Nullable AllowedTargets allowed) {
		Matcher matcher = TARGET.matcher(text.trim());
		Assert.isTrue(matcher.matches(), () -> "'" + text + "' is not a target such as 'db.internal:5432'");
		this.host = withoutBrackets(matcher.group(1));
		this.port = matcher.group(2);
		this.allowed = allowed;
		Assert.isTrue(isVariable(this.host) || HOST.matcher(this.host).matches(),
				() -> "'" + this.host + "' is not a name or an address");
		Assert.isTrue(isVariable(this.port) || parsePort(this.port) > 0,
				() -> "'" + this.port + "' is not a port from 1 to 65535");
		boolean variable = isVariable(this.host) || isVariable(this.port);
		this.fixed = variable ? null : new Target(this.host, parsePort(this.port), (address) -> true);
	}

	/**
	 * Return the names of the variables.
	 * @return the names, none if the target is fixed
	 */
	public Set<String> getVariables() {
		Set<String> names = new LinkedHashSet<>();
		VARIABLE.matcher(this.host + ":" + this.port).results().forEach((result) -> names.add(result.group(1)));
		return names;
	}

	/**
	 * Return what the allow-list lacks.
	 * @return "hosts" or "ports" if peers choose them and none is allowed, or
	 * {@code null}
	 */
	public @Nullable String findMissing() {
		if (isVariable(this.host) && (this.allowed == null || !this.allowed.hasHosts())) {
			return "hosts";
		}
		return (isVariable(this.port) && (this.allowed == null || !this.allowed.hasPorts())) ? "ports" : null;
	}

	/**
	 * Put the values of the variables in.
	 * @param variables the variables of the path
	 * @return the target
	 * @throws TargetException if it is not allowed
	 */
	Target expand(Map<String, String> variables) throws TargetException {
		if (this.fixed != null) {
			return this.fixed;
		}
		String host = withoutBrackets(expand(this.host, variables));
		String port = expand(this.port, variables);
		String name = "'" + printable(host) + ":" + printable(port) + "'";
		AllowedTargets allowed = this.allowed;
		if (isVariable(this.host)) {
			check(allowed != null && HOST.matcher(host).matches() && allowed.isAllowedHost(host),
					"The host of " + name + " is not one that is allowed");
		}
		int number = parsePort(port);
		check(number > 0, "The port of " + name + " is not from 1 to 65535");
		if (isVariable(this.port)) {
			check(allowed != null && allowed.isAllowedPort(number),
					"The port of " + name + " is not one that is allowed");
		}
		Predicate<InetAddress> addresses = (isVariable(this.host) && allowed != null) ? allowed::isAllowedAddress
				: (address) -> true;
		return new Target(host, number, addresses);
	}

	private static void check(boolean valid, String message) throws TargetException {
		if (!valid) {
			throw new TargetException(TargetException.Reason.FORBIDDEN, message, null);
		}
	}

	private static String expand(String template, Map<String, String> variables) {
		return VARIABLE.matcher(template)
			.replaceAll((result) -> Matcher.quoteReplacement(variables.getOrDefault(result.group(1), "")));
	}

	private static boolean isVariable(String part) {
		return VARIABLE.matcher(part).find();
	}

	private static String withoutBrackets(String host) {
		return (host.startsWith("[") && host.endsWith("]")) ? host.substring(1, host.length() - 1) : host;
	}

	private static int parsePort(String port) {
		return (port.matches("\\d{1,5}") && Integer.parseInt(port) <= 0xFFFF) ? Integer.parseInt(port) : 0;
	}

	/**
	 * What strangers choose shall not break the lines of a log.
	 */
	private static String printable(String text) {
		String line = text.replaceAll("[^\\x21-\\x7E]", "?");
		return (line.length() <= 255) ? line : line.substring(0, 255) + "...";
	}

	/**
	 * A target.
	 *
	 * @param host the name, or an address without brackets
	 * @param port the port
	 * @param addresses which of the host's addresses may be connected to
	 */
	record Target(String host, int port, Predicate<InetAddress> addresses) {

		@Override
		public String toString() {
			return ((this.host.indexOf(':') < 0) ? this.host : "[" + this.host + "]") + ":" + this.port;
		}

	}

}
