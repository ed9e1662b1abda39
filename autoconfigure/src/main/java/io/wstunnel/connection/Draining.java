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

package io.wstunnel.connection;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;

import io.wstunnel.WsConnectionSettings;
import io.wstunnel.transport.Notice;
import io.wstunnel.transport.Transport;

import org.springframework.web.socket.CloseStatus;

/**
 * An end is about to stop, and says so where the handshake has agreed on that: this end
 * tells the peer, or is told by it, and then may close a connection that is idle.
 */
final class Draining {

	private final Closing closing;

	private final Transport transport;

	private final Duration idleTimeout;

	private final ToldStage<Boolean> told;

	Draining(Closing closing, Transport transport, WsConnectionSettings settings, Executor executor) {
		this.closing = closing;
		this.transport = transport;
		this.idleTimeout = settings.getDrainIdleTimeout();
		this.told = new ToldStage<>(executor);
	}

	/**
	 * Return what completes when the peer has said that it is about to stop.
	 * @return the stage
	 */
	CompletionStage<?> told() {
		return this.told.get();
	}

	/**
	 * The peer has said so, perhaps not for the first time.
	 */
	void tell() {
		this.told.complete(true);
	}

	/**
	 * Tell the peer that this end is about to stop, if it can be told.
	 */
	void announce() {
		if (this.transport.hasNotices()) {
			this.transport.sendNotice(Notice.DRAIN);
		}
	}

	/**
	 * Act when the peer has said that it is about to stop, and the connection was idle
	 * for as long as the settings say.
	 * @param action what to do, without blocking; whether it has done so
	 */
	void whenIdle(BooleanSupplier action) {
		if (this.transport.hasNotices() && !this.idleTimeout.isZero()) {
			DrainedIdle idle = new DrainedIdle(this.closing, this.transport, action);
			told().thenRun(() -> new IdleTimeout(this.closing, this.idleTimeout, idle).start());
		}
	}

	/**
	 * Close then.
	 */
	void closeWhenIdle() {
		whenIdle(() -> {
			this.closing.close(CloseStatus.SERVICE_RESTARTED);
			return true;
		});
	}

}
