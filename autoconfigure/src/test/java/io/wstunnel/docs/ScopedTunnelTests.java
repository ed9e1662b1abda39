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

package io.wstunnel.docs;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

import io.wstunnel.WsConnection;
import io.wstunnel.WsConnectionPair;
import io.wstunnel.WsTunnel;
import io.wstunnel.WsTunnelScope;
import jakarta.annotation.PreDestroy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.stereotype.Component;
import org.springframework.stereotype.Service;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(120)
// tag::test[]
@SpringBootTest
class ScopedTunnelTests {

	@Autowired
	private AuditedTunnel tunnel;

	@Test
	void theAuditKnowsTheTunnelThatCalls() throws Exception {
		try (WsConnectionPair pair = WsConnectionPair.create()) {
			var served = pair.serve(this.tunnel::serve);
			assertThat(pair.getClient().getInputStream().readAllBytes()).asString()
				.isEqualTo("1 " + pair.getServer().getId());
			served.get(30, TimeUnit.SECONDS);
		}
	}

	// end::test[]
	// tag::beans[]
	@Component
	@WsTunnelScope
	static class Statistics {

		private int calls;

		int count() {
			return ++this.calls;
		}

		@PreDestroy
		void log() {
			/* the tunnel has ended */
		}

	}

	@Service
	static class Audit {

		private final WsConnection connection;

		private final Statistics statistics;

		/**
		 * Both are those of whichever tunnel calls.
		 */
		Audit(WsConnection connection, Statistics statistics) {
			this.connection = connection;
			this.statistics = statistics;
		}

		String write() {
			return this.statistics.count() + " " + this.connection.getId();
		}

	}
	// end::beans[]

	@Component
	static class AuditedTunnel {

		private final Audit audit;

		AuditedTunnel(Audit audit) {
			this.audit = audit;
		}

		@WsTunnel("/tunnels/audited")
		void serve(WsConnection connection) throws IOException {
			connection.getOutputStream().write(this.audit.write().getBytes());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(exclude = { DataSourceAutoConfiguration.class, ServletWebSecurityAutoConfiguration.class,
			UserDetailsServiceAutoConfiguration.class })
	@Import({ Statistics.class, Audit.class, AuditedTunnel.class })
	static class Application {

	}

	// tag::test[]

}
// end::test[]
