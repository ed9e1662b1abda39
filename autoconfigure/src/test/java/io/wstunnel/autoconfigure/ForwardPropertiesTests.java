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

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

import io.wstunnel.WsConnection;
import io.wstunnel.WsTunnel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of the properties of forwards: what is wrong with them fails the start, and says
 * what to do.
 */
@ExtendWith(OutputCaptureExtension.class)
class ForwardPropertiesTests {

	private static final String SERVER = "wstunnel.server.tunnels.db.";

	private static final String CLIENT = "wstunnel.client.tunnels.db.";

	private final WebApplicationContextRunner server = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(WsTunnelAutoConfiguration.class, WebMvcAutoConfiguration.class));

	private final ApplicationContextRunner client = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(WsTunnelAutoConfiguration.class))
		.withPropertyValues(CLIENT + "uri=ws://localhost:1/");

	@Test
	void aFixedTargetNeedsNothingElse() {
		this.server.withPropertyValues(SERVER + "path=/db", SERVER + "target=db.internal:5432")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void aTargetThatIsNoneIsRefused() {
		for (String target : new String[] { "db", "db:", ":5432", "db:0", "db:65536", "db:x", "a b:1", "::1:5432",
				"http://db:5432" }) {
			this.server.withPropertyValues(SERVER + "path=/db", SERVER + "target=" + target)
				.run((context) -> assertThat(context.getStartupFailure()).as(target)
					.rootCause()
					.isInstanceOf(IllegalArgumentException.class));
		}
	}

	@Test
	void aVariableMustBeInThePath() {
		assertRefused("'{port}', which the path '/db/{host}' does not have", "or add it there", "path=/db/{host}",
				"target={host}:{port}");
	}

	@Test
	void variablesNeedAListOfWhatIsAllowed() {
		assertRefused("leaves the hosts to whoever opens the tunnel", "allowed-targets.hosts", "path=/db/{host}",
				"target={host}:5432");
		assertRefused("leaves the hosts to whoever opens the tunnel", "allowed-targets.addresses",
				"path=/db/{host}/{port}", "target={host}:{port}", "allowed-targets.ports=1");
		assertRefused("leaves the ports to whoever opens the tunnel", "allowed-targets.ports", "path=/db/{host}/{port}",
				"target={host}:{port}", "allowed-targets.hosts=*");
	}

	@Test
	void aListNeedsVariables() {
		assertRefused("is fixed", "Remove them", "path=/db", "target=db:5432", "allowed-targets.hosts=db");
		assertRefused("'wstunnel.server.tunnels.db.target' is not set", "Set the latter", "path=/db",
				"allowed-targets.hosts=db");
	}

	@Test
	void whatIsNoRangeOrPortIsRefused() {
		for (String allowed : new String[] { "addresses=10.0.0.0/99", "addresses=db.internal", "ports=x" }) {
			this.server
				.withPropertyValues(SERVER + "path=/{host}", SERVER + "target={host}:1",
						SERVER + "allowed-targets.hosts=*", SERVER + "allowed-targets." + allowed)
				.run((context) -> assertThat(context.getStartupFailure())
					.hasStackTraceContaining(InvalidConfigurationPropertyValueException.class.getName())
					.hasStackTraceContaining(SERVER + "allowed-targets"));
		}
	}

	@Test
	void limitsMustBePositive() {
		for (String property : new String[] { "target-connect-timeout", "max-target-dials" }) {
			this.server.withPropertyValues("wstunnel.server." + property + "=0")
				.run((context) -> assertThat(context.getStartupFailure())
					.hasStackTraceContaining("wstunnel.server." + property)
					.hasStackTraceContaining("must be positive"));
		}
	}

	@Test
	void aTunnelWithAHandlerHasNoTarget() {
		this.server.withUserConfiguration(Tunnels.class)
			.withPropertyValues(SERVER + "path=/db", SERVER + "target=db:5432")
			.run((context) -> assertThat(context.getStartupFailure()).hasStackTraceContaining("has a handler, which is")
				.hasStackTraceContaining(SERVER + "target"));
	}

	@Test
	void aPortIsListenedOnAndPublishedWhileTheApplicationRuns(CapturedOutput output) {
		this.client.withPropertyValues(CLIENT + "listen=127.0.0.1:0").run((context) -> {
			int port = context.getEnvironment().getRequiredProperty("local.wstunnel.db.port", Integer.class);
			assertThat(output).contains("Tunnel 'db' listens on 127.0.0.1 port " + port).doesNotContain("beyond");
			context.getSourceApplicationContext().stop();
			assertThat(context.getEnvironment().getProperty("local.wstunnel.db.port")).isNull();
			assertThatExceptionOfType(ConnectException.class)
				.isThrownBy(() -> new Socket(InetAddress.getByName("127.0.0.1"), port));
			context.getSourceApplicationContext().start();
			assertThat(context.getEnvironment().getProperty("local.wstunnel.db.port")).isNotNull();
		});
	}

	@Test
	void aPortBeyondThisMachineIsWarnedOf(CapturedOutput output) {
		this.client.withPropertyValues(CLIENT + "listen=0.0.0.0:0")
			.run((context) -> assertThat(output).contains("Tunnel 'db' listens beyond this machine"));
	}

	@Test
	void aPortInUseFailsTheStart() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
			this.client.withPropertyValues(CLIENT + "listen=127.0.0.1:" + socket.getLocalPort())
				.run((context) -> assertFailure(context.getStartupFailure(), "Tunnel 'db' cannot listen on '127.0.0.1:",
						CLIENT + "listen"));
		}
	}

	@Test
	void anAddressThatIsNoneIsRefused() {
		for (String listen : new String[] { "15432", ":15432", "127.0.0.1", "127.0.0.1:65536", "nowhere.invalid:1" }) {
			this.client.withPropertyValues(CLIENT + "listen=" + listen)
				.run((context) -> assertThat(context.getStartupFailure())
					.hasStackTraceContaining(InvalidConfigurationPropertyValueException.class.getName())
					.hasStackTraceContaining(CLIENT + "listen"));
		}
	}

	@Test
	void aLimitNeedsAPort() {
		this.client.withPropertyValues(CLIENT + "max-connections=1")
			.run((context) -> assertFailure(context.getStartupFailure(), "'" + CLIENT + "listen' is not",
					"Set the latter"));
	}

	private void assertRefused(String description, String action, String... properties) {
		WebApplicationContextRunner runner = this.server;
		for (String property : properties) {
			runner = runner.withPropertyValues(SERVER + property);
		}
		runner.run((context) -> assertFailure(context.getStartupFailure(), description, action));
	}

	private static void assertFailure(Throwable failure, String description, String action) {
		Throwable cause = failure;
		while (cause != null && !(cause instanceof FailureAnalyzedException)) {
			cause = cause.getCause();
		}
		assertThat(cause).isInstanceOfSatisfying(FailureAnalyzedException.class, (ex) -> {
			assertThat(ex.analysis().getDescription()).contains(description);
			assertThat(ex.analysis().getAction()).contains(action);
		});
	}

	@Configuration(proxyBeanMethods = false)
	static class Tunnels {

		@Bean
		Tunnel tunnel() {
			return new Tunnel();
		}

	}

	static class Tunnel {

		@WsTunnel("/db")
		void db(WsConnection connection) {
		}

	}

}
