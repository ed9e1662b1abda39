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

import java.util.concurrent.atomic.AtomicLong;

import org.springframework.util.Assert;
import org.springframework.util.unit.DataSize;

/**
 * How many bytes of memory the receive windows of many connections may take together. A
 * window starts with at most {@value #GUARANTEED_BYTES} bytes, which no connection is
 * refused, and grows with use up to its own size as long as the budget allows; it gives
 * all of it back when what it holds is read and nothing more has come. A window that may
 * not grow stops its peer earlier: the connection is slower, and nothing is lost. A
 * reader that keeps up with a buffer of 8 KiB or more needs hardly any of it.
 *
 * <p>
 * Not in the budget, for a connection that is not read: with TLS, up to one record (16
 * KiB) that is decrypted but does not fit into the window; and over a session of the
 * server's own WebSocket ({@code wstunnel.server.transport=session} or a
 * {@link WsTunnelHandler} in a {@code WebSocketConfigurer}) the part of a message that
 * waits behind the full window, beside what the server itself buffers. That is what the
 * server hands over at a time: on Jetty's own sessions, which know no partial messages, a
 * whole message, up to the limit of the server.
 *
 * @since 0.1.0
 * @see WsConnectionSettings.Builder#receiveBudget(WsReceiveBudget)
 */
public final class WsReceiveBudget {

	/**
	 * What each window that holds something may take, whatever the others have taken.
	 */
	public static final int GUARANTEED_BYTES = 4 * 1024;

	private static final int SHARE_OF_HEAP = 8;

	private static final WsReceiveBudget SHARED = new WsReceiveBudget(Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);

	private final long limit;

	private final AtomicLong used = new AtomicLong();

	private WsReceiveBudget(long limit) {
		this.limit = limit;
	}

	/**
	 * Return the budget of the connections that are given none: an eighth of the largest
	 * heap that the virtual machine may use.
	 * @return the shared budget
	 */
	public static WsReceiveBudget shared() {
		return SHARED;
	}

	/**
	 * Create a budget.
	 * @param limit the number of bytes
	 * @return the budget
	 */
	public static WsReceiveBudget of(DataSize limit) {
		Assert.notNull(limit, "'limit' must not be null");
		Assert.isTrue(!limit.isNegative(), "'limit' must not be negative");
		return new WsReceiveBudget(limit.toBytes());
	}

	/**
	 * Return the limit.
	 * @return the limit
	 */
	public DataSize getLimit() {
		return DataSize.ofBytes(this.limit);
	}

	/**
	 * Return how much the windows take now: at most the limit and what each is guaranteed
	 * together.
	 * @return what is used
	 */
	public DataSize getUsed() {
		return DataSize.ofBytes(this.used.get());
	}

	/**
	 * Take what a window is guaranteed.
	 * @param bytes the number of bytes
	 */
	public void take(int bytes) {
		this.used.addAndGet(bytes);
	}

	/**
	 * Take more, if there is enough left.
	 * @param bytes the number of bytes
	 * @return whether they were taken
	 */
	public boolean tryTake(int bytes) {
		if (this.used.addAndGet(bytes) <= this.limit) {
			return true;
		}
		giveBack(bytes);
		return false;
	}

	/**
	 * Give back what was taken.
	 * @param bytes the number of bytes
	 */
	public void giveBack(int bytes) {
		this.used.addAndGet(-bytes);
	}

}
