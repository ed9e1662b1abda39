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

package io.wstunnel.server;

import java.util.List;
import java.util.Locale;

import io.wstunnel.testsupport.ServerKind;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of an application whose class path has one server only, or no Spring Security.
 */
@Tag("once")
@Timeout(120)
@ExtendWith(OutputCaptureExtension.class)
class TunnelAloneTests {

	@ParameterizedTest
	@CsvSource({ "TOMCAT, auto, take the connections of 'Apache Tomcat", "JETTY, auto, take the connections of 'jetty",
			"TOMCAT, session, use the sessions", "JETTY, session, use the sessions" })
	void tunnelsAreServed(ServerKind kind, String transport, String message, CapturedOutput output) throws Exception {
		String other = (kind == ServerKind.TOMCAT) ? "jetty" : "tomcat";
		try (SeparateApplication application = new SeparateApplication(List.of(),
				(path) -> !path.getFileName().toString().toLowerCase(Locale.ROOT).contains(other))) {
			application.start(kind, "--wstunnel.server.transport=" + transport);
			assertThat(application.hasClass("org.apache.catalina.startup.Tomcat")).isEqualTo(kind == ServerKind.TOMCAT);
			assertThat(application.hasClass("org.eclipse.jetty.server.Server")).isEqualTo(kind == ServerKind.JETTY);
			assertThat(application.receive("/method/42")).isEqualTo("method 42 1 2");
			assertThat(application.receive("/published")).isEqualTo("event 1 2");
		}
		assertThat(output).contains("Tunnels " + message).doesNotContain(" WARN ", " ERROR ");
	}

	@Test
	void tunnelsAreServedWithoutSpringSecurity(CapturedOutput output) throws Exception {
		try (SeparateApplication application = new SeparateApplication(List.of(),
				(path) -> !path.getFileName().toString().startsWith("spring-security-"))) {
			application.start(ServerKind.TOMCAT);
			assertThat(application.hasClass("org.springframework.security.core.Authentication")).isFalse();
			assertThat(application.receive("/method/42")).isEqualTo("method 42 1 2");
		}
		assertThat(output).doesNotContain(" WARN ", " ERROR ");
	}

	@Test
	void tunnelsAreServedWithoutMetersAndTheActuator(CapturedOutput output) throws Exception {
		List<String> absent = List.of("micrometer-core", "context-propagation", "actuator", "spring-boot-health");
		try (SeparateApplication application = new SeparateApplication(List.of(),
				(path) -> absent.stream().noneMatch(path.getFileName().toString()::contains))) {
			application.start(ServerKind.TOMCAT);
			assertThat(application.hasClass("io.micrometer.core.instrument.MeterRegistry")).isFalse();
			assertThat(application.hasClass("org.springframework.boot.actuate.endpoint.annotation.Endpoint")).isFalse();
			assertThat(application.receive("/method/42")).isEqualTo("method 42 1 2");
		}
		assertThat(output).contains("Tunnel 'method' is open").doesNotContain(" WARN ", " ERROR ");
	}

}
