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

import org.springframework.util.unit.DataSize;

/**
 * Settings of one connection. Immutable: build them with {@link #builder()}, change a
 * copy with {@link #mutate()}.
 *
 * @since 0.1.0
 */
public sealed interface WsConnectionSettings permits DefaultWsConnectionSettings {

	/**
	 * Return the default settings.
	 * @return binary messages, no timeouts but 5 seconds to close, a window of 64 KiB, a
	 * ping after 30 seconds of silence
	 */
	static WsConnectionSettings defaults() {
		return DefaultWsConnectionSettings.DEFAULTS;
	}

	/**
	 * Return a builder that starts with the defaults.
	 * @return a new builder
	 */
	static Builder builder() {
		return defaults().mutate();
	}

	/**
	 * Return a builder that starts with these settings.
	 * @return a new builder
	 */
	Builder mutate();

	MessageType getMessageType();

	@Nullable Duration getReadTimeout();

	@Nullable Duration getWriteTimeout();

	Duration getCloseTimeout();

	DeadlineAction getDeadlineAction();

	DataSize getReceiveWindow();

	WsReceiveBudget getReceiveBudget();

	Duration getKeepAliveInterval();

	/**
	 * Return how long the peer may give no sign of life after a ping.
	 * @return the timeout, zero for none, {@code null} for what is chosen by what the
	 * peer can say
	 */
	@Nullable Duration getKeepAliveTimeout();

	@Nullable Duration getLifetime();

	@Nullable CompletionStage<?> getLifetimeStage();

	@Nullable Duration getIdleTimeout();

	@Nullable String getRemoteAddress();

	boolean isControlExtension();

	Duration getDrainIdleTimeout();

	/**
	 * Builder of {@link WsConnectionSettings}.
	 */
	sealed interface Builder permits DefaultWsConnectionSettingsBuilder {

		/**
		 * Set the type of the messages that carry the bytes.
		 * @param messageType the message type
		 * @return this builder
		 */
		Builder messageType(MessageType messageType);

		/**
		 * Set how long a read may wait, counted from its start.
		 * @param readTimeout the timeout, or {@code null} for none
		 * @return this builder
		 */
		Builder readTimeout(@Nullable Duration readTimeout);

		/**
		 * Set how long a write may wait, counted from its start.
		 * @param writeTimeout the timeout, or {@code null} for none
		 * @return this builder
		 */
		Builder writeTimeout(@Nullable Duration writeTimeout);

		/**
		 * Set how long a close waits, for a write in flight and for the peer's close
		 * frame together.
		 * @param closeTimeout the timeout
		 * @return this builder
		 */
		Builder closeTimeout(Duration closeTimeout);

		/**
		 * Set what happens to the connection once a deadline or timeout has struck.
		 * @param deadlineAction the action
		 * @return this builder
		 */
		Builder deadlineAction(DeadlineAction deadlineAction);

		/**
		 * Set how many bytes received may wait for a reader before the peer is stopped.
		 * @param receiveWindow the size, from 1 KiB to 1 GiB
		 * @return this builder
		 */
		Builder receiveWindow(DataSize receiveWindow);

		/**
		 * Set what bounds the memory of this connection's receive window together with
		 * that of others.
		 * @param receiveBudget the budget
		 * @return this builder
		 */
		Builder receiveBudget(WsReceiveBudget receiveBudget);

		/**
		 * Set after how much silence of the peer a ping is sent, and again after each
		 * further interval of silence. The answers keep proxies from cutting an idle
		 * connection. TCP is told to probe a silent peer twice as often, where the TCP
		 * connection is this end's to tune.
		 * @param keepAliveInterval the interval, from 100 ms to a day; zero for no pings,
		 * with which the timeout has no effect either
		 * @return this builder
		 */
		Builder keepAliveInterval(Duration keepAliveInterval);

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
		Builder keepAliveTimeout(@Nullable Duration keepAliveTimeout);

		/**
		 * Set after which time the connection ends, in use or not: its reads and writes
		 * then fail and the peer sees 3008 or the end of the TCP connection. Replaces a
		 * lifetime given as a stage.
		 * @param lifetime the lifetime, or {@code null} for none
		 * @return this builder
		 */
		Builder lifetime(@Nullable Duration lifetime);

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
		Builder lifetime(CompletionStage<?> lifetime);

		/**
		 * Set for how long no byte may be received nor sent before the connection ends,
		 * as after a {@link #lifetime(Duration) lifetime}. It strikes late by a quarter
		 * at most. Pings do not count, nor do empty messages.
		 * @param idleTimeout the timeout, or {@code null} for none
		 * @return this builder
		 */
		Builder idleTimeout(@Nullable Duration idleTimeout);

		/**
		 * Set what the remote address prints.
		 * @param remoteAddress the text, {@code null} for the {@code ip:port} of the
		 * handshake, empty for the placeholder
		 * @return this builder
		 */
		Builder remoteAddress(@Nullable String remoteAddress);

		/**
		 * Set whether to agree, in the handshake, on an extension of the protocol by
		 * which the ends tell each other more: that a stream ends while the other goes
		 * on, that an end does not read for a while, that it is about to stop. Messages
		 * stay as they are, and so does the subprotocol; a peer that does not know the
		 * extension is served as usual.
		 * @param controlExtension whether to, {@code true} by default
		 * @return this builder
		 */
		Builder controlExtension(boolean controlExtension);

		/**
		 * Set for how long a connection must have been idle before it is closed, with
		 * 1012, once its peer has said that it is about to stop. Only connections that no
		 * code here holds are closed so: those of a local port, and of sockets that the
		 * client's factory has made for drivers. See {@link WsConnection#peerDraining()}
		 * for the others.
		 * @param drainIdleTimeout the timeout, zero to leave that to the peer
		 * @return this builder
		 */
		Builder drainIdleTimeout(Duration drainIdleTimeout);

		/**
		 * Build the settings.
		 * @return the settings
		 */
		WsConnectionSettings build();

	}

}
