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

package io.wstunnel.sample;

import java.io.IOException;
import java.net.URI;

import com.zaxxer.hikari.HikariDataSource;
import io.wstunnel.WsTunnelClient;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.postgresql.ds.PGSimpleDataSource;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.annotation.RegisterReflection;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.jdbc.datasource.init.ScriptException;

/**
 * A real PostgreSQL that lives as long as the application, and two ways to it, both
 * through the tunnel: a pool for the application, and for what a visitor types single
 * connections of a role that may only read.
 */
@Configuration(proxyBeanMethods = false)
@RegisterReflection(classes = TunnelSocketFactory.class, memberCategories = MemberCategory.INVOKE_PUBLIC_CONSTRUCTORS)
class PostgresConfiguration {

	private static final Log logger = LogFactory.getLog(PostgresConfiguration.class);

	@Bean
	EmbeddedPostgres postgres() throws IOException {
		EmbeddedPostgres postgres = EmbeddedPostgres.builder().setRegisterShutdownHook(false).start();
		try {
			new ResourceDatabasePopulator(new ClassPathResource("roles.sql")).execute(postgres.getPostgresDatabase());
			logger.info("PostgreSQL listens on port " + postgres.getPort() + ", for the relay only");
			return postgres;
		}
		catch (ScriptException ex) {
			postgres.close();
			throw ex;
		}
	}

	@Bean
	HikariDataSource dataSource(WsTunnelClient client, Environment environment) {
		HikariDataSource pool = new HikariDataSource();
		pool.setPoolName("tunnels");
		pool.setMaximumPoolSize(3);
		pool.setMinimumIdle(1);
		pool.setDataSource(connectAs("sample", client, environment));
		return pool;
	}

	@Bean(defaultCandidate = false)
	TunnelDataSource readerDataSource(WsTunnelClient client, Environment environment) {
		return connectAs("reader", client, environment);
	}

	private TunnelDataSource connectAs(String user, WsTunnelClient client, Environment environment) {
		PGSimpleDataSource postgres = new PGSimpleDataSource();
		postgres.setUser(user);
		postgres.setDatabaseName("sample");
		postgres.setSslMode("disable");
		postgres.setMaxResultBuffer("16M");
		return new TunnelDataSource(postgres, () -> client.socketFactory(tunnelUri(environment)));
	}

	/**
	 * Return the tunnel's address, known once the web server has its port.
	 */
	private URI tunnelUri(Environment environment) {
		return URI.create("ws://localhost:" + environment.getRequiredProperty("local.server.port")
				+ environment.getProperty("server.servlet.context-path", "") + "/tunnels/postgres");
	}

}
