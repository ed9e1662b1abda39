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

package io.wstunnel.autoconfigure;

import io.wstunnel.server.TunnelServer;
import io.wstunnel.testsupport.ServerKind;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link ConnectionLimitWarning} on the servers.
 */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class ConnectionLimitWarningTests {

	private static final String OURS = "wstunnel.server.max-connections";

	@ParameterizedTest
	@CsvSource({ "TOMCAT,8193,8192", "TOMCAT,101,100", "JETTY,101,100" })
	void aLimitAboveThatOfTheServerIsToldInOneLine(ServerKind kind, int ours, int servers, CapturedOutput output) {
		String property = kind.getPrefix() + "max-connections";
		try (TunnelServer server = TunnelServer.start(kind, Application.class, OURS + "=" + ours,
				(servers != 8192) ? property + "=" + servers : "unused=")) {
			assertThat(server.getPort()).isPositive();
			assertThat(output.getOut().lines().filter((line) -> line.contains(OURS))).singleElement()
				.asString()
				.contains("WARN", "'" + OURS + "' (" + ours + ")", "'" + property + "' (" + servers + ")");
		}
	}

	@ParameterizedTest
	@CsvSource({ "TOMCAT,wstunnel.server.max-connections=8192", "TOMCAT,server.tomcat.max-connections=5",
			"JETTY,wstunnel.server.max-connections=9000", "JETTY,wstunnel.server.max-connections=100" })
	void nothingIsSaidOtherwise(ServerKind kind, String property, CapturedOutput output) {
		try (TunnelServer server = TunnelServer.start(kind, Application.class, property,
				"server.jetty.max-connections=" + (property.endsWith("100") ? 100 : -1))) {
			assertThat(server.getPort()).isPositive();
			assertThat(output).doesNotContain(OURS);
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

	}

}
