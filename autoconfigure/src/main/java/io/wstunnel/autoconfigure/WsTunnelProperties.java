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

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.wstunnel.server.ServerTransport;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;

/**
 * Properties of tunnels.
 *
 * @since 0.1.0
 */
@ConfigurationProperties("wstunnel")
public class WsTunnelProperties extends ConnectionProperties {

	/**
	 * How many bytes received may wait for their readers in all connections together,
	 * before peers are stopped earlier. By default an eighth of the largest heap.
	 */
	private @Nullable DataSize receiveBudget;

	private final Server server = new Server();

	private final Client client = new Client();

	public @Nullable DataSize getReceiveBudget() {
		return this.receiveBudget;
	}

	public void setReceiveBudget(@Nullable DataSize receiveBudget) {
		this.receiveBudget = receiveBudget;
	}

	public Server getServer() {
		return this.server;
	}

	public Client getClient() {
		return this.client;
	}

	/**
	 * Properties of the server half.
	 */
	public static class Server {

		/**
		 * Tunnels by their ids.
		 */
		private final Map<String, ServerTunnelProperties> tunnels = new LinkedHashMap<>();

		/**
		 * Comma-separated list of origins whose pages may open tunnels, in addition to
		 * the tunnel's own. '*' allows all origins.
		 */
		private List<String> allowedOrigins = new ArrayList<>();

		/**
		 * Comma-separated list of patterns of origins whose pages may open tunnels, such
		 * as 'https://*.example.com'.
		 */
		private List<String> allowedOriginPatterns = new ArrayList<>();

		/**
		 * Text of the remote address of all connections. Empty for the placeholder. When
		 * not set, the address and port of the handshake request.
		 */
		private @Nullable String remoteAddress;

		/**
		 * How many tunnels may be open at once. Further handshakes are answered with 503.
		 */
		private @Nullable Integer maxConnections;

		/**
		 * How many tunnels one user may have open at once. Further handshakes are
		 * answered with 429.
		 */
		private @Nullable Integer maxConnectionsPerPrincipal;

		/**
		 * How many tunnels may be open at once from one address; an IPv6 address counts
		 * as its /64. Further handshakes are answered with 429.
		 */
		private @Nullable Integer maxConnectionsPerAddress;

		/**
		 * How long handlers may go on when the application stops, before their tunnels
		 * are closed.
		 */
		private Duration drainPeriod = Duration.ofSeconds(5);

		/**
		 * How long connecting to the target of a tunnel may take, before its handshake is
		 * answered with 504.
		 */
		private Duration targetConnectTimeout = Duration.ofSeconds(2);

		/**
		 * How many targets may be connected to at once. Further handshakes are answered
		 * with 503.
		 */
		private int maxTargetDials = 64;

		/**
		 * What carries the tunnels: 'auto' for the connections themselves where the
		 * server lets them be taken over, 'session' for the sessions of its own
		 * WebSocket.
		 */
		private ServerTransport transport = ServerTransport.AUTO;

		public Map<String, ServerTunnelProperties> getTunnels() {
			return this.tunnels;
		}

		public List<String> getAllowedOrigins() {
			return this.allowedOrigins;
		}

		public void setAllowedOrigins(List<String> allowedOrigins) {
			this.allowedOrigins = allowedOrigins;
		}

		public List<String> getAllowedOriginPatterns() {
			return this.allowedOriginPatterns;
		}

		public void setAllowedOriginPatterns(List<String> allowedOriginPatterns) {
			this.allowedOriginPatterns = allowedOriginPatterns;
		}

		public @Nullable String getRemoteAddress() {
			return this.remoteAddress;
		}

		public void setRemoteAddress(@Nullable String remoteAddress) {
			this.remoteAddress = remoteAddress;
		}

		public @Nullable Integer getMaxConnections() {
			return this.maxConnections;
		}

		public void setMaxConnections(@Nullable Integer maxConnections) {
			this.maxConnections = maxConnections;
		}

		public @Nullable Integer getMaxConnectionsPerPrincipal() {
			return this.maxConnectionsPerPrincipal;
		}

		public void setMaxConnectionsPerPrincipal(@Nullable Integer maxConnectionsPerPrincipal) {
			this.maxConnectionsPerPrincipal = maxConnectionsPerPrincipal;
		}

		public @Nullable Integer getMaxConnectionsPerAddress() {
			return this.maxConnectionsPerAddress;
		}

		public void setMaxConnectionsPerAddress(@Nullable Integer maxConnectionsPerAddress) {
			this.maxConnectionsPerAddress = maxConnectionsPerAddress;
		}

		public Duration getDrainPeriod() {
			return this.drainPeriod;
		}

		public void setDrainPeriod(Duration drainPeriod) {
			this.drainPeriod = drainPeriod;
		}

		public Duration getTargetConnectTimeout() {
			return this.targetConnectTimeout;
		}

		public void setTargetConnectTimeout(Duration targetConnectTimeout) {
			this.targetConnectTimeout = targetConnectTimeout;
		}

		public int getMaxTargetDials() {
			return this.maxTargetDials;
		}

		public void setMaxTargetDials(int maxTargetDials) {
			this.maxTargetDials = maxTargetDials;
		}

		public ServerTransport getTransport() {
			return this.transport;
		}

		public void setTransport(ServerTransport transport) {
			this.transport = transport;
		}

	}

	/**
	 * Properties of the client half.
	 */
	public static class Client {

		/**
		 * How long connecting may take, from the resolution of the name to the end of the
		 * WebSocket handshake.
		 */
		private Duration connectTimeout = Duration.ofSeconds(10);

		/**
		 * Tunnels by the names they are connected to with. Each is also a bean of type
		 * SocketFactory, qualified by its name.
		 */
		private final Map<String, ClientTunnelProperties> tunnels = new LinkedHashMap<>();

		public Duration getConnectTimeout() {
			return this.connectTimeout;
		}

		public void setConnectTimeout(Duration connectTimeout) {
			this.connectTimeout = connectTimeout;
		}

		public Map<String, ClientTunnelProperties> getTunnels() {
			return this.tunnels;
		}

	}

}
