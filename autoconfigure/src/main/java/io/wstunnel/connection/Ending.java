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
 * before the peer's end: what follows that is an answer, or cleans up.
 */
final class Ending {

	private final Transport transport;

	private volatile @Nullable ConnectionEnd own;

	private volatile @Nullable String loss;

	Ending(Transport transport) {
		this.transport = transport;
	}

	/**
	 * This end closes or aborts the connection, for the first time.
	 * @param status the status, 1006 for an abort
	 * @param reason why, {@code null} if that is not known
	 */
	void here(CloseStatus status, @Nullable String reason) {
		if (this.loss == null && this.transport.getEnd() == null) {
			this.own = new ConnectionEnd(true, status, StringUtils.hasText(reason) ? reason : null);
		}
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
	 * Return what is known so far, as if the connection had ended.
	 * @return the end
	 */
	ConnectionEnd get() {
		ConnectionEnd own = this.own;
		TransportEnd end = this.transport.getEnd();
		if (own != null) {
			return (isAnswerDue(own) && !isClose(end))
					? loss("Closed by this end with " + own.status().getCode() + ", which was not answered") : own;
		}
		if (end == null || end.kind() == TransportEnd.Kind.LOSS) {
			String loss = this.loss;
			return loss((loss == null && end != null) ? end.message() : loss);
		}
		return isClose(end) ? new ConnectionEnd(false, end.status(), null)
				: new ConnectionEnd(true, end.status(), end.message());
	}

	/**
	 * Nobody knows whether the rest has arrived if a clean close is not answered.
	 */
	private static boolean isAnswerDue(ConnectionEnd own) {
		return own.status().equalsCode(CloseStatus.NORMAL) || own.status().equalsCode(CloseStatus.GOING_AWAY);
	}

	private static boolean isClose(@Nullable TransportEnd end) {
		return end != null && end.kind() == TransportEnd.Kind.CLOSE;
	}

	private static ConnectionEnd loss(@Nullable String reason) {
		return new ConnectionEnd(false, CloseStatus.NO_CLOSE_FRAME, reason);
	}

}
