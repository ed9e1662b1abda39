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

import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Supplier;

import javax.net.SocketFactory;

import org.postgresql.ds.PGSimpleDataSource;

import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * Connects PostgreSQL's driver through a tunnel.
 */
class TunnelDataSource extends DelegatingDataSource {

	private final Supplier<SocketFactory> tunnel;

	TunnelDataSource(PGSimpleDataSource postgres, Supplier<SocketFactory> tunnel) {
		super(postgres);
		postgres.setSocketFactory(TunnelSocketFactory.class.getName());
		this.tunnel = tunnel;
	}

	@Override
	public Connection getConnection() throws SQLException {
		return TunnelSocketFactory.callWith(this.tunnel.get(), super::getConnection);
	}

	@Override
	public Connection getConnection(String username, String password) throws SQLException {
		return TunnelSocketFactory.callWith(this.tunnel.get(), () -> super.getConnection(username, password));
	}

}
