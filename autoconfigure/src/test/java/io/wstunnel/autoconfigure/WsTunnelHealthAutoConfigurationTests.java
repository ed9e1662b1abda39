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

import java.net.InetAddress;
import java.net.Socket;
import java.util.Map;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.wstunnel.monitor.TunnelMetrics;
import io.wstunnel.testsupport.Await;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.health.registry.HealthContributorRegistry;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.TaskExecutor;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link WsTunnelHealthAutoConfiguration}.
 */
@Timeout(60)
class WsTunnelHealthAutoConfigurationTests {

	private static final String LISTEN = "wstunnel.client.tunnels.db.listen=127.0.0.1:0";

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(WsTunnelAutoConfiguration.class, WsTunnelHealthAutoConfiguration.class,
				HealthContributorRegistryAutoConfiguration.class))
		.withPropertyValues("wstunnel.client.tunnels.db.uri=ws://127.0.0.1:1/",
				"wstunnel.client.tunnels.other.uri=ws://127.0.0.1:1/");

	@Test
	void aPortThatListensIsUpUntilItIsStopped() {
		this.runner.withPropertyValues(LISTEN, "wstunnel.client.tunnels.db.max-connections=7").run((context) -> {
			Health health = health(context);
			assertThat(health.getStatus()).isEqualTo(Status.UP);
			assertThat(health.getDetails()).containsOnlyKeys("db");
			assertThat(details(health)).containsExactly(Map.entry("state", "listening"),
					Map.entry("address", "127.0.0.1:" + port(context)), Map.entry("connections", 0),
					Map.entry("maxConnections", 7));
			context.getSourceApplicationContext().stop();
			assertThat(health(context).getStatus()).isEqualTo(Status.DOWN);
			assertThat(details(health(context))).containsEntry("state", "stopped")
				.containsEntry("address", "127.0.0.1:0");
			context.getSourceApplicationContext().start();
			assertThat(health(context).getStatus()).isEqualTo(Status.UP);
		});
	}

	@Test
	void aPortThatCannotAcceptConnectionsIsDownForAWhile() {
		this.runner.withPropertyValues(LISTEN).withUserConfiguration(BrokenExecutor.class).run((context) -> {
			new Socket(InetAddress.getByName("127.0.0.1"), port(context)).close();
			Awaitility.await().atMost(Await.LIMIT).until(() -> details(health(context)).get("state").equals("failing"));
			assertThat(health(context).getStatus()).isEqualTo(Status.DOWN);
			Awaitility.await().atMost(Await.LIMIT).until(() -> health(context).getStatus().equals(Status.UP));
		});
	}

	@Test
	void connectionsBeyondTheLimitOfAPortAreCounted() {
		this.runner.withPropertyValues(LISTEN, "wstunnel.client.tunnels.db.max-connections=1")
			.withUserConfiguration(PatientExecutor.class)
			.run((context) -> {
				MeterRegistry registry = new SimpleMeterRegistry();
				context.getBean(TunnelMetrics.class).bindTo(registry);
				try (Socket first = new Socket(InetAddress.getByName("127.0.0.1"), port(context));
						Socket second = new Socket(InetAddress.getByName("127.0.0.1"), port(context))) {
					Awaitility.await()
						.atMost(Await.LIMIT)
						.untilAsserted(() -> assertThat(registry.get("wstunnel.tunnels.refused")
							.tags("tunnel", "db", "side", "client", "outcome", "limit")
							.functionCounter()
							.count()).isEqualTo(1));
					assertThat(details(health(context))).containsEntry("connections", 1);
					assertThat(first.isConnected() && second.isConnected()).isTrue();
				}
			});
	}

	@Test
	void withoutAPortThereIsNoHealth() {
		this.runner.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(HealthIndicator.class));
		this.runner.withPropertyValues(LISTEN, "wstunnel.client.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(HealthIndicator.class));
	}

	@Test
	void itCanBeDisabled() {
		this.runner.withPropertyValues(LISTEN, "management.health.wstunnel.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(HealthIndicator.class));
	}

	private static Health health(ApplicationContext context) {
		HealthIndicator indicator = (HealthIndicator) context.getBean(HealthContributorRegistry.class)
			.getContributor("wstunnel");
		assertThat(indicator).isNotNull();
		return indicator.health();
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Object> details(Health health) {
		return (Map<String, Object>) health.getDetails().get("db");
	}

	private static int port(ApplicationContext context) {
		return context.getEnvironment().getRequiredProperty("local.wstunnel.db.port", Integer.class);
	}

	@Configuration(proxyBeanMethods = false)
	static class BrokenExecutor {

		@Bean(defaultCandidate = false)
		TaskExecutor wsTunnelTaskExecutor() {
			return (task) -> {
				throw new IllegalStateException("This executor is broken");
			};
		}

	}

	/**
	 * Never begins.
	 */
	@Configuration(proxyBeanMethods = false)
	static class PatientExecutor {

		@Bean(defaultCandidate = false)
		TaskExecutor wsTunnelTaskExecutor() {
			return (task) -> {
			};
		}

	}

}
