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

package io.wstunnel.transport.jetty;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReference;

import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Writes to an end point without blocking. Jetty tells that a connection is writable only
 * at the end of a write of its own: when the kernel takes no more, the next byte is left
 * to Jetty, and what follows it waits for that.
 */
final class JettyWriter implements Callback {

	private final AtomicReference<State> state = new AtomicReference<>(State.IDLE);

	private final EndPoint endPoint;

	private final Runnable onWritable;

	private final Runnable onFailed;

	private volatile @Nullable Throwable failure;

	/**
	 * Create a writer.
	 * @param endPoint the end point
	 * @param onWritable run when a write can go on; never within a write
	 * @param onFailed run when a write has failed, perhaps within a read
	 */
	JettyWriter(EndPoint endPoint, Runnable onWritable, Runnable onFailed) {
		this.endPoint = endPoint;
		this.onWritable = onWritable;
		this.onFailed = onFailed;
	}

	/**
	 * Write what the kernel takes.
	 * @param source the bytes
	 * @return whether all of them, and all from before, have gone
	 * @throws IOException if the connection failed
	 */
	boolean write(ByteBuffer source) throws IOException {
		while (this.state.get() == State.IDLE) {
			Throwable failure = this.failure;
			if (failure != null) {
				throw new IOException("The network connection failed", failure);
			}
			if (!source.hasRemaining() || this.endPoint.flush(source)) {
				return true;
			}
			leaveToJetty(takeByte(source));
		}
		return false;
	}

	/**
	 * With TLS all bytes may have been taken, though they have not all gone.
	 */
	private static ByteBuffer takeByte(ByteBuffer source) {
		ByteBuffer taken = ByteBuffer.allocate(1);
		if (source.hasRemaining()) {
			taken.put(source.get());
		}
		return taken.flip();
	}

	private void leaveToJetty(ByteBuffer taken) {
		this.state.set(State.STARTING);
		this.endPoint.write(this, taken);
		this.state.compareAndSet(State.STARTING, State.PENDING);
	}

	@Override
	public void succeeded() {
		end(this.onWritable);
	}

	@Override
	public void failed(Throwable cause) {
		this.failure = cause;
		end(this.onFailed);
	}

	private void end(Runnable next) {
		if (this.state.getAndSet(State.IDLE) == State.PENDING) {
			next.run();
		}
	}

	@Override
	public InvocationType getInvocationType() {
		return InvocationType.NON_BLOCKING;
	}

	private enum State {

		/**
		 * Nothing is left to Jetty.
		 */
		IDLE,

		/**
		 * The write that leaves a byte to Jetty is under way.
		 */
		STARTING,

		/**
		 * Jetty has yet to write a byte.
		 */
		PENDING

	}

}
