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

package io.wstunnel.transport.session;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import org.springframework.core.OverridingClassLoader;
import org.springframework.web.socket.WebSocketSession;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests of {@link SessionTransport} that need no server.
 */
class SessionTransportTests {

	@Test
	void neitherTomcatNorJettyNorTheJakartaApiIsNeeded() throws Exception {
		ClassLoader bare = new Bare(getClass().getClassLoader());
		assertThatExceptionOfType(ClassNotFoundException.class)
			.isThrownBy(() -> bare.loadClass("org.apache.tomcat.websocket.WsSession"));
		Map<String, Object> attributes = new HashMap<>();
		WebSocketSession session = mock(WebSocketSession.class);
		given(session.getAttributes()).willReturn(attributes);
		Class<?> type = Class.forName(SessionTransport.class.getName(), true, bare);
		assertThat(type).isNotSameAs(SessionTransport.class);
		Object transport = type.getMethod("create", WebSocketSession.class).invoke(null, session);
		assertThat(type.getMethod("find", WebSocketSession.class).invoke(null, session)).isSameAs(transport);
		assertThat(type.getMethod("getName").invoke(transport)).isEqualTo("session");
	}

	/**
	 * Has no container's WebSocket.
	 */
	private static final class Bare extends OverridingClassLoader {

		private Bare(ClassLoader parent) {
			super(parent);
		}

		@Override
		protected boolean isEligibleForOverriding(String className) {
			return className.startsWith(SessionTransport.class.getPackageName());
		}

		@Override
		public Class<?> loadClass(String name) throws ClassNotFoundException {
			if (Stream.of("org.apache.tomcat.", "org.eclipse.jetty.", "jakarta.websocket.")
				.anyMatch(name::startsWith)) {
				throw new ClassNotFoundException(name);
			}
			return super.loadClass(name);
		}

	}

}
