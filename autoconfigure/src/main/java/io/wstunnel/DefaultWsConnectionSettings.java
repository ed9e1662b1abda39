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

import java.time.Duration;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import org.springframework.util.unit.DataSize;

/**
 * The values of {@link WsConnectionSettings}.
 *
 * @param messageType the type of the messages that carry the bytes
 * @param readTimeout how long a read may wait, {@code null} for ever
 * @param writeTimeout how long a write may wait, {@code null} for ever
 * @param closeTimeout how long a close waits
 * @param deadlineAction what happens once a deadline or timeout has struck
 * @param receiveWindow how many bytes received may wait for a reader
 * @param receiveBudget what bounds them together with those of others
 * @param keepAliveInterval after how much silence a ping is sent, zero for no pings
 * @param keepAliveTimeout how long no sign of life may follow a ping, zero for ever,
 * {@code null} for what the peer can say
 * @param lifetime after which time the connection ends, or {@code null}
 * @param lifetimeStage at whose completion it ends, or {@code null}
 * @param idleTimeout after which time without a byte it ends, or {@code null}
 * @param remoteAddress what the remote address prints, or {@code null}
 * @param controlExtension whether to agree on the extension
 * @param drainIdleTimeout for how long a connection must have been idle to be closed once
 * its peer is about to stop, zero to leave that to the peer
 */
record DefaultWsConnectionSettings(MessageType messageType, @Nullable Duration readTimeout,
		@Nullable Duration writeTimeout, Duration closeTimeout, DeadlineAction deadlineAction, DataSize receiveWindow,
		WsReceiveBudget receiveBudget, Duration keepAliveInterval, @Nullable Duration keepAliveTimeout,
		@Nullable Duration lifetime, @Nullable CompletionStage<?> lifetimeStage, @Nullable Duration idleTimeout,
		@Nullable String remoteAddress, boolean controlExtension,
		Duration drainIdleTimeout) implements WsConnectionSettings {

	static final WsConnectionSettings DEFAULTS = new DefaultWsConnectionSettingsBuilder().build();

	@Override
	public Builder mutate() {
		return new DefaultWsConnectionSettingsBuilder(this);
	}

	@Override
	public MessageType getMessageType() {
		return this.messageType;
	}

	@Override
	public @Nullable Duration getReadTimeout() {
		return this.readTimeout;
	}

	@Override
	public @Nullable Duration getWriteTimeout() {
		return this.writeTimeout;
	}

	@Override
	public Duration getCloseTimeout() {
		return this.closeTimeout;
	}

	@Override
	public DeadlineAction getDeadlineAction() {
		return this.deadlineAction;
	}

	@Override
	public DataSize getReceiveWindow() {
		return this.receiveWindow;
	}

	@Override
	public WsReceiveBudget getReceiveBudget() {
		return this.receiveBudget;
	}

	@Override
	public Duration getKeepAliveInterval() {
		return this.keepAliveInterval;
	}

	@Override
	public @Nullable Duration getKeepAliveTimeout() {
		return this.keepAliveTimeout;
	}

	@Override
	public @Nullable Duration getLifetime() {
		return this.lifetime;
	}

	@Override
	public @Nullable CompletionStage<?> getLifetimeStage() {
		return this.lifetimeStage;
	}

	@Override
	public @Nullable Duration getIdleTimeout() {
		return this.idleTimeout;
	}

	@Override
	public @Nullable String getRemoteAddress() {
		return this.remoteAddress;
	}

	@Override
	public boolean isControlExtension() {
		return this.controlExtension;
	}

	@Override
	public Duration getDrainIdleTimeout() {
		return this.drainIdleTimeout;
	}

}
