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

package io.wstunnel;

import java.io.Serial;

import org.springframework.context.ApplicationEvent;
import org.springframework.http.HttpStatus;

/**
 * A handshake was refused, because there are too many tunnels or the application stops.
 * Listeners are called on the thread of the request and should not keep it.
 *
 * @since 0.1.0
 */
public class WsTunnelRefusedEvent extends ApplicationEvent {

	@Serial
	private static final long serialVersionUID = 1L;

	private final String tunnelId;

	private final Reason reason;

	/**
	 * Create an event.
	 * @param source the publisher
	 * @param tunnelId the id of the tunnel
	 * @param reason why the handshake was refused
	 */
	public WsTunnelRefusedEvent(Object source, String tunnelId, Reason reason) {
		super(source);
		this.tunnelId = tunnelId;
		this.reason = reason;
	}

	public String getTunnelId() {
		return this.tunnelId;
	}

	public Reason getReason() {
		return this.reason;
	}

	/**
	 * Why a handshake is refused.
	 *
	 * @since 0.1.0
	 */
	public enum Reason {

		/**
		 * The application stops.
		 */
		STOPPING(HttpStatus.SERVICE_UNAVAILABLE),

		/**
		 * {@code wstunnel.server.max-connections} are open.
		 */
		CONNECTIONS(HttpStatus.SERVICE_UNAVAILABLE),

		/**
		 * {@code wstunnel.server.tunnels.<id>.max-connections} of the tunnel are open.
		 */
		CONNECTIONS_OF_TUNNEL(HttpStatus.SERVICE_UNAVAILABLE),

		/**
		 * {@code wstunnel.server.max-connections-per-principal} of the user are open.
		 */
		CONNECTIONS_OF_PRINCIPAL(HttpStatus.TOO_MANY_REQUESTS),

		/**
		 * {@code wstunnel.server.max-connections-per-address} from the address are open.
		 */
		CONNECTIONS_OF_ADDRESS(HttpStatus.TOO_MANY_REQUESTS);

		private final HttpStatus status;

		Reason(HttpStatus status) {
			this.status = status;
		}

		/**
		 * Return the status that the handshake is answered with.
		 * @return the status
		 */
		public HttpStatus getStatus() {
			return this.status;
		}

	}

}
