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

import org.springframework.util.Assert;
import org.springframework.util.unit.DataSize;

/**
 * Checks the values of {@link WsConnectionSettings}, and puts them together.
 */
final class DefaultWsConnectionSettingsBuilder implements WsConnectionSettings.Builder {

	private static final Duration SHORTEST_KEEP_ALIVE = Duration.ofMillis(100);

	private static final Duration LONGEST_KEEP_ALIVE = Duration.ofDays(1);

	private MessageType messageType = MessageType.BINARY;

	private @Nullable Duration readTimeout;

	private @Nullable Duration writeTimeout;

	private Duration closeTimeout = Duration.ofSeconds(5);

	private DeadlineAction deadlineAction = DeadlineAction.CLOSE;

	private DataSize receiveWindow = DataSize.ofKilobytes(64);

	private WsReceiveBudget receiveBudget = WsReceiveBudget.shared();

	private Duration keepAliveInterval = Duration.ofSeconds(30);

	private @Nullable Duration keepAliveTimeout;

	private @Nullable Duration lifetime;

	private @Nullable CompletionStage<?> lifetimeStage;

	private @Nullable Duration idleTimeout;

	private @Nullable String remoteAddress;

	private boolean controlExtension = true;

	private Duration drainIdleTimeout = Duration.ofSeconds(1);

	DefaultWsConnectionSettingsBuilder() {
	}

	DefaultWsConnectionSettingsBuilder(WsConnectionSettings settings) {
		this.messageType = settings.getMessageType();
		this.readTimeout = settings.getReadTimeout();
		this.writeTimeout = settings.getWriteTimeout();
		this.closeTimeout = settings.getCloseTimeout();
		this.deadlineAction = settings.getDeadlineAction();
		this.receiveWindow = settings.getReceiveWindow();
		this.receiveBudget = settings.getReceiveBudget();
		this.keepAliveInterval = settings.getKeepAliveInterval();
		this.keepAliveTimeout = settings.getKeepAliveTimeout();
		this.lifetime = settings.getLifetime();
		this.lifetimeStage = settings.getLifetimeStage();
		this.idleTimeout = settings.getIdleTimeout();
		this.remoteAddress = settings.getRemoteAddress();
		this.controlExtension = settings.isControlExtension();
		this.drainIdleTimeout = settings.getDrainIdleTimeout();
	}

	@Override
	public DefaultWsConnectionSettingsBuilder messageType(MessageType messageType) {
		Assert.notNull(messageType, "'messageType' must not be null");
		this.messageType = messageType;
		return this;
	}

	@Override
	public DefaultWsConnectionSettingsBuilder readTimeout(@Nullable Duration readTimeout) {
		this.readTimeout = positive(readTimeout, "readTimeout");
		return this;
	}

	@Override
	public DefaultWsConnectionSettingsBuilder writeTimeout(@Nullable Duration writeTimeout) {
		this.writeTimeout = positive(writeTimeout, "writeTimeout");
		return this;
	}

	@Override
	public DefaultWsConnectionSettingsBuilder closeTimeout(Duration closeTimeout) {
		Assert.notNull(closeTimeout, "'closeTimeout' must not be null");
		Assert.isTrue(!closeTimeout.isNegative(), "'closeTimeout' must not be negative");
		this.closeTimeout = closeTimeout;
		return this;
	}

	@Override
	public DefaultWsConnectionSettingsBuilder deadlineAction(DeadlineAction deadlineAction) {
		Assert.notNull(deadlineAction, "'deadlineAction' must not be null");
		this.deadlineAction = deadlineAction;
		return this;
	}

	@Override
	public DefaultWsConnectionSettingsBuilder receiveWindow(DataSize receiveWindow) {
		Assert.notNull(receiveWindow, "'receiveWindow' must not be null");
		Assert.isTrue(receiveWindow.toBytes() >= 1024 && receiveWindow.toBytes() <= 1 << 30,
				"'receiveWindow' must be between 1KB and 1GB");
		this.receiveWindow = receiveWindow;
		return this;
	}

	@Override
	public DefaultWsConnectionSettingsBuilder receiveBudget(WsReceiveBudget receiveBudget) {
		Assert.notNull(receiveBudget, "'receiveBudget' must not be null");
		this.receiveBudget = receiveBudget;
		return this;
	}

	@Override
	public DefaultWsConnectionSettingsBuilder keepAliveInterval(Duration keepAliveInterval) {
		Assert.notNull(keepAliveInterval, "'keepAliveInterval' must not be null");
		Assert.isTrue(keepAliveInterval.isZero() || isKeepAlive(keepAliveInterval),
				"'keepAliveInterval' must be between 100ms and 1d, or 0 for no pings");
		this.keepAliveInterval = keepAliveInterval;
		return this;
	}

	@Override
	public DefaultWsConnectionSettingsBuilder keepAliveTimeout(@Nullable Duration keepAliveTimeout) {
		Assert.isTrue(keepAliveTimeout == null || keepAliveTimeout.isZero() || isKeepAlive(keepAliveTimeout),
				"'keepAliveTimeout' must be between 100ms and 1d, or 0 for none");
		this.keepAliveTimeout = keepAliveTimeout;
		return this;
	}

	@Override
	public DefaultWsConnectionSettingsBuilder lifetime(@Nullable Duration lifetime) {
		this.lifetime = positive(lifetime, "lifetime");
		this.lifetimeStage = null;
		return this;
	}

	@Override
	public DefaultWsConnectionSettingsBuilder lifetime(CompletionStage<?> lifetime) {
		Assert.notNull(lifetime, "'lifetime' must not be null");
		this.lifetimeStage = lifetime;
		this.lifetime = null;
		return this;
	}

	@Override
	public DefaultWsConnectionSettingsBuilder idleTimeout(@Nullable Duration idleTimeout) {
		this.idleTimeout = positive(idleTimeout, "idleTimeout");
		return this;
	}

	@Override
	public DefaultWsConnectionSettingsBuilder remoteAddress(@Nullable String remoteAddress) {
		this.remoteAddress = remoteAddress;
		return this;
	}

	@Override
	public DefaultWsConnectionSettingsBuilder controlExtension(boolean controlExtension) {
		this.controlExtension = controlExtension;
		return this;
	}

	@Override
	public DefaultWsConnectionSettingsBuilder drainIdleTimeout(Duration drainIdleTimeout) {
		Assert.notNull(drainIdleTimeout, "'drainIdleTimeout' must not be null");
		Assert.isTrue(!drainIdleTimeout.isNegative(), "'drainIdleTimeout' must not be negative");
		this.drainIdleTimeout = drainIdleTimeout;
		return this;
	}

	@Override
	public WsConnectionSettings build() {
		return new DefaultWsConnectionSettings(this.messageType, this.readTimeout, this.writeTimeout, this.closeTimeout,
				this.deadlineAction, this.receiveWindow, this.receiveBudget, this.keepAliveInterval,
				this.keepAliveTimeout, this.lifetime, this.lifetimeStage, this.idleTimeout, this.remoteAddress,
				this.controlExtension, this.drainIdleTimeout);
	}

	private static boolean isKeepAlive(Duration duration) {
		return duration.compareTo(SHORTEST_KEEP_ALIVE) >= 0 && duration.compareTo(LONGEST_KEEP_ALIVE) <= 0;
	}

	private static @Nullable Duration positive(@Nullable Duration duration, String name) {
		Assert.isTrue(duration == null || !(duration.isNegative() || duration.isZero()),
				() -> "'" + name + "' must be positive");
		return duration;
	}

}
