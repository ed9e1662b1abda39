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

package io.wstunnel.protocols;

import java.sql.Connection;
import java.util.Map;

import com.zaxxer.hikari.HikariDataSource;
import io.wstunnel.testsupport.Await;
import io.wstunnel.testsupport.SharedPostgres;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A pool of connections to a real database, through a local port and a tunnel, when the
 * tunnel's server stops.
 */
@Tag("once")
@Timeout(120)
class DrainingPoolTests {

	@Test
	void thePoolsIdleConnectionsDoNotHoldTheServerUp() throws Exception {
		ConfigurableApplicationContext server = start(WebApplicationType.SERVLET,
				Map.of("server.port", "0", "wstunnel.server.drain-period", "10m",
						"wstunnel.server.tunnels.postgres.path", "/postgres", "wstunnel.server.tunnels.postgres.target",
						"localhost:" + SharedPostgres.get().getPort()));
		String port = server.getEnvironment().getRequiredProperty("local.server.port");
		try (ConfigurableApplicationContext client = start(WebApplicationType.NONE,
				Map.of("wstunnel.client.tunnels.db.uri", "ws://localhost:" + port + "/postgres",
						"wstunnel.client.tunnels.db.listen", "127.0.0.1:0", "wstunnel.drain-idle-timeout", "300ms"));
				HikariDataSource pool = new HikariDataSource()) {
			pool.setJdbcUrl("jdbc:postgresql://127.0.0.1:"
					+ client.getEnvironment().getRequiredProperty("local.wstunnel.db.port") + "/postgres");
			pool.setUsername(SharedPostgres.USER);
			pool.setMaximumPoolSize(4);
			try (Connection busy = pool.getConnection()) {
				Awaitility.await()
					.atMost(Await.LIMIT)
					.until(() -> pool.getHikariPoolMXBean().getIdleConnections() == 3);
				Thread closing = new Thread(server::close);
				closing.start();
				try (var result = busy.createStatement().executeQuery("select 'done' from pg_sleep(1)")) {
					assertThat(result.next()).isTrue();
					assertThat(result.getString(1)).isEqualTo("done");
				}
				closing.join(Await.LIMIT.toMillis());
				assertThat(closing.isAlive()).isFalse();
			}
		}
	}

	private static ConfigurableApplicationContext start(WebApplicationType type, Map<String, Object> properties) {
		return new SpringApplicationBuilder(Application.class).web(type)
			.properties(properties)
			.properties("spring.main.banner-mode=off")
			.run();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(exclude = { DataSourceAutoConfiguration.class, ServletWebSecurityAutoConfiguration.class })
	static class Application {

	}

}
