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

package io.wstunnel.transport.tomcat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.locks.ReentrantLock;

import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;

import org.apache.tomcat.util.net.ApplicationBufferHandler;
import org.apache.tomcat.util.net.SecureNioChannel;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/**
 * A connection with TLS. Tomcat's channel lets a read write as well, when TLS asks for an
 * answer, and is used again for another connection once it is closed: one lock keeps
 * reads, writes and the close apart. It costs no concurrency, because the engine below
 * has a single lock too.
 */
final class TomcatTlsFrameChannel extends TomcatFrameChannel {

	/**
	 * Size of Tomcat's buffer of encrypted bytes, which one read may decrypt as a whole.
	 */
	private static final int NETWORK_BUFFER_SIZE = 16921;

	private final SecureNioChannel channel;

	private final int minimumRead;

	private final Destination destination = new Destination();

	private final ReentrantLock lock = new ReentrantLock();

	private @Nullable IOException readFailure;

	TomcatTlsFrameChannel(SocketWrapperBase<?> socketWrapper, SecureNioChannel channel) throws IOException {
		super(socketWrapper, channel);
		this.channel = channel;
		SSLSession session = channel.getSslEngine().getSession();
		this.minimumRead = Math.max(NETWORK_BUFFER_SIZE,
				Math.max(session.getApplicationBufferSize(), session.getPacketBufferSize()));
		socketWrapper.setAppReadBufHandler(this.destination);
	}

	@Override
	public int getMinimumRead() {
		return this.minimumRead;
	}

	@Override
	public int read(ByteBuffer destination) throws IOException {
		this.lock.lock();
		try {
			checkChannel();
			if (this.readFailure != null) {
				throw this.readFailure;
			}
			return decrypt(destination);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Tomcat's channel does not return what it has decrypted before a close_notify that
	 * it fails on.
	 */
	private int decrypt(ByteBuffer destination) throws IOException {
		int start = destination.position();
		this.destination.buffer = destination;
		try {
			return this.channel.read(destination);
		}
		catch (SSLException ex) {
			throw ex;
		}
		catch (IOException ex) {
			int count = destination.position() - start;
			if (count == 0) {
				throw ex;
			}
			this.readFailure = ex;
			return count;
		}
		finally {
			this.destination.buffer = null;
		}
	}

	@Override
	public boolean write(ByteBuffer source) throws IOException {
		this.lock.lock();
		boolean interrupted = Thread.interrupted();
		try {
			checkChannel();
			do {
				interrupted |= encrypt(source);
				if (this.channel.getOutboundRemaining() > 0) {
					return false;
				}
			}
			while (source.hasRemaining());
			return true;
		}
		finally {
			this.lock.unlock();
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	/**
	 * Tomcat's channel begins a write with a look at the thread's interrupt status: it
	 * fails, and forgets the interrupt. Whatever else it fails with fails again.
	 * @return whether the thread was interrupted
	 */
	private boolean encrypt(ByteBuffer source) throws IOException {
		try {
			doEncrypt(source);
			return false;
		}
		catch (SSLException ex) {
			throw ex;
		}
		catch (IOException ex) {
			doEncrypt(source);
			return true;
		}
	}

	private void doEncrypt(ByteBuffer source) throws IOException {
		int count = this.channel.write(source);
		if (count == 0 && source.hasRemaining() && this.channel.getOutboundRemaining() == 0
				&& this.channel.getSslEngine().getHandshakeStatus() == HandshakeStatus.NEED_UNWRAP) {
			throw new SSLException("The peer negotiates TLS anew, which a tunnel does not support");
		}
	}

	@Override
	public void shutdownOutput() throws IOException {
		this.lock.lock();
		try {
			checkChannel();
			this.channel.close();
			getSocketChannel().shutdownOutput();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Fail, too, if Tomcat has given its channel to another connection without a word.
	 */
	private void checkChannel() throws ClosedChannelException {
		checkOpen();
		if (this.channel.getIOChannel() != getSocketChannel()) {
			throw new ClosedChannelException();
		}
	}

	@Override
	boolean markClosed() {
		this.lock.lock();
		try {
			return super.markClosed();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Allows Tomcat's channel to decrypt into the buffer of the current read.
	 */
	private static final class Destination implements ApplicationBufferHandler {

		private @Nullable ByteBuffer buffer;

		@Override
		public @Nullable ByteBuffer getByteBuffer() {
			return this.buffer;
		}

		@Override
		public void setByteBuffer(ByteBuffer buffer) {
			throw new UnsupportedOperationException();
		}

		@Override
		public void expand(int size) {
			throw new IllegalStateException("A TLS record of " + size + " bytes does not fit into the buffer");
		}

	}

}
