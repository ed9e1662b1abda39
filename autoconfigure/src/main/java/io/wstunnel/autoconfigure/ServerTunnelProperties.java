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

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Properties of one tunnel of the server.
 *
 * @since 0.1.0
 */
public class ServerTunnelProperties extends ConnectionProperties {

	/**
	 * Path of the tunnel below the context path, a pattern such as '/shell/{host}'.
	 */
	private @Nullable String path;

	/**
	 * How many connections to the tunnel may be open at once. Further handshakes are
	 * answered with 503.
	 */
	private @Nullable Integer maxConnections;

	/**
	 * TCP service that the tunnel leads to, as 'host:port'. Each may be a variable of the
	 * path, such as '{host}', whose values are limited by the allowed targets.
	 */
	private @Nullable String target;

	private final AllowedTargetsProperties allowedTargets = new AllowedTargetsProperties();

	public @Nullable String getPath() {
		return this.path;
	}

	public void setPath(@Nullable String path) {
		this.path = path;
	}

	public @Nullable Integer getMaxConnections() {
		return this.maxConnections;
	}

	public void setMaxConnections(@Nullable Integer maxConnections) {
		this.maxConnections = maxConnections;
	}

	public @Nullable String getTarget() {
		return this.target;
	}

	public void setTarget(@Nullable String target) {
		this.target = target;
	}

	public AllowedTargetsProperties getAllowedTargets() {
		return this.allowedTargets;
	}

	/**
	 * Properties of what a target with variables may be.
	 */
	public static class AllowedTargetsProperties {

		/**
		 * Comma-separated list of patterns of the host's name, such as '*.db.internal'.
		 * Any when not set.
		 */
		private List<String> hosts = new ArrayList<>();

		/**
		 * Comma-separated list of ranges of the host's addresses, such as '10.0.0.0/8'.
		 * Any when not set, but those of this machine, its link, groups and the metadata
		 * services of clouds, which are allowed only by a range of nothing else.
		 */
		private List<String> addresses = new ArrayList<>();

		/**
		 * Comma-separated list of ports and ranges of ports, such as '8000-8999'.
		 */
		private List<String> ports = new ArrayList<>();

		public List<String> getHosts() {
			return this.hosts;
		}

		public void setHosts(List<String> hosts) {
			this.hosts = hosts;
		}

		public List<String> getAddresses() {
			return this.addresses;
		}

		public void setAddresses(List<String> addresses) {
			this.addresses = addresses;
		}

		public List<String> getPorts() {
			return this.ports;
		}

		public void setPorts(List<String> ports) {
			this.ports = ports;
		}

		boolean isEmpty() {
			return this.hosts.isEmpty() && this.addresses.isEmpty() && this.ports.isEmpty();
		}

		@Override
		public String toString() {
			return "hosts " + this.hosts + ", addresses " + this.addresses + ", ports " + this.ports;
		}

	}

}
