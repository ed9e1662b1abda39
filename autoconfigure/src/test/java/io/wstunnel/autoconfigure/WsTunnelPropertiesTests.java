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
import java.io.InputStream;
import java.time.Duration;
import java.util.Map;

import io.wstunnel.DeadlineAction;
import io.wstunnel.MessageType;
import io.wstunnel.WsConnectionSettings;
import io.wstunnel.WsReceiveBudget;
import io.wstunnel.client.DefaultWsTunnelClient;
import io.wstunnel.server.ServerSettings;
import io.wstunnel.server.TunnelLimits;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.json.JsonParserFactory;
import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.util.StreamUtils;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link WsTunnelProperties} and what becomes of them.
 */
class WsTunnelPropertiesTests {

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(WsTunnelAutoConfiguration.class));

	@Test
	void theDefaultsAreThoseOfTheSettings() {
		this.runner.run((context) -> {
			ServerSettings settings = context.getBean(ServerSettings.class);
			assertThat(settings.connection()).usingRecursiveComparison().isEqualTo(WsConnectionSettings.defaults());
			assertThat(settings.tunnels()).isEmpty();
			assertThat(settings.allowedOrigins()).isEmpty();
			assertThat(settings.allowedOriginPatterns()).isEmpty();
			assertThat(settings.limits()).isEqualTo(TunnelLimits.NONE);
			assertThat(settings.drainPeriod()).isEqualTo(Duration.ofSeconds(5));
		});
	}

	@Test
	void generalPropertiesAreApplied() {
		this.runner.withPropertyValues("wstunnel.message-type=text", "wstunnel.read-timeout=1s",
				"wstunnel.write-timeout=2s", "wstunnel.lifetime=3s", "wstunnel.idle-timeout=5s",
				"wstunnel.close-timeout=4s", "wstunnel.deadline-action=keep-open", "wstunnel.receive-window=1MB",
				"wstunnel.keep-alive.interval=5s", "wstunnel.keep-alive.timeout=6s", "wstunnel.control-extension=false",
				"wstunnel.drain-idle-timeout=7s", "wstunnel.server.remote-address=")
			.run((context) -> {
				WsConnectionSettings settings = context.getBean(ServerSettings.class).connection();
				assertThat(settings.getMessageType()).isEqualTo(MessageType.TEXT);
				assertThat(settings.getReadTimeout()).isEqualTo(Duration.ofSeconds(1));
				assertThat(settings.getWriteTimeout()).isEqualTo(Duration.ofSeconds(2));
				assertThat(settings.getLifetime()).isEqualTo(Duration.ofSeconds(3));
				assertThat(settings.getIdleTimeout()).isEqualTo(Duration.ofSeconds(5));
				assertThat(settings.getCloseTimeout()).isEqualTo(Duration.ofSeconds(4));
				assertThat(settings.getDeadlineAction()).isEqualTo(DeadlineAction.KEEP_OPEN);
				assertThat(settings.getReceiveWindow()).isEqualTo(DataSize.ofMegabytes(1));
				assertThat(settings.getKeepAliveInterval()).isEqualTo(Duration.ofSeconds(5));
				assertThat(settings.getKeepAliveTimeout()).isEqualTo(Duration.ofSeconds(6));
				assertThat(settings.isControlExtension()).isFalse();
				assertThat(settings.getDrainIdleTimeout()).isEqualTo(Duration.ofSeconds(7));
				assertThat(settings.getRemoteAddress()).isEmpty();
			});
	}

	@Test
	void allConnectionsShareTheReceiveBudget() {
		this.runner.withPropertyValues("wstunnel.receive-budget=3MB").run((context) -> {
			WsReceiveBudget budget = context.getBean(WsReceiveBudget.class);
			assertThat(budget.getLimit()).isEqualTo(DataSize.ofMegabytes(3));
			assertThat(context.getBean(ServerSettings.class).connection().getReceiveBudget()).isSameAs(budget);
			assertThat(context.getBean(DefaultWsTunnelClient.class))
				.extracting("targets.settings.settings.receiveBudget")
				.isSameAs(budget);
		});
	}

	@Test
	void aTunnelKeepsItselfAliveAsItsOwnPropertiesSay() {
		this.runner
			.withPropertyValues("wstunnel.keep-alive.interval=5s", "wstunnel.keep-alive.timeout=6s",
					"wstunnel.server.tunnels.x.path=/x", "wstunnel.server.tunnels.x.keep-alive.interval=7s",
					"wstunnel.server.tunnels.x.keep-alive.timeout=0", "wstunnel.server.tunnels.y.path=/y",
					"wstunnel.server.tunnels.y.keep-alive.interval=0")
			.run((context) -> {
				ServerSettings settings = context.getBean(ServerSettings.class);
				WsConnectionSettings x = settings.tunnels().get("x").settings().apply(settings.connection());
				assertThat(x.getKeepAliveInterval()).isEqualTo(Duration.ofSeconds(7));
				assertThat(x.getKeepAliveTimeout()).isZero();
				WsConnectionSettings y = settings.tunnels().get("y").settings().apply(settings.connection());
				assertThat(y.getKeepAliveInterval()).isZero();
				assertThat(y.getKeepAliveTimeout()).isEqualTo(Duration.ofSeconds(6));
			});
	}

	@Test
	void theKeepAliveOfTheDocumentationIsApplied() {
		this.runner.withInitializer(new ConfigDataApplicationContextInitializer())
			.withPropertyValues("spring.config.location=classpath:/docs/keep-alive.yaml")
			.run((context) -> {
				WsConnectionSettings settings = context.getBean(ServerSettings.class).connection();
				assertThat(settings.getKeepAliveInterval())
					.isEqualTo(WsConnectionSettings.defaults().getKeepAliveInterval());
				assertThat(settings.getKeepAliveTimeout()).isEqualTo(Duration.ofMinutes(1));
			});
	}

	@Test
	void anAnswerCannotBeWaitedForWithoutPings() {
		this.runner.withPropertyValues("wstunnel.keep-alive.interval=0", "wstunnel.keep-alive.timeout=6s")
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.hasMessageContaining("'keep-alive.interval' is 0"));
	}

	@Test
	void propertiesOfTheServerAreApplied() {
		this.runner
			.withPropertyValues("wstunnel.server.allowed-origins=http://a,http://b",
					"wstunnel.server.allowed-origin-patterns=http://*.c", "wstunnel.server.max-connections=5",
					"wstunnel.server.max-connections-per-principal=4", "wstunnel.server.max-connections-per-address=3",
					"wstunnel.server.tunnels.x.path=/x", "wstunnel.server.tunnels.x.max-connections=2",
					"wstunnel.server.drain-period=0")
			.run((context) -> {
				ServerSettings settings = context.getBean(ServerSettings.class);
				assertThat(settings.allowedOrigins()).containsExactly("http://a", "http://b");
				assertThat(settings.allowedOriginPatterns()).containsExactly("http://*.c");
				assertThat(settings.limits()).isEqualTo(new TunnelLimits(5, 4, 3));
				assertThat(settings.tunnels().get("x").maxConnections()).isEqualTo(2);
				assertThat(settings.drainPeriod()).isZero();
			});
	}

	@Test
	void valuesThatAreNotAllowedFailTheStart() {
		isRefused("wstunnel.read-timeout", "-1s", "positive");
		isRefused("wstunnel.write-timeout", "0", "positive");
		isRefused("wstunnel.lifetime", "0", "positive");
		isRefused("wstunnel.close-timeout", "-1s", "negative");
		isRefused("wstunnel.receive-window", "1B", "between 1KB and 1GB");
		isRefused("wstunnel.receive-window", "2GB", "between 1KB and 1GB");
		isRefused("wstunnel.keep-alive.interval", "99ms", "between 100ms and 1d, or 0 for no pings");
		isRefused("wstunnel.keep-alive.interval", "25h", "between 100ms and 1d, or 0 for no pings");
		isRefused("wstunnel.keep-alive.timeout", "-1s", "between 100ms and 1d, or 0 for none");
		isRefused("wstunnel.server.tunnels.x.keep-alive.interval", "1ms", "between 100ms and 1d");
		isRefused("wstunnel.receive-budget", "-1B", "negative");
		isRefused("wstunnel.server.max-connections", "0", "positive");
		isRefused("wstunnel.server.max-connections-per-principal", "0", "positive");
		isRefused("wstunnel.server.max-connections-per-address", "-1", "positive");
		isRefused("wstunnel.server.tunnels.x.max-connections", "0", "positive");
		isRefused("wstunnel.idle-timeout", "0", "positive");
		isRefused("wstunnel.server.drain-period", "-1s", "negative");
		isRefused("wstunnel.client.connect-timeout", "0", "positive");
		isRefused("wstunnel.server.tunnels.x.read-timeout", "-1s", "positive");
	}

	private void isRefused(String name, String value, String reason) {
		this.runner.withPropertyValues(name + "=" + value).run((context) -> {
			assertThat(context).hasFailed();
			assertThat(context.getStartupFailure()).rootCause()
				.isInstanceOfAny(IllegalArgumentException.class, InvalidConfigurationPropertyValueException.class);
			Throwable failure = context.getStartupFailure();
			while (failure != null && !(failure instanceof InvalidConfigurationPropertyValueException)) {
				failure = failure.getCause();
			}
			assertThat(failure).hasMessageContaining(name).hasMessageContaining(reason);
		});
	}

	@Test
	void valuesThatCannotBeConvertedFailTheStart() {
		this.runner.withPropertyValues("wstunnel.message-type=morse")
			.run((context) -> assertThat(context.getStartupFailure()).rootCause().hasMessageContaining("morse"));
	}

	@Test
	@SuppressWarnings("unchecked")
	void everyPropertyIsDescribed() throws IOException {
		try (InputStream in = getClass().getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
			String json = StreamUtils.copyToString(in, java.nio.charset.StandardCharsets.UTF_8);
			Iterable<Map<String, Object>> properties = (Iterable<Map<String, Object>>) JsonParserFactory.getJsonParser()
				.parseMap(json)
				.get("properties");
			assertThat(properties).isNotEmpty().allSatisfy((property) -> {
				assertThat((String) property.get("description")).as((String) property.get("name"))
					.endsWith(".")
					.doesNotStartWith("The ")
					.doesNotStartWith("A ");
				assertThat(property).containsKey("type");
			});
		}
	}

}
