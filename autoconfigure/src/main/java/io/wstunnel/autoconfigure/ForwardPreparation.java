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

import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;

import io.wstunnel.WsConnection;
import io.wstunnel.forward.TargetChannel;
import io.wstunnel.forward.TargetDialer;
import io.wstunnel.forward.TargetException;
import io.wstunnel.forward.TargetPattern;
import io.wstunnel.forward.TunnelRelay;
import io.wstunnel.server.HandshakeRefusal;
import io.wstunnel.server.PreparedHandler;
import io.wstunnel.server.TunnelPreparation;

import org.springframework.http.HttpStatus;

/**
 * Connects to the target of a tunnel before its handshake is answered. A peer is told
 * what became of that, but no name or address that it did not give itself.
 */
final class ForwardPreparation implements TunnelPreparation {

	private final TargetDialer dialer;

	private final TargetPattern target;

	ForwardPreparation(TargetDialer dialer, TargetPattern target) {
		this.dialer = dialer;
		this.target = target;
	}

	@Override
	public PreparedHandler prepare(Map<String, String> pathVariables) throws HandshakeRefusal, InterruptedException {
		try {
			return new ForwardHandler(this.dialer.dial(this.target, pathVariables));
		}
		catch (TargetException ex) {
			throw switch (ex.getReason()) {
				case FORBIDDEN -> new HandshakeRefusal(HttpStatus.FORBIDDEN, "This target is not allowed.", ex);
				case BUSY -> new HandshakeRefusal(HttpStatus.SERVICE_UNAVAILABLE,
						"Too many targets are being connected to. Try again.", ex);
				case UNREACHABLE ->
					new HandshakeRefusal(HttpStatus.BAD_GATEWAY, "The target of this tunnel cannot be reached.", ex);
				case TIMEOUT -> new HandshakeRefusal(HttpStatus.GATEWAY_TIMEOUT,
						"The target of this tunnel did not answer in time.", ex);
			};
		}
	}

	private static final class ForwardHandler implements PreparedHandler {

		private final AtomicBoolean started = new AtomicBoolean();

		private final TargetChannel channel;

		private ForwardHandler(TargetChannel channel) {
			this.channel = channel;
		}

		@Override
		public void handle(WsConnection connection) throws Exception {
			handleAsync(connection).toCompletableFuture().get();
		}

		@Override
		public CompletionStage<?> handleAsync(WsConnection connection) {
			this.started.set(true);
			return TunnelRelay.start(connection, this.channel);
		}

		/**
		 * Once it has started, the relay closes the channel as is right.
		 */
		@Override
		public void discard() {
			if (!this.started.get()) {
				this.channel.close();
			}
		}

	}

}
