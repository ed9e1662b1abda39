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

import java.lang.ref.WeakReference;
import java.net.SocketException;
import java.time.Duration;

import javax.sql.DataSource;

import io.wstunnel.WsTunnelClient;
import io.wstunnel.client.WsTunnelSocketFactory;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.TypeReference;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.Mockito.mock;

/**
 * Tests of {@link WsTunnelDriverConfiguration}.
 */
@Timeout(60)
class WsTunnelDriverConfigurationTests {

	private static final String TUNNEL = "wstunnel.client.tunnels.db.uri=ws://localhost:1/";

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(WsTunnelAutoConfiguration.class));

	@Test
	void theNameOfATunnelIsKnownWhileItsContextIsOpen() {
		WsTunnelSocketFactory factory = new WsTunnelSocketFactory("db");
		this.runner.withPropertyValues(TUNNEL).run((context) -> factory.createSocket().close());
		assertThatExceptionOfType(SocketException.class).isThrownBy(factory::createSocket)
			.withMessageContaining("There is no tunnel 'db'");
	}

	@Test
	void eachContextPublishesANameThatIsItsOwn() {
		this.runner.withPropertyValues(TUNNEL, "factory=${wstunnel.client.context}/db")
			.run((first) -> this.runner.withPropertyValues(TUNNEL, "factory=${wstunnel.client.context}/db")
				.run((second) -> {
					assertThat(context(first)).isNotEqualTo(context(second));
					assertThatExceptionOfType(SocketException.class)
						.isThrownBy(() -> new WsTunnelSocketFactory("db").createSocket())
						.withMessageContaining(context(first) + "/db")
						.withMessageContaining(context(second) + "/db");
					factory(first).createSocket().close();
					factory(second).createSocket().close();
				}));
	}

	@Test
	void withoutAClientThereAreNoNames() {
		this.runner.withPropertyValues(TUNNEL, "wstunnel.client.enabled=false")
			.run((context) -> assertThat(context.getEnvironment().containsProperty("wstunnel.client.context"))
				.isFalse());
	}

	@Test
	void aFailedContextLeavesNothing() {
		this.runner.withPropertyValues("wstunnel.client.tunnels.db.uri=http://localhost/")
			.run((context) -> assertThat(context).hasFailed());
		assertThatExceptionOfType(SocketException.class)
			.isThrownBy(() -> new WsTunnelSocketFactory("db").createSocket())
			.withMessageContaining("There is no tunnel 'db'");
	}

	@Test
	void aChildWithoutAClientUsesItsParentsUnderTheParentsName() throws Exception {
		try (ConfigurableApplicationContext parent = builder().run();
				ConfigurableApplicationContext child = builder().parent(parent).run()) {
			assertThat(context(child)).isEqualTo(context(parent));
			assertThat(child.getBean(WsTunnelClient.class)).isSameAs(parent.getBean(WsTunnelClient.class));
			new WsTunnelSocketFactory("db").createSocket().close();
		}
	}

	@Test
	void aChildWithAClientOfItsOwnIsNoCloserThanItsParent() {
		try (ConfigurableApplicationContext parent = builder().run();
				ConfigurableApplicationContext child = builder().sources(OwnClient.class).parent(parent).run()) {
			assertThat(context(child)).isNotEqualTo(context(parent));
			assertThatExceptionOfType(SocketException.class)
				.isThrownBy(() -> new WsTunnelSocketFactory("db").createSocket())
				.withMessageContaining("several tunnels");
		}
	}

	@Test
	void contextsThatShareAnEnvironmentDoNotTakeEachOthersNames() throws Exception {
		StandardEnvironment environment = new StandardEnvironment();
		try (ConfigurableApplicationContext first = builder().environment(environment).run()) {
			String firstName = context(first);
			try (ConfigurableApplicationContext second = builder().environment(environment).run()) {
				String secondName = context(second);
				assertThat(secondName).isNotEqualTo(firstName);
				for (String name : new String[] { firstName, secondName }) {
					new WsTunnelSocketFactory(name + "/db").createSocket().close();
				}
			}
			assertThat(context(first)).isEqualTo(firstName);
			try (ConfigurableApplicationContext third = builder().environment(environment).run()) {
				String thirdName = context(third);
				close(first);
				assertThat(context(third)).isEqualTo(thirdName);
				new WsTunnelSocketFactory(thirdName + "/db").createSocket().close();
			}
		}
		assertThat(environment.containsProperty("wstunnel.client.context")).isFalse();
	}

	@Test
	void aClosedContextIsCollected() {
		WeakReference<?> context = new WeakReference<>(closed());
		Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> {
			System.gc();
			return context.get() == null;
		});
	}

	@Test
	void theClientIsCreatedBeforeADataSourceAndDestroyedAfterIt() {
		this.runner.withUserConfiguration(OwnDataSource.class)
			.withPropertyValues(TUNNEL)
			.run((context) -> assertThat(context.getBeanFactory().getBeanDefinition("ownDataSource").getDependsOn())
				.containsExactly("wsTunnelClient"));
		this.runner.withUserConfiguration(OwnDataSource.class)
			.run((context) -> assertThat(context.getBeanFactory().getBeanDefinition("ownDataSource").getDependsOn())
				.isNullOrEmpty());
	}

	@Test
	void aNativeImageCanCreateTheFactories() {
		RuntimeHints hints = new RuntimeHints();
		new DriverRuntimeHints().registerHints(hints, getClass().getClassLoader());
		for (String type : new String[] { "WsTunnelSocketFactory", "MariaDbSocketFactory" }) {
			assertThat(RuntimeHintsPredicates.reflection().onType(TypeReference.of("io.wstunnel.client." + type)))
				.accepts(hints);
		}
	}

	/**
	 * Close early what is closed once more in the end.
	 */
	private static void close(ConfigurableApplicationContext context) {
		context.close();
	}

	private static ConfigurableApplicationContext closed() {
		ConfigurableApplicationContext context = builder().run();
		context.close();
		return context;
	}

	private static SpringApplicationBuilder builder() {
		return new SpringApplicationBuilder(Tunnels.class).web(WebApplicationType.NONE)
			.properties(TUNNEL, "spring.main.banner-mode=off");
	}

	private static String context(ApplicationContext context) {
		return context.getEnvironment().getRequiredProperty("wstunnel.client.context");
	}

	private static WsTunnelSocketFactory factory(ApplicationContext context) {
		Environment environment = context.getEnvironment();
		return new WsTunnelSocketFactory(environment.getRequiredProperty("factory"));
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(WsTunnelAutoConfiguration.class)
	static class Tunnels {

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnClient {

		@Bean
		WsTunnelClient ownClient() {
			return mock(WsTunnelClient.class);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnDataSource {

		@Bean
		DataSource ownDataSource() {
			return new SimpleDriverDataSource();
		}

	}

}
