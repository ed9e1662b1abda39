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

import io.wstunnel.MessageType;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.web.socket.CloseStatus;

/**
 * The sending half of a {@link SessionTransport}: one frame on its way, and behind it the
 * end of a message and a close that wait in a slot each. A thread sends them, as the
 * container blocks; there is one only while there is something to send.
 */
final class SessionOutput {

	private static final Log logger = LogFactory.getLog(SessionOutput.class);

	private static final byte[] NOTHING = {};

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition sent = this.lock.newCondition();

	private final ContainerSession session;

	private final MessageType messageType;

	private final Runnable writable;

	private final Closer closer;

	private byte @Nullable [] pending;

	private boolean pendingLast;

	private boolean messageOpen;

	private boolean messageCut;

	private @Nullable CloseStatus close;

	private boolean closeSent;

	private boolean closed;

	private @Nullable IOException failure;

	private boolean started;

	private @Nullable Thread sender;

	/**
	 * Create an output.
	 * @param session the session
	 * @param messageType the type of the messages
	 * @param writable told when something has been sent
	 * @param closer closes the session
	 */
	SessionOutput(ContainerSession session, MessageType messageType, Runnable writable, Closer closer) {
		this.session = session;
		this.messageType = messageType;
		this.writable = writable;
		this.closer = closer;
	}

	boolean send(ByteBuffer payload, boolean last) throws IOException {
		this.lock.lock();
		try {
			checkFailure();
			if (this.closed) {
				throw new ClosedChannelException();
			}
			if (this.pending != null || this.messageCut) {
				return false;
			}
			this.pending = new byte[payload.remaining()];
			payload.get(this.pending);
			this.pendingLast = last;
			this.messageOpen = !last;
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
			return this.pending == null && !this.messageCut && this.close == null;
		}
		finally {
			this.lock.unlock();
		}
	}

	void endMessage() {
		this.lock.lock();
		try {
			this.messageCut |= (this.messageOpen && !this.closed);
			this.messageOpen = false;
			startSending();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Send nothing more.
	 * @param status the status of a close frame to send, or {@code null} for none
	 */
	void close(@Nullable CloseStatus status) {
		this.lock.lock();
		try {
			if (!this.closed) {
				this.closed = true;
				this.close = status;
				startSending();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Whether nothing is on its way but a close frame.
	 * @return whether there is one
	 */
	boolean isClosing() {
		this.lock.lock();
		try {
			return this.close != null && this.pending == null && !this.messageCut;
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
		this.lock.lock();
		try {
			long left = nanos;
			while (this.close != null && left > 0) {
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
	 * Let all that is on its way fail, and release the thread that the container blocks.
	 * @param cause the failure
	 */
	void fail(IOException cause) {
		this.lock.lock();
		try {
			keepFailure(cause);
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
		this.closed = true;
		this.pending = null;
		this.messageCut = false;
		this.close = null;
		this.closeSent = false;
	}

	private void startSending() {
		if (this.started || (this.pending == null && !this.messageCut && this.close == null)) {
			return;
		}
		try {
			SenderThreads.execute(this::run);
			this.started = true;
		}
		catch (RuntimeException | OutOfMemoryError ex) {
			keepFailure(new IOException("There is no thread to send with: " + ex.getMessage(), ex));
		}
	}

	private void run() {
		for (Step step = next(); step != null; step = next()) {
			IOException failure = null;
			try {
				step.action().run();
			}
			catch (IOException ex) {
				failure = ex;
			}
			catch (RuntimeException | Error ex) {
				failure = new IOException("The container could not send: " + ex.getMessage(), ex);
			}
			done(step, failure);
			tellWritable();
		}
	}

	private void tellWritable() {
		try {
			this.writable.run();
		}
		catch (RuntimeException | Error ex) {
			logger.error("What waited for a frame to be sent failed", ex);
		}
	}

	private @Nullable Step next() {
		this.lock.lock();
		try {
			Step step = createStep();
			this.started = (step != null);
			this.sender = (step != null) ? Thread.currentThread() : null;
			return step;
		}
		finally {
			this.lock.unlock();
		}
	}

	private @Nullable Step createStep() {
		byte[] payload = this.pending;
		if (payload != null) {
			boolean last = this.pendingLast;
			return new Step(() -> this.session.send(this.messageType, ByteBuffer.wrap(payload), last),
					() -> this.pending = null);
		}
		if (this.messageCut) {
			return new Step(() -> this.session.send(this.messageType, ByteBuffer.wrap(NOTHING), true),
					() -> this.messageCut = false);
		}
		CloseStatus close = this.close;
		if (close != null) {
			return new Step(() -> this.closer.close(close), this::closeSent);
		}
		return (this.closeSent) ? new Step(this.closer::awaitEnd, () -> this.closeSent = false) : null;
	}

	private void closeSent() {
		this.close = null;
		this.closeSent = true;
	}

	private void done(Step step, @Nullable IOException failure) {
		this.lock.lock();
		try {
			this.sender = null;
			Thread.interrupted();
			if (failure != null) {
				keepFailure(failure);
			}
			else if (this.failure == null) {
				step.after().run();
			}
			this.sent.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Closes the session.
	 */
	interface Closer {

		/**
		 * Send the close frame.
		 * @param status its status
		 * @throws IOException if it cannot be sent
		 */
		void close(CloseStatus status) throws IOException;

		/**
		 * Wait for the end of the session, after the close frame.
		 */
		void awaitEnd();

	}

	/**
	 * Something to send.
	 *
	 * @param action sends it
	 * @param after empties its slot, under the lock
	 */
	private record Step(Action action, Runnable after) {

	}

	private interface Action {

		void run() throws IOException;

	}

}
