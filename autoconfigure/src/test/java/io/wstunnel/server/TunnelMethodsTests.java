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

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.wstunnel.MessageType;
import io.wstunnel.WsConnectionSettings;
import io.wstunnel.WsTunnel;
import org.junit.jupiter.api.Test;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.support.PropertySourcesPlaceholderConfigurer;
import org.springframework.core.convert.support.DefaultConversionService;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of {@link TunnelMethods} and {@link TunnelDeclarations}.
 */
class TunnelMethodsTests {

	@Test
	void theIdOfAMethodIsItsNameInKebabCase() {
		assertThat(find(Named.class)).extracting(TunnelDeclaration::id)
			.containsExactlyInAnyOrder("echo", "text-echo", "open-url-now", "port2-go");
	}

	@Test
	void placeholdersAreResolved() {
		assertThat(find(Resolved.class)).singleElement().satisfies((declaration) -> {
			assertThat(declaration.id()).isEqualTo("my-id");
			assertThat(declaration.path()).isEqualTo("/base/x");
			assertThat(declaration.subprotocols()).containsExactly("v2", "v1", "v0");
		});
	}

	@Test
	void aPlaceholderThatCannotBeResolvedFails() {
		assertThatExceptionOfType(InvalidTunnelException.class).isThrownBy(() -> find(Unresolvable.class))
			.withMessageContaining("test.unknown")
			.withMessageContaining("Unresolvable.");
	}

	@Test
	void propertiesOfTheIdWinOverTheAnnotationAndThatOverTheGeneralOnes() {
		WsConnectionSettings general = WsConnectionSettings.builder()
			.messageType(MessageType.TEXT)
			.readTimeout(Duration.ofSeconds(1))
			.writeTimeout(Duration.ofSeconds(1))
			.build();
		assertThat(tunnel(general, Map.of())).satisfies((tunnel) -> {
			assertThat(tunnel.path()).isEqualTo("/annotated");
			assertThat(tunnel.settings().getMessageType()).isEqualTo(MessageType.BINARY);
			assertThat(tunnel.settings().getReadTimeout()).isEqualTo(Duration.ofSeconds(1));
		});
		TunnelOverride override = new TunnelOverride("/configured", (
				settings) -> settings.mutate().messageType(MessageType.TEXT).readTimeout(Duration.ofSeconds(2)).build(),
				7, null);
		assertThat(tunnel(general, Map.of("prefer", override))).satisfies((tunnel) -> {
			assertThat(tunnel.path()).isEqualTo("/configured");
			assertThat(tunnel.maxConnections()).isEqualTo(7);
			assertThat(tunnel.settings().getMessageType()).isEqualTo(MessageType.TEXT);
			assertThat(tunnel.settings().getReadTimeout()).isEqualTo(Duration.ofSeconds(2));
			assertThat(tunnel.settings().getWriteTimeout()).isEqualTo(Duration.ofSeconds(1));
		});
	}

	private static Tunnel tunnel(WsConnectionSettings general, Map<String, TunnelOverride> overrides) {
		ServerSettings settings = new ServerSettings(general, overrides, List.of(), List.of(), TunnelLimits.NONE,
				Duration.ZERO, ServerTransport.AUTO);
		List<Tunnel> tunnels = new TunnelDeclarations(settings, new EventTunnelHandlers((event) -> {
		}), new OpenTunnels(TunnelLimits.NONE)).toTunnels(find(Preferred.class));
		assertThat(tunnels).hasSize(1);
		return tunnels.get(0);
	}

	private static List<TunnelDeclaration> find(Class<?> bean) {
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			context.setEnvironment(new MockEnvironment().withProperty("test.id", "my-id")
				.withProperty("test.base", "/base")
				.withProperty("test.protocols", "v2, v1"));
			context.registerBean(PropertySourcesPlaceholderConfigurer.class);
			context.register(bean);
			context.refresh();
			return new TunnelMethods(context.getBeanFactory(),
					new RequestArgumentResolvers(new DefaultConversionService(), context.getBeanFactory()), List.of(),
					new OpenTunnels(TunnelLimits.NONE))
				.find();
		}
	}

	static class Named {

		@WsTunnel("/a")
		void echo() {
		}

		@WsTunnel("/b")
		void textEcho() {
		}

		@WsTunnel("/c")
		void openURLNow() {
		}

		@WsTunnel("/d")
		void port2Go() {
		}

	}

	static class Resolved {

		@WsTunnel(path = "${test.base}/x", id = "${test.id}", subprotocols = { "${test.protocols}", "v0" })
		void tunnel() {
		}

	}

	static class Unresolvable {

		@WsTunnel("${test.unknown}")
		void tunnel() {
		}

	}

	static class Preferred {

		@WsTunnel(path = "/annotated", messageType = MessageType.BINARY)
		void prefer() {
		}

	}

}
