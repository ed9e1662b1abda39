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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * Looks for obstacles to people on a page.
 */
final class Axe {

	private static final String RUN = """
			const done = arguments[arguments.length - 1];
			axe.run().then(({ passes, violations }) => done(passes.length === 0 ? ['axe did not look']
				: violations.flatMap((rule) =>
					rule.nodes.map((node) => `${rule.id}: ${node.html} ${node.failureSummary}`))));""";

	private Axe() {
	}

	/**
	 * Return what is found.
	 * @param browser the browser that shows the page
	 * @return the rules that are broken and where
	 */
	static List<String> obstacles(Chromium browser) {
		browser.script(source());
		return browser.asyncScript(RUN);
	}

	private static String source() {
		try {
			Resource[] found = new PathMatchingResourcePatternResolver()
				.getResources("classpath*:META-INF/resources/webjars/axe-core/*/axe.min.js");
			return found[0].getContentAsString(StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
