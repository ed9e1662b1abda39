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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;
import org.springframework.util.unit.DataSize;

/**
 * Settings of one connection. Immutable: build them with {@link #builder()}, change a
 * copy with {@link #mutate()}.
 *
 * @since 0.1.0
 */
public final class WsConnectionSettings {

	private static final Duration SHORTEST_KEEP_ALIVE = Duration.ofMillis(100);

	private static final Duration LONGEST_KEEP_ALIVE = Duration.ofDays(1);

	private static final WsConnectionSettings DEFAULTS = new Builder().build();

	private final MessageType messageType;

	private final @Nullable Duration readTimeout;

	private final @Nullable Duration writeTimeout;

	private final Duration closeTimeout;

	private final DeadlineAction deadlineAction;

	private final DataSize receiveWindow;

	private final WsReceiveBudget receiveBudget;

	private final Duration keepAliveInterval;

	private final @Nullable Duration keepAliveTimeout;

	private final @Nullable Duration lifetime;

	private final @Nullable CompletionStage<?> lifetimeStage;

	private final @Nullable Duration idleTimeout;

	private final @Nullable String remoteAddress;

	private final boolean controlExtension;

	private final Duration drainIdleTimeout;

	private WsConnectionSettings(Builder builder) {
		this.messageType = builder.messageType;
		this.readTimeout = builder.readTimeout;
		this.writeTimeout = builder.writeTimeout;
		this.closeTimeout = builder.closeTimeout;
		this.deadlineAction = builder.deadlineAction;
		this.receiveWindow = builder.receiveWindow;
		this.receiveBudget = builder.receiveBudget;
		this.keepAliveInterval = builder.keepAliveInterval;
		this.keepAliveTimeout = builder.keepAliveTimeout;
		this.lifetime = builder.lifetime;
		this.lifetimeStage = builder.lifetimeStage;
		this.idleTimeout = builder.idleTimeout;
		this.remoteAddress = builder.remoteAddress;
		this.controlExtension = builder.controlExtension;
		this.drainIdleTimeout = builder.drainIdleTimeout;
	}

	/**
	 * Return the default settings.
	 * @return binary messages, no timeouts but 5 seconds to close, a window of 64 KiB, a
	 * ping after 30 seconds of silence
	 */
	public static WsConnectionSettings defaults() {
		return DEFAULTS;
	}

	/**
	 * Return a builder that starts with the defaults.
	 * @return a new builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Return a builder that starts with these settings.
	 * @return a new builder
	 */
	public Builder mutate() {
		return new Builder(this);
	}

	public MessageType getMessageType() {
		return this.messageType;
	}

	public @Nullable Duration getReadTimeout() {
		return this.readTimeout;
	}

	public @Nullable Duration getWriteTimeout() {
		return this.writeTimeout;
	}

	public Duration getCloseTimeout() {
		return this.closeTimeout;
	}

	public DeadlineAction getDeadlineAction() {
		return this.deadlineAction;
	}

	public DataSize getReceiveWindow() {
		return this.receiveWindow;
	}

	public WsReceiveBudget getReceiveBudget() {
		return this.receiveBudget;
	}

	public Duration getKeepAliveInterval() {
		return this.keepAliveInterval;
	}

	/**
	 * Return how long the peer may give no sign of life after a ping.
	 * @return the timeout, zero for none, {@code null} for what is chosen by what the
	 * peer can say
	 */
	public @Nullable Duration getKeepAliveTimeout() {
		return this.keepAliveTimeout;
	}

	public @Nullable Duration getLifetime() {
		return this.lifetime;
	}

	public @Nullable CompletionStage<?> getLifetimeStage() {
		return this.lifetimeStage;
	}

	public @Nullable Duration getIdleTimeout() {
		return this.idleTimeout;
	}

	public @Nullable String getRemoteAddress() {
		return this.remoteAddress;
	}

	public boolean isControlExtension() {
		return this.controlExtension;
	}

	public Duration getDrainIdleTimeout() {
		return this.drainIdleTimeout;
	}

	/**
	 * Builder of {@link WsConnectionSettings}.
	 */
	public static final class Builder {

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

		private Builder() {
		}

		private Builder(WsConnectionSettings settings) {
			this.messageType = settings.messageType;
			this.readTimeout = settings.readTimeout;
			this.writeTimeout = settings.writeTimeout;
			this.closeTimeout = settings.closeTimeout;
			this.deadlineAction = settings.deadlineAction;
			this.receiveWindow = settings.receiveWindow;
			this.receiveBudget = settings.receiveBudget;
			this.keepAliveInterval = settings.keepAliveInterval;
			this.keepAliveTimeout = settings.keepAliveTimeout;
			this.lifetime = settings.lifetime;
			this.lifetimeStage = settings.lifetimeStage;
			this.idleTimeout = settings.idleTimeout;
			this.remoteAddress = settings.remoteAddress;
			this.controlExtension = settings.controlExtension;
			this.drainIdleTimeout = settings.drainIdleTimeout;
		}

		/**
		 * Set the type of the messages that carry the bytes.
		 * @param messageType the message type
		 * @return this builder
		 */
		public Builder messageType(MessageType messageType) {
			Assert.notNull(messageType, "'messageType' must not be null");
			this.messageType = messageType;
			return this;
		}

		/**
		 * Set how long a read may wait, counted from its start.
		 * @param readTimeout the timeout, or {@code null} for none
		 * @return this builder
		 */
		public Builder readTimeout(@Nullable Duration readTimeout) {
			this.readTimeout = positive(readTimeout, "readTimeout");
			return this;
		}

		/**
		 * Set how long a write may wait, counted from its start.
		 * @param writeTimeout the timeout, or {@code null} for none
		 * @return this builder
		 */
		public Builder writeTimeout(@Nullable Duration writeTimeout) {
			this.writeTimeout = positive(writeTimeout, "writeTimeout");
			return this;
		}

		/**
		 * Set how long a close waits, for a write in flight and for the peer's close
		 * frame together.
		 * @param closeTimeout the timeout
		 * @return this builder
		 */
		public Builder closeTimeout(Duration closeTimeout) {
			Assert.notNull(closeTimeout, "'closeTimeout' must not be null");
			Assert.isTrue(!closeTimeout.isNegative(), "'closeTimeout' must not be negative");
			this.closeTimeout = closeTimeout;
			return this;
		}

		/**
		 * Set what happens to the connection once a deadline or timeout has struck.
		 * @param deadlineAction the action
		 * @return this builder
		 */
		public Builder deadlineAction(DeadlineAction deadlineAction) {
			Assert.notNull(deadlineAction, "'deadlineAction' must not be null");
			this.deadlineAction = deadlineAction;
			return this;
		}

		/**
		 * Set how many bytes received may wait for a reader before the peer is stopped.
		 * @param receiveWindow the size, from 1 KiB to 1 GiB
		 * @return this builder
		 */
		public Builder receiveWindow(DataSize receiveWindow) {
			Assert.notNull(receiveWindow, "'receiveWindow' must not be null");
			Assert.isTrue(receiveWindow.toBytes() >= 1024 && receiveWindow.toBytes() <= 1 << 30,
					"'receiveWindow' must be between 1KB and 1GB");
			this.receiveWindow = receiveWindow;
			return this;
		}

		/**
		 * Set what bounds the memory of this connection's receive window together with
		 * that of others.
		 * @param receiveBudget the budget
		 * @return this builder
		 */
		public Builder receiveBudget(WsReceiveBudget receiveBudget) {
			Assert.notNull(receiveBudget, "'receiveBudget' must not be null");
			this.receiveBudget = receiveBudget;
			return this;
		}

		/**
		 * Set after how much silence of the peer a ping is sent, and again after each
		 * further interval of silence. The answers keep proxies from cutting an idle
		 * connection. TCP is told to probe a silent peer twice as often, where the TCP
		 * connection is this end's to tune.
		 * @param keepAliveInterval the interval, from 100 ms to a day; zero for no pings,
		 * with which the timeout has no effect either
		 * @return this builder
		 */
		public Builder keepAliveInterval(Duration keepAliveInterval) {
			Assert.notNull(keepAliveInterval, "'keepAliveInterval' must not be null");
			Assert.isTrue(keepAliveInterval.isZero() || isKeepAlive(keepAliveInterval),
					"'keepAliveInterval' must be between 100ms and 1d, or 0 for no pings");
			this.keepAliveInterval = keepAliveInterval;
			return this;
		}

		/**
		 * Set how long the peer may give no sign of life after a ping before it is given
		 * up: reads and writes then fail with a {@link WsClosedException} that says so.
		 * Without it only TCP gives a peer up, because one that is not reading answers no
		 * ping, though all is well with it.
		 * @param keepAliveTimeout the timeout, from 100 ms to a day; zero for none;
		 * {@code null}, the default, for two intervals where the peer speaks the
		 * {@linkplain #controlExtension(boolean) extension} and so says when it does not
		 * read, and none where it does not
		 * @return this builder
		 */
		public Builder keepAliveTimeout(@Nullable Duration keepAliveTimeout) {
			Assert.isTrue(keepAliveTimeout == null || keepAliveTimeout.isZero() || isKeepAlive(keepAliveTimeout),
					"'keepAliveTimeout' must be between 100ms and 1d, or 0 for none");
			this.keepAliveTimeout = keepAliveTimeout;
			return this;
		}

		/**
		 * Set after which time the connection ends, in use or not: its reads and writes
		 * then fail and the peer sees 3008 or the end of the TCP connection. Replaces a
		 * lifetime given as a stage.
		 * @param lifetime the lifetime, or {@code null} for none
		 * @return this builder
		 */
		public Builder lifetime(@Nullable Duration lifetime) {
			this.lifetime = positive(lifetime, "lifetime");
			this.lifetimeStage = null;
			return this;
		}

		/**
		 * Set a stage at whose completion the connection ends, as after a
		 * {@link #lifetime(Duration) lifetime}, which it replaces. A
		 * {@link CompletableFuture} can be
		 * {@linkplain CompletableFuture#completeOnTimeout(Object, long, java.util.concurrent.TimeUnit)
		 * bounded} or completed by
		 * {@linkplain CompletableFuture#runAsync(Runnable, Executor) whatever} decides.
		 * @param lifetime the stage
		 * @return this builder
		 */
		public Builder lifetime(CompletionStage<?> lifetime) {
			Assert.notNull(lifetime, "'lifetime' must not be null");
			this.lifetimeStage = lifetime;
			this.lifetime = null;
			return this;
		}

		/**
		 * Set for how long no byte may be received nor sent before the connection ends,
		 * as after a {@link #lifetime(Duration) lifetime}. It strikes late by a quarter
		 * at most. Pings do not count, nor do empty messages.
		 * @param idleTimeout the timeout, or {@code null} for none
		 * @return this builder
		 */
		public Builder idleTimeout(@Nullable Duration idleTimeout) {
			this.idleTimeout = positive(idleTimeout, "idleTimeout");
			return this;
		}

		/**
		 * Set what the remote address prints.
		 * @param remoteAddress the text, {@code null} for the {@code ip:port} of the
		 * handshake, empty for the placeholder
		 * @return this builder
		 */
		public Builder remoteAddress(@Nullable String remoteAddress) {
			this.remoteAddress = remoteAddress;
			return this;
		}

		/**
		 * Set whether to agree, in the handshake, on an extension of the protocol by
		 * which the ends tell each other more: that a stream ends while the other goes
		 * on, that an end does not read for a while, that it is about to stop. Messages
		 * stay as they are, and so does the subprotocol; a peer that does not know the
		 * extension is served as usual.
		 * @param controlExtension whether to, {@code true} by default
		 * @return this builder
		 */
		public Builder controlExtension(boolean controlExtension) {
			this.controlExtension = controlExtension;
			return this;
		}

		/**
		 * Set for how long a connection must have been idle before it is closed, with
		 * 1012, once its peer has said that it is about to stop. Only connections that no
		 * code here holds are closed so: those of a local port, and of sockets that the
		 * client's factory has made for drivers. See {@link WsConnection#peerDraining()}
		 * for the others.
		 * @param drainIdleTimeout the timeout, zero to leave that to the peer
		 * @return this builder
		 */
		public Builder drainIdleTimeout(Duration drainIdleTimeout) {
			Assert.notNull(drainIdleTimeout, "'drainIdleTimeout' must not be null");
			Assert.isTrue(!drainIdleTimeout.isNegative(), "'drainIdleTimeout' must not be negative");
			this.drainIdleTimeout = drainIdleTimeout;
			return this;
		}

		/**
		 * Build the settings.
		 * @return the settings
		 */
		public WsConnectionSettings build() {
			return new WsConnectionSettings(this);
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

}
