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

package io.wstunnel.transport;

import org.jspecify.annotations.Nullable;

import org.springframework.web.socket.CloseStatus;

/**
 * How the messages received by a {@link Transport} ended.
 *
 * @param kind what ended them
 * @param status the status received, or the one that this end closes with after a
 * {@link Kind#VIOLATION}, or 1006 after a {@link Kind#LOSS}
 * @param insideMessage whether a message was cut
 * @param message what happened, for an exception
 * @param cause the cause, or {@code null}
 * @since 0.1.0
 */
public record TransportEnd(Kind kind, CloseStatus status, boolean insideMessage, String message,
		@Nullable Throwable cause) {

	/**
	 * Whether the stream of the messages' payload is complete: closed at the end of a
	 * message with 1000, 1001, or no status.
	 * @return whether the stream is complete
	 */
	public boolean isComplete() {
		return this.kind == Kind.CLOSE && !this.insideMessage && switch (this.status.getCode()) {
			case 1000, 1001, 1005 -> true;
			default -> false;
		};
	}

	/**
	 * Return the status received.
	 * @return the status, 1006 if there was none
	 */
	public CloseStatus received() {
		return (this.kind == Kind.CLOSE) ? this.status : CloseStatus.NO_CLOSE_FRAME;
	}

	/**
	 * What ends the messages.
	 */
	public enum Kind {

		/**
		 * A close frame.
		 */
		CLOSE,

		/**
		 * The peer broke the protocol, or sent a message of the other type.
		 */
		VIOLATION,

		/**
		 * The network connection ended or failed without a close frame.
		 */
		LOSS

	}

}
