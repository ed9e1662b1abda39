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
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;

import org.springframework.web.socket.CloseStatus;

/**
 * The sending half of a {@link SessionTransport}: a thread sends what is in its slots, as
 * the container blocks; there is one only while there is something to send.
 */
final class SessionOutput {

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition sent = this.lock.newCondition();

	private final SessionSlots slots;

	private final SessionSender sending;

	private @Nullable IOException failure;

	private boolean started;

	private @Nullable Thread sender;

	/**
	 * Create an output.
	 * @param slots what there is to send
	 * @param writable told when something has been sent
	 */
	SessionOutput(SessionSlots slots, Runnable writable) {
		this.slots = slots;
		this.sending = new SessionSender(this, writable);
	}

	boolean send(ByteBuffer payload, boolean last) throws IOException {
		this.lock.lock();
		try {
			checkFailure();
			if (this.slots.isClosed()) {
				throw new ClosedChannelException();
			}
			if (this.slots.hasMessage()) {
				return false;
			}
			this.slots.putFrame(payload, last);
			startSending();
			return true;
		}
		finally {
			this.lock.unlock();
		}
	}

	boolean flush() throws IOException {
		this.lock.lock();
		try {
			checkFailure();
			return this.slots.isEmpty();
		}
		finally {
			this.lock.unlock();
		}
	}

	void endMessage() {
		this.lock.lock();
		try {
			this.slots.cutMessage();
			startSending();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Send a ping. However often one is asked for, one is waiting at most.
	 * @return whether the session knows pings, as far as has been seen
	 * @throws IOException if the session has failed
	 */
	boolean ping() throws IOException {
		this.lock.lock();
		try {
			checkFailure();
			boolean known = this.slots.isClosed() || this.slots.getPings().ask();
			startSending();
			return known;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Return when the network last took something for which it had had no room.
	 * @return the {@link System#nanoTime()} of that, or that of the start
	 */
	long getLastTaken() {
		return this.slots.getPings().getLastTaken();
	}

	/**
	 * Send nothing more.
	 * @param status the status of a close frame to send, or {@code null} for none
	 */
	void close(@Nullable CloseStatus status) {
		this.lock.lock();
		try {
			this.slots.putClose(status);
			startSending();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Whether nothing is on its way but a close frame, and perhaps a ping.
	 * @return whether there is one
	 */
	boolean isClosing() {
		this.lock.lock();
		try {
			return this.slots.hasClose() && !this.slots.hasMessage();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Wait until a close frame is no longer on its way.
	 * @param nanos how long to wait at most
	 */
	void awaitClose(long nanos) {
		await(this.slots::hasClose, nanos);
	}

	/**
	 * Whether the container is still doing what it was told last.
	 * @return whether it is
	 */
	boolean isSending() {
		this.lock.lock();
		try {
			return this.sender != null;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Wait until the container has done what it was told last.
	 * @param nanos how long to wait at most
	 */
	void awaitSent(long nanos) {
		await(() -> this.sender != null, nanos);
	}

	private void await(BooleanSupplier waiting, long nanos) {
		this.lock.lock();
		try {
			long left = nanos;
			while (waiting.getAsBoolean() && left > 0) {
				left = this.sent.awaitNanos(left);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Let all that waits to be sent fail, and begin nothing more.
	 * @param cause the failure
	 */
	void fail(IOException cause) {
		this.lock.lock();
		try {
			keepFailure(cause);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Release the thread that the container blocks. What it was sending is cut.
	 */
	void release() {
		this.lock.lock();
		try {
			if (this.sender != null && this.sender != Thread.currentThread()) {
				this.sender.interrupt();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private void checkFailure() throws IOException {
		if (this.failure != null) {
			throw this.failure;
		}
	}

	private void keepFailure(IOException cause) {
		this.failure = (this.failure != null) ? this.failure : cause;
		this.slots.clear();
	}

	private void startSending() {
		if (this.started || this.slots.isIdle()) {
			return;
		}
		try {
			SenderThreads.execute(this.sending);
			this.started = true;
		}
		catch (RuntimeException | OutOfMemoryError ex) {
			keepFailure(new IOException("There is no thread to send with: " + ex.getMessage(), ex));
		}
	}

	/**
	 * Return what the thread that sends is to do next.
	 * @return the step, or {@code null} for its end
	 */
	SessionSlots.@Nullable Step next() {
		this.lock.lock();
		try {
			SessionSlots.Step step = this.slots.next();
			this.started = (step != null);
			this.sender = (step != null) ? Thread.currentThread() : null;
			return step;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * The thread that sends has done a step.
	 * @param step the step
	 * @param start when it was begun, a {@link System#nanoTime()}
	 * @param failure why it failed, or {@code null}
	 */
	void done(SessionSlots.Step step, long start, @Nullable IOException failure) {
		this.lock.lock();
		try {
			this.sender = null;
			Thread.interrupted();
			if (failure != null) {
				keepFailure(failure);
			}
			else if (this.failure == null) {
				step.after().run();
				this.slots.getPings().taken(start);
			}
			this.sent.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

}
