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

import java.beans.PropertyDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import org.springframework.beans.BeanUtils;
import org.springframework.boot.json.JsonParserFactory;
import org.springframework.util.Assert;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the table of settings: it has what the generated metadata has, neither more
 * nor less.
 */
class SettingsDocumentationTests {

	private static final String METADATA = "META-INF/spring-configuration-metadata.json";

	private static final Pattern ROW = Pattern
		.compile("^\\| `((?:wstunnel|management)\\.[^`]+)` \\| ([^|]+) \\| ([^|]+) \\|.*");

	private static final Pattern MAP_OF = Pattern
		.compile("java\\.util\\.Map<java\\.lang\\.String,(io\\.wstunnel\\.[^>]+)>");

	@Test
	void everyPropertyIsThereWithItsTypeAndDefault() throws IOException {
		Map<String, Setting> expected = new LinkedHashMap<>();
		for (Map<String, Object> property : metadata()) {
			String name = (String) property.get("name");
			String type = (String) property.get("type");
			Matcher map = MAP_OF.matcher(type);
			if (map.matches()) {
				nested(name, ClassUtils.resolveClassName(map.group(1), null))
					.forEach((nestedName, nestedType) -> expected.put(nestedName, new Setting(nestedType, "none")));
			}
			else {
				expected.put(name, new Setting(simpleName(type), defaultValue(property.get("defaultValue"))));
			}
		}
		assertThat(table()).containsExactlyInAnyOrderEntriesOf(expected);
	}

	/**
	 * The properties of the elements of a map, but not those that all connections have.
	 */
	private static Map<String, String> nested(String prefix, Class<?> type) {
		String placeholder = prefix.contains(".server.") ? ".<id>" : ".<name>";
		Map<String, String> names = new LinkedHashMap<>();
		collect(prefix + placeholder, type, names);
		return names;
	}

	private static void collect(String prefix, Class<?> type, Map<String, String> names) {
		for (PropertyDescriptor property : BeanUtils.getPropertyDescriptors(type)) {
			if (property.getReadMethod() == null || property.getReadMethod().getDeclaringClass() != type) {
				continue;
			}
			String name = prefix + "." + property.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
			Class<?> propertyType = property.getPropertyType();
			if (propertyType.getName().startsWith("io.wstunnel.") && !propertyType.isEnum()) {
				collect(name, propertyType, names);
			}
			else if (Map.class.isAssignableFrom(propertyType)) {
				names.put(name + ".*", "String");
			}
			else {
				names.put(name, propertyType.getSimpleName());
			}
		}
	}

	private static Map<String, Setting> table() throws IOException {
		Map<String, Setting> table = new LinkedHashMap<>();
		for (String line : Files.readAllLines(CodeBlock.ROOT.resolve("docs/settings.md"))) {
			Matcher row = ROW.matcher(line);
			if (row.matches()) {
				table.put(row.group(1), new Setting(row.group(2), row.group(3).replace("`", "")));
			}
		}
		return table;
	}

	@SuppressWarnings("unchecked")
	private static List<Map<String, Object>> metadata() throws IOException {
		try (InputStream input = SettingsDocumentationTests.class.getClassLoader().getResourceAsStream(METADATA)) {
			Assert.state(input != null, "No metadata");
			String json = new String(input.readAllBytes(), StandardCharsets.UTF_8);
			Map<String, Object> root = JsonParserFactory.getJsonParser().parseMap(json);
			return ((List<Map<String, Object>>) root.get("properties"));
		}
	}

	private static String simpleName(String type) {
		return type.replaceAll("[\\w.]+\\.([A-Z]\\w*)", "$1").replace(",", ", ");
	}

	private static String defaultValue(Object value) {
		return (value == null || value.equals(List.of())) ? "none" : value.toString();
	}

	private record Setting(String type, String defaultValue) {

	}

}
