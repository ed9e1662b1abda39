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

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.MalformedInputException;

import org.springframework.util.Assert;
import org.springframework.web.socket.CloseStatus;

/**
 * What the streams of a connection call, on threads that may wait there. An interrupt
 * aborts the connection, as that of a {@link java.nio.channels.InterruptibleChannel}.
 */
final class BlockingCalls {

	private final Closing closing;

	private final Inbound inbound;

	private final Outbound outbound;

	BlockingCalls(Closing closing) {
		this.closing = closing;
		this.inbound = closing.getInbound();
		this.outbound = closing.getOutbound();
	}

	void checkOpen() throws IOException {
		this.closing.check(false);
	}

	int available() throws IOException {
		checkOpen();
		return this.inbound.available();
	}

	int read(ByteBuffer destination) throws IOException {
		Assert.isTrue(!destination.isReadOnly(), "'destination' must not be read-only");
		if (!destination.hasRemaining()) {
			checkOpen();
			return 0;
		}
		return read(() -> destination, Deadline.NEVER);
	}

	/**
	 * Read at least one byte.
	 * @param destination where to put the bytes
	 * @param patience how long this read may wait without harm to the connection
	 * @return the number of bytes, or -1 at the end of the stream
	 */
	int read(Destination destination, Deadline patience) throws IOException {
		try {
			return this.inbound.read(destination, patience);
		}
		catch (InterruptedException ex) {
			throw interrupted();
		}
	}

	/**
	 * Let readers that wait ask their destination anew whether they shall.
	 */
	void wakeReaders() {
		this.inbound.wake();
	}

	/**
	 * Write one message.
	 * @param source the bytes, whose position tells what was taken
	 * @return the number of bytes taken
	 */
	int write(ByteBuffer source) throws IOException {
		int start = source.position();
		try {
			this.outbound.write(source);
			return source.position() - start;
		}
		catch (SocketTimeoutException ex) {
			ex.bytesTransferred = source.position() - start;
			throw ex;
		}
		catch (InterruptedException ex) {
			throw interrupted();
		}
	}

	/**
	 * End this stream alone.
	 */
	void shutdownOutput() throws IOException {
		try {
			this.outbound.shutDown();
		}
		catch (InterruptedException ex) {
			throw interrupted();
		}
	}

	/**
	 * Close, and wait for the peer. Whoever is interrupted meanwhile has closed all the
	 * same.
	 * @param status the status
	 */
	void close(CloseStatus status) throws IOException {
		boolean first = this.closing.close(status);
		try {
			this.closing.getNetwork().await();
		}
		catch (InterruptedException ex) {
			abortInterrupted();
		}
		if (first && this.outbound.getEnd().isCharacterCut()) {
			throw new MalformedInputException(1);
		}
	}

	private ClosedByInterruptException interrupted() {
		abortInterrupted();
		return new ClosedByInterruptException();
	}

	private void abortInterrupted() {
		this.closing.abort();
		Thread.currentThread().interrupt();
	}

}
