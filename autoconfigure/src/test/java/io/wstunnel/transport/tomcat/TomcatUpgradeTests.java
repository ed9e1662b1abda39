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

package io.wstunnel.transport.tomcat;

import java.io.IOException;

import io.wstunnel.WsConnection;
import io.wstunnel.WsTunnel;
import io.wstunnel.server.RawWebSocket;
import io.wstunnel.server.TunnelServer;
import org.apache.coyote.http11.Http11Nio2Protocol;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link TomcatUpgrade} that other servers do not share.
 */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class TomcatUpgradeTests {

	@Test
	void anotherProtocolOfTomcatIsServedBySessions(CapturedOutput output) throws Exception {
		try (TunnelServer server = TunnelServer.start(Nio2.class);
				RawWebSocket first = RawWebSocket.open(server.getPort(), "/tunnel");
				RawWebSocket second = RawWebSocket.open(server.getPort(), "/tunnel")) {
			assertThat(first.receiveBinary()).isEqualTo("session");
			assertThat(second.receiveBinary()).isEqualTo("session");
			assertThat(output).containsOnlyOnce("only those of Tomcat's NIO connector and of Jetty can");
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class Nio2 {

		@WsTunnel("/tunnel")
		void tunnel(WsConnection connection) throws IOException {
			connection.getOutputStream().write(connection.getTransportName().getBytes());
		}

		@Bean
		WebServerFactoryCustomizer<TomcatServletWebServerFactory> protocol() {
			return (factory) -> factory.setProtocol(Http11Nio2Protocol.class.getName());
		}

	}

}
