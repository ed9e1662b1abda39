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

import io.wstunnel.transport.Transport;
import io.wstunnel.transport.TransportEnd;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;
import org.springframework.web.socket.CloseStatus;

/**
 * Remembers who has ended a connection. Of this end's closes only one counts that comes
 * before the peer's end, or cuts what was to be sent behind the peer's close: what else
 * follows is an answer, or cleans up.
 */
final class Ending {

	private final Closing closing;

	private final Transport transport;

	private volatile @Nullable ConnectionEnd own;

	private volatile @Nullable String loss;

	Ending(Closing closing, Transport transport) {
		this.closing = closing;
		this.transport = transport;
	}

	/**
	 * This end closes, cuts or aborts the connection, for the first time, or in another
	 * way than it began to.
	 * @param status the status, 1006 for an abort
	 * @param reason why, {@code null} if that is not known
	 */
	void here(CloseStatus status, @Nullable String reason) {
		if (this.loss == null && counts(status)) {
			this.own = new ConnectionEnd(true, status, StringUtils.hasText(reason) ? reason : null);
		}
	}

	private boolean counts(CloseStatus status) {
		TransportEnd end = this.transport.getEnd();
		return end == null || (isClose(end) && !isClean(status) && !this.closing.getOutbound().getEnd().isCloseSent());
	}

	/**
	 * The peer or the network is gone, which the transport may not know.
	 * @param message what happened
	 */
	void lost(String message) {
		if (this.own == null && this.loss == null) {
			this.loss = message;
		}
	}

	/**
	 * Return what is known so far. Nobody knows whether the rest has arrived if a clean
	 * close of this end was not answered, or not by a clean one.
	 * @return the end
	 */
	ConnectionEnd get() {
		ConnectionEnd own = this.own;
		TransportEnd end = this.transport.getEnd();
		if (own == null) {
			return getReceived(end);
		}
		if (!isClean(own.status())) {
			return own;
		}
		if (end != null && isClose(end)) {
			return end.isComplete() ? own : getReceived(end);
		}
		return this.closing.getNetwork().isClosed()
				? loss("Closed by this end with " + own.status().getCode() + ", which was not answered") : own;
	}

	private ConnectionEnd getReceived(@Nullable TransportEnd end) {
		if (end == null || end.kind() == TransportEnd.Kind.LOSS) {
			String loss = this.loss;
			return loss((loss == null && end != null) ? end.message() : loss);
		}
		if (end.kind() == TransportEnd.Kind.VIOLATION) {
			return new ConnectionEnd(true, end.status(), end.message());
		}
		return (end.insideMessage() && isClean(end.status())) ? loss("Closed by the peer inside a message")
				: new ConnectionEnd(false, end.status(), null);
	}

	private static boolean isClean(CloseStatus status) {
		return status.equalsCode(CloseStatus.NORMAL) || status.equalsCode(CloseStatus.GOING_AWAY);
	}

	private static boolean isClose(TransportEnd end) {
		return end.kind() == TransportEnd.Kind.CLOSE;
	}

	private static ConnectionEnd loss(@Nullable String reason) {
		return new ConnectionEnd(false, CloseStatus.NO_CLOSE_FRAME, reason);
	}

}
