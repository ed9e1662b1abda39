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

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.wstunnel.connection.ConnectionSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the table of {@link ConnectionSocket}: every public method of the
 * {@link Socket} of the JDK that runs them is named there, is not inherited, and does
 * what the table says.
 */
@Timeout(60)
class SocketMethodsTests {

	private static final Path SOURCE = Path.of("src/main/java",
			ConnectionSocket.class.getName().replace('.', '/') + ".java");

	/**
	 * The first column of a row of the table.
	 */
	private static final Pattern METHODS = Pattern.compile("<tr>[\\s*]*<td>(.*?)</td>", Pattern.DOTALL);

	private static final Pattern NAME = Pattern.compile("\\{@code (\\w+)}");

	@ParameterizedTest(name = "{0}")
	@MethodSource("signatures")
	void doesWhatTheTableSays(String signature) throws Exception {
		SocketStatement statement = SocketStatements.ALL.get(signature);
		assertThat(statement).as("What %s does", signature).isNotNull();
		try (SocketRig rig = new SocketRig()) {
			statement.check(rig);
		}
	}

	@Test
	void noStatementIsAboutAMethodThatSocketDoesNotHave() {
		assertThat(signatures()).containsAll(SocketStatements.ALL.keySet());
	}

	@Test
	void noMethodIsInherited() {
		assertThat(methods()).filteredOn((method) -> !Modifier.isStatic(method.getModifiers()))
			.hasSizeGreaterThan(40)
			.allSatisfy((method) -> assertThat(
					ConnectionSocket.class.getMethod(method.getName(), method.getParameterTypes()).getDeclaringClass())
				.isNotEqualTo(Socket.class));
	}

	@Test
	void theTableNamesEachMethod() throws IOException {
		Set<String> names = methods().stream().map(Method::getName).collect(Collectors.toCollection(TreeSet::new));
		assertThat(namesInTheTable(names)).isEqualTo(names);
	}

	private static Set<String> namesInTheTable(Set<String> existing) throws IOException {
		Set<String> names = new TreeSet<>();
		Matcher rows = METHODS.matcher(Files.readString(SOURCE));
		while (rows.find()) {
			boolean withGetters = rows.group(1).contains("their getters");
			Matcher name = NAME.matcher(rows.group(1));
			while (name.find()) {
				names.add(name.group(1));
				String getter = name.group(1).replaceFirst("^set", "get");
				if (withGetters && existing.contains(getter)) {
					names.add(getter);
				}
			}
		}
		return names;
	}

	static List<String> signatures() {
		return methods().stream().map(SocketMethodsTests::signature).sorted().toList();
	}

	private static List<Method> methods() {
		return Arrays.stream(Socket.class.getMethods())
			.filter((method) -> method.getDeclaringClass() == Socket.class)
			.toList();
	}

	private static String signature(Method method) {
		return Arrays.stream(method.getParameterTypes())
			.map(Class::getSimpleName)
			.collect(Collectors.joining(", ", method.getName() + "(", ")"));
	}

}
