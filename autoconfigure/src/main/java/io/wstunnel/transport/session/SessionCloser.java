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

package io.wstunnel.transport.session;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.web.socket.CloseStatus;

/**
 * Closes a session, and keeps what the container says of its end while it does so. Some
 * containers report the end already when the close frame has gone, and know of the peer's
 * only if they are asked.
 */
final class SessionCloser {

	private static final Log logger = LogFactory.getLog(SessionCloser.class);

	private static final long MAX_PAUSE = 16;

	private final ContainerSession session;

	private final SessionInput input;

	private final Consumer<CloseStatus> ended;

	private volatile @Nullable Thread thread;

	private volatile @Nullable CloseStatus reported;

	/**
	 * Create what closes a session.
	 * @param session the session
	 * @param input the receiving half, which stops the wait for the end
	 * @param ended told the end
	 */
	SessionCloser(ContainerSession session, SessionInput input, Consumer<CloseStatus> ended) {
		this.session = session;
		this.input = input;
		this.ended = ended;
	}

	/**
	 * The container reports an end: it is kept if it is our own doing, else told.
	 * @param status the status
	 */
	void onClosed(CloseStatus status) {
		if (this.thread == Thread.currentThread()) {
			this.reported = status;
		}
		else {
			this.ended.accept(status);
		}
	}

	/**
	 * Send the close frame.
	 * @param status its status
	 * @throws IOException if it cannot be sent
	 */
	void close(CloseStatus status) throws IOException {
		this.thread = Thread.currentThread();
		try {
			this.session.close(toSendable(status));
		}
		finally {
			this.thread = null;
		}
	}

	private CloseStatus toSendable(CloseStatus status) {
		CloseStatus sendable = switch (status.getCode()) {
			case 1005 -> CloseStatus.NORMAL;
			case 1014 -> CloseStatus.SERVER_ERROR.withReason(String.valueOf(status.getReason()));
			default -> status;
		};
		if (sendable != status) {
			logger.debug("Session " + this.session.getId() + " is closed with " + sendable.getCode() + ", because "
					+ "its container does not send " + status.getCode());
		}
		return sendable;
	}

	/**
	 * Wait for the end of the session, after the close frame.
	 */
	void awaitEnd() {
		CloseStatus status = this.reported;
		for (long pause = 1; Boolean.FALSE.equals(this.session.isGone()) && !this.input.isClosed();) {
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(pause));
			pause = Math.min(2 * pause, MAX_PAUSE);
		}
		if (status != null && !this.input.isClosed()) {
			this.ended.accept(status);
		}
	}

}
