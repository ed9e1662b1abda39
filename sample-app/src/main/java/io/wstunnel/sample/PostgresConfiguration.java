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
import java.util.Map;

import com.zaxxer.hikari.HikariDataSource;
import io.wstunnel.autoconfigure.WsTunnelProperties;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.autoconfigure.AbstractDependsOnBeanFactoryPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.jdbc.datasource.init.ScriptException;

/**
 * A real PostgreSQL that lives as long as the application, on any free port. The
 * properties say how the pool comes to it, through the tunnel; what a visitor types goes
 * the same way, on single connections of a role that may only read.
 */
@Configuration(proxyBeanMethods = false)
class PostgresConfiguration {

	private static final Log logger = LogFactory.getLog(PostgresConfiguration.class);

	/**
	 * Start the database, and tell the environment its port.
	 */
	@Bean
	EmbeddedPostgres postgres(ConfigurableEnvironment environment) throws IOException {
		EmbeddedPostgres postgres = EmbeddedPostgres.builder().setRegisterShutdownHook(false).start();
		try {
			new ResourceDatabasePopulator(new ClassPathResource("roles.sql")).execute(postgres.getPostgresDatabase());
			environment.getPropertySources()
				.addFirst(new MapPropertySource("postgres", Map.of("local.postgres.port", postgres.getPort())));
			logger.info("PostgreSQL listens on port " + postgres.getPort() + ", for the tunnel only");
			return postgres;
		}
		catch (ScriptException ex) {
			postgres.close();
			throw ex;
		}
	}

	/**
	 * The target of the tunnel has the port, so the properties are bound behind it.
	 */
	@Bean
	static TunnelsDependOnPostgres tunnelsDependOnPostgres() {
		return new TunnelsDependOnPostgres();
	}

	@Bean(defaultCandidate = false)
	DriverManagerDataSource readerDataSource(HikariDataSource pool) {
		DriverManagerDataSource dataSource = new DriverManagerDataSource(pool.getJdbcUrl(),
				pool.getDataSourceProperties());
		dataSource.setUsername("reader");
		return dataSource;
	}

	static class TunnelsDependOnPostgres extends AbstractDependsOnBeanFactoryPostProcessor {

		TunnelsDependOnPostgres() {
			super(WsTunnelProperties.class, EmbeddedPostgres.class);
		}

	}

}
