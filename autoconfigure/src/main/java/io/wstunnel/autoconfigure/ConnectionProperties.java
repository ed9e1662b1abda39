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

import io.wstunnel.DeadlineAction;
import io.wstunnel.MessageType;
import org.jspecify.annotations.Nullable;

import org.springframework.util.unit.DataSize;

/**
 * Properties of connections. What is not set is left as it is.
 *
 * @since 0.1.0
 */
public abstract class ConnectionProperties {

	/**
	 * Type of the messages that carry the bytes.
	 */
	private @Nullable MessageType messageType;

	/**
	 * How long a read may wait. No limit when not set.
	 */
	private @Nullable Duration readTimeout;

	/**
	 * How long a write may wait. No limit when not set.
	 */
	private @Nullable Duration writeTimeout;

	/**
	 * How long a connection may last, in use or not. No limit when not set.
	 */
	private @Nullable Duration lifetime;

	/**
	 * For how long no byte may be received nor sent. No limit when not set.
	 */
	private @Nullable Duration idleTimeout;

	/**
	 * How long closing waits for a write in flight and for the peer.
	 */
	private @Nullable Duration closeTimeout;

	/**
	 * What happens to a connection after a timeout.
	 */
	private @Nullable DeadlineAction deadlineAction;

	/**
	 * How many bytes received may wait for a reader before the peer is stopped.
	 */
	private @Nullable DataSize receiveWindow;

	/**
	 * Whether to agree with the peer on half-close and on notices of pauses and draining.
	 */
	private @Nullable Boolean controlExtension;

	/**
	 * For how long a connection of a local port or of a driver's socket must have been
	 * idle to be closed once the server says that it stops. 0 for never.
	 */
	private @Nullable Duration drainIdleTimeout;

	private final KeepAlive keepAlive = new KeepAlive();

	public @Nullable MessageType getMessageType() {
		return this.messageType;
	}

	public void setMessageType(@Nullable MessageType messageType) {
		this.messageType = messageType;
	}

	public @Nullable Duration getReadTimeout() {
		return this.readTimeout;
	}

	public void setReadTimeout(@Nullable Duration readTimeout) {
		this.readTimeout = readTimeout;
	}

	public @Nullable Duration getWriteTimeout() {
		return this.writeTimeout;
	}

	public void setWriteTimeout(@Nullable Duration writeTimeout) {
		this.writeTimeout = writeTimeout;
	}

	public @Nullable Duration getLifetime() {
		return this.lifetime;
	}

	public void setLifetime(@Nullable Duration lifetime) {
		this.lifetime = lifetime;
	}

	public @Nullable Duration getIdleTimeout() {
		return this.idleTimeout;
	}

	public void setIdleTimeout(@Nullable Duration idleTimeout) {
		this.idleTimeout = idleTimeout;
	}

	public @Nullable Duration getCloseTimeout() {
		return this.closeTimeout;
	}

	public void setCloseTimeout(@Nullable Duration closeTimeout) {
		this.closeTimeout = closeTimeout;
	}

	public @Nullable DeadlineAction getDeadlineAction() {
		return this.deadlineAction;
	}

	public void setDeadlineAction(@Nullable DeadlineAction deadlineAction) {
		this.deadlineAction = deadlineAction;
	}

	public @Nullable DataSize getReceiveWindow() {
		return this.receiveWindow;
	}

	public void setReceiveWindow(@Nullable DataSize receiveWindow) {
		this.receiveWindow = receiveWindow;
	}

	public @Nullable Boolean getControlExtension() {
		return this.controlExtension;
	}

	public void setControlExtension(@Nullable Boolean controlExtension) {
		this.controlExtension = controlExtension;
	}

	public @Nullable Duration getDrainIdleTimeout() {
		return this.drainIdleTimeout;
	}

	public void setDrainIdleTimeout(@Nullable Duration drainIdleTimeout) {
		this.drainIdleTimeout = drainIdleTimeout;
	}

	public KeepAlive getKeepAlive() {
		return this.keepAlive;
	}

	/**
	 * Properties of keeping silent connections alive.
	 */
	public static class KeepAlive {

		/**
		 * After how much silence of the peer a ping is sent. 0 for no pings.
		 */
		private @Nullable Duration interval;

		/**
		 * How long the peer may give no sign of life after a ping before the connection
		 * fails. Left to TCP when 0. When not set, two intervals for a peer that says
		 * when it does not read, and left to TCP for others.
		 */
		private @Nullable Duration timeout;

		public @Nullable Duration getInterval() {
			return this.interval;
		}

		public void setInterval(@Nullable Duration interval) {
			this.interval = interval;
		}

		public @Nullable Duration getTimeout() {
			return this.timeout;
		}

		public void setTimeout(@Nullable Duration timeout) {
			this.timeout = timeout;
		}

	}

}
