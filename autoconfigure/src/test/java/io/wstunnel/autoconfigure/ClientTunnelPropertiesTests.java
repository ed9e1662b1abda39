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

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import javax.net.SocketFactory;

import io.wstunnel.MessageType;
import io.wstunnel.WsConnectionSettings;
import io.wstunnel.WsTunnelClient;
import io.wstunnel.client.DefaultWsTunnelClient;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.util.introspection.PropertyOrFieldSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundleKey;
import org.springframework.boot.ssl.SslOptions;
import org.springframework.boot.ssl.SslStoreBundle;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests of the properties of the client's tunnels.
 */
class ClientTunnelPropertiesTests {

	private static final String ONE = "wstunnel.client.tunnels.one.";

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(AutoConfigurations
		.of(WsTunnelAutoConfiguration.class, TaskExecutionAutoConfiguration.class, SslAutoConfiguration.class));

	@Test
	void propertiesOfATunnelAreAppliedOverTheGeneralOnes() {
		this.runner
			.withPropertyValues("wstunnel.message-type=text", "wstunnel.read-timeout=1s",
					"wstunnel.client.connect-timeout=2s", ONE + "uri=ws://user:secret@one/", ONE + "read-timeout=3s",
					ONE + "connect-timeout=4s", ONE + "subprotocols=a,b", ONE + "headers.X-One=1, 2",
					ONE + "proxy.host=proxy", ONE + "proxy.port=3128", ONE + "proxy.username=user",
					ONE + "proxy.password=secret", "wstunnel.client.tunnels.two.uri=wss://two/x")
			.run((context) -> {
				DefaultWsTunnelClient client = context.getBean(DefaultWsTunnelClient.class);
				assertThat(client).extracting("targets.named")
					.asInstanceOf(InstanceOfAssertFactories.MAP)
					.containsOnlyKeys("one", "two");
				assertThat(client).extracting("targets.named.one.endpoint.host", "targets.named.one.endpoint.port")
					.containsExactly("one", 80);
				assertThat(client).extracting("targets.named.one.settings")
					.extracting("connectTimeout", "subprotocols", "headers", "proxy.host", "proxy.port",
							"proxy.username", "proxy.password")
					.satisfiesExactly((value) -> assertThat(value).isEqualTo(Duration.ofSeconds(4)),
							(value) -> assertThat(value).hasToString("[a, b]"),
							(value) -> assertThat(value).hasToString("[X-One:\"1, 2\"]"),
							(value) -> assertThat(value).isEqualTo("proxy"),
							(value) -> assertThat(value).isEqualTo(3128),
							(value) -> assertThat(value).isEqualTo("user"),
							(value) -> assertThat(value).isEqualTo("secret"));
				WsConnectionSettings settings = getSettings(client, "one");
				assertThat(settings.getMessageType()).isEqualTo(MessageType.TEXT);
				assertThat(settings.getReadTimeout()).isEqualTo(Duration.ofSeconds(3));
				assertThat(getSettings(client, "two").getReadTimeout()).isEqualTo(Duration.ofSeconds(1));
				assertThat(client).extracting("targets.named.two.settings.connectTimeout")
					.isEqualTo(Duration.ofSeconds(2));
				assertThat(client).extracting("targets.named.two.settings.proxy").isNull();
			});
	}

	private static WsConnectionSettings getSettings(DefaultWsTunnelClient client, String name) {
		return (WsConnectionSettings) PropertyOrFieldSupport.COMPARISON
			.getValueOf("targets.named." + name + ".settings.settings", client);
	}

	@Test
	void anEnvironmentVariableMeansTheTunnelWhoseNameHasDashes() {
		this.runner.withPropertyValues("wstunnel.client.tunnels.my-db.uri=ws://db/").withInitializer((context) -> {
			Map<String, Object> variables = Map.of("WSTUNNEL_CLIENT_TUNNELS_MYDB_CONNECTTIMEOUT", "3s");
			context.getEnvironment()
				.getPropertySources()
				.addFirst(new SystemEnvironmentPropertySource("test-systemEnvironment", variables));
		}).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean(DefaultWsTunnelClient.class))
				.extracting("targets.named.my-db.settings.connectTimeout")
				.isEqualTo(Duration.ofSeconds(3));
			assertThatIllegalArgumentException()
				.isThrownBy(() -> context.getBean(WsTunnelClient.class).socketFactory("mydb"))
				.withMessageContaining("[my-db]");
			assertThat(context.getBeanNamesForType(SocketFactory.class)).containsExactly("wsTunnelSocketFactory-my-db");
		});
	}

	@Test
	void aSocketFactoryIsInjectedByTheNameOfItsTunnelAndOnlySo() {
		this.runner.withPropertyValues(ONE + "uri=ws://one/", "wstunnel.client.tunnels.user.uri=ws://two/")
			.withUserConfiguration(UserConfiguration.class)
			.run((context) -> {
				User user = context.getBean(User.class);
				assertThat(context.getBeanFactory().containsSingleton("wsTunnelSocketFactory-one")).isTrue();
				assertThat(context.getBeanFactory().containsBeanDefinition("wsTunnelSocketFactory-user")).isTrue();
				assertThat(context.getBeanFactory().containsSingleton("wsTunnelSocketFactory-user")).isFalse();
				assertThat(user.one.createSocket().isConnected()).isFalse();
				assertThat(user.any.getIfAvailable()).isNull();
				SocketFactory two = BeanFactoryUtils.beansOfTypeIncludingAncestors(context, SocketFactory.class)
					.get("wsTunnelSocketFactory-user");
				assertThat(two).isNotNull().isNotSameAs(user.one);
			});
	}

	@Test
	void withoutAClientThereAreNoSocketFactories() {
		this.runner.withPropertyValues(ONE + "uri=ws://one/", "wstunnel.client.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(SocketFactory.class));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			uri=                         | Tunnel 'one' has no URI      | no URI
			uri=http://one/              | one.uri' is invalid          | scheme must be ws or wss
			uri=one                      | one.uri' is invalid          | scheme must be ws or wss
			uri=ws:///path               | one.uri' is invalid          | must have a host
			uri=ws://u:secret@a b/       | one.uri' is invalid          | index
			uri=ws://u:s@secret@a_b/     | one.uri' is invalid          | must have a host
			uri=ws://one/#x              | one.uri' is invalid          | fragment
			uri=ws://one:0/              | one.uri' is invalid          | between 1 and 65535
			connect-timeout=0            | one.connect-timeout' is inva | must be positive
			subprotocols=a b             | one.subprotocols' is invalid | tokens
			subprotocols=a,a             | one.subprotocols' is invalid | repeat
			headers.Host=secret          | one.headers.Host' is invalid | by itself
			headers.Sec-WebSocket-Key=s  | one.headers.Sec-WebSocket-Ke | by itself
			headers.Proxy-Authorization=s | headers.Proxy-Authorization' | with the proxy
			headers.X-Token=secret\\r\\nA: b | one.headers.X-Token' is inva | line breaks
			ssl.bundle=none              | one.ssl.bundle' names the SS | there are only [broken, mine, strange]
			proxy.port=80                | one.proxy.port' is set, but  | one.proxy.host' is not
			proxy.username=user          | one.proxy.username' is set,  | one.proxy.host' is not
			proxy.password=secret        | one.proxy.password' is set,  | one.proxy.host' is not
			proxy.host=proxy             | one.proxy.host' is set, but  | one.proxy.port' is not
			""")
	void aWrongPropertyFailsTheStartAndIsNamed(String property, String problem, String reason) {
		String value = property.replace("\\r\\n", "\r\n");
		isRefused(problem, reason, ONE + value);
	}

	@Test
	void aWrongPropertyOfAProxyFailsTheStartAndIsNamed() {
		isRefused("one.proxy.host' is invalid", "a name or an address", ONE + "proxy.host=http://proxy",
				ONE + "proxy.port=80");
		isRefused("one.proxy.port' is invalid", "between 1 and 65535", ONE + "proxy.host=proxy",
				ONE + "proxy.port=65536");
		isRefused("one.proxy.username' is invalid", "must not contain ':'", ONE + "proxy.host=proxy",
				ONE + "proxy.port=80", ONE + "proxy.username=secret:x");
		isRefused("one.proxy.password' is invalid", "without a username", ONE + "proxy.host=proxy",
				ONE + "proxy.port=80", ONE + "proxy.password=secret");
	}

	@Test
	void aBundleThatCannotBeUsedFailsTheStartAndIsNamed() {
		isRefused("one.ssl.bundle' is invalid", "use scheme wss", ONE + "uri=ws://one/", ONE + "ssl.bundle=mine");
		isRefused("one.ssl.bundle' cannot be used", "NO_SUCH_TLS", ONE + "ssl.bundle=broken");
		isRefused("one.ssl.bundle' cannot be used", "NO_SUCH_CIPHER", ONE + "ssl.bundle=strange");
	}

	@Test
	void whatFailsTheStartIsAnalyzed() {
		this.runner.withPropertyValues(ONE + "uri=ws://user:secret@a_b/").run((context) -> {
			assertThat(context).hasFailed();
			Throwable failure = context.getStartupFailure();
			while (failure != null && !(failure instanceof FailureAnalyzedException)) {
				assertThat(failure.getMessage()).doesNotContain("secret");
				failure = failure.getCause();
			}
			assertThat(failure).isNotNull().hasMessageContaining(ONE + "uri");
		});
	}

	private static void isRefused(String problem, String reason, String... properties) {
		Map<String, String> map = new LinkedHashMap<>(Map.of(ONE + "uri", "wss://one/"));
		for (String property : properties) {
			int separator = property.indexOf('=');
			map.put(property.substring(0, separator), property.substring(separator + 1));
		}
		ClientTunnelProperties bound = new Binder(new MapConfigurationPropertySource(map))
			.bind(ONE.substring(0, ONE.length() - 1), ClientTunnelProperties.class)
			.get();
		SslStoreBundle stores = SslStoreBundle.NONE;
		DefaultSslBundleRegistry bundles = new DefaultSslBundleRegistry("mine", SslBundle.of(stores));
		bundles.registerBundle("strange",
				SslBundle.of(stores, SslBundleKey.NONE, SslOptions.of(Set.of("NO_SUCH_CIPHER"), Set.of())));
		bundles.registerBundle("broken", SslBundle.of(stores, SslBundleKey.NONE, SslOptions.NONE, "NO_SUCH_TLS"));
		assertThatExceptionOfType(FailureAnalyzedException.class)
			.isThrownBy(() -> new ClientTunnelFactory("one", bound, bundles).create(WsConnectionSettings.defaults()))
			.satisfies((ex) -> {
				assertThat(ex.analysis().getDescription()).contains(problem, reason).doesNotContain("secret");
				assertThat(ex.analysis().getAction()).isNotEmpty();
				StringWriter stackTrace = new StringWriter();
				ex.printStackTrace(new PrintWriter(stackTrace));
				assertThat(stackTrace.toString()).contains(problem).doesNotContain("secret");
			});
	}

	@Test
	void withoutSslBundlesAnApplicationStartsUnlessItUsesOne() {
		ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(
				AutoConfigurations.of(WsTunnelAutoConfiguration.class, TaskExecutionAutoConfiguration.class));
		runner.withPropertyValues(ONE + "uri=wss://one/").run((context) -> assertThat(context).hasNotFailed());
		runner.withPropertyValues(ONE + "uri=wss://one/", ONE + "ssl.bundle=mine")
			.run((context) -> assertThat(context).getFailure().rootCause().hasMessageContaining("no SSL bundles"));
	}

	@Configuration(proxyBeanMethods = false)
	static class UserConfiguration {

		@Bean
		User user(@Qualifier("one") SocketFactory one, ObjectProvider<SocketFactory> any) {
			return new User(one, any);
		}

	}

	private record User(SocketFactory one, ObjectProvider<SocketFactory> any) {

	}

}
