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

package io.wstunnel.testsupport;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import io.wstunnel.transport.TransportListener;
import io.wstunnel.transport.frame.FrameChannel;

/**
 * A {@link FrameChannel} as the blocking socket that a {@link RawPeer} wants.
 */
public final class LoopbackSocket extends Socket {

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	private final FrameChannel channel;

	private long readable;

	private long writable;

	private boolean closed;

	private volatile int timeout;

	/**
	 * Create a socket.
	 * @param channel the channel, not yet started
	 */
	public LoopbackSocket(FrameChannel channel) {
		this.channel = channel;
		channel.start(new TransportListener() {

			@Override
			public void onReadable() {
				change(() -> LoopbackSocket.this.readable++);
			}

			@Override
			public void onWritable() {
				change(() -> LoopbackSocket.this.writable++);
			}

		});
	}

	private void change(Runnable change) {
		this.lock.lock();
		try {
			change.run();
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public InputStream getInputStream() {
		return new InputStream() {

			@Override
			public int read() throws IOException {
				byte[] octet = new byte[1];
				return (read(octet) < 0) ? -1 : octet[0] & 0xff;
			}

			@Override
			public int read(byte[] bytes, int offset, int length) throws IOException {
				return LoopbackSocket.this.read(ByteBuffer.wrap(bytes, offset, length));
			}

			@Override
			public void close() {
				LoopbackSocket.this.close();
			}

		};
	}

	@Override
	public OutputStream getOutputStream() {
		return new OutputStream() {

			@Override
			public void write(int octet) throws IOException {
				write(new byte[] { (byte) octet });
			}

			@Override
			public void write(byte[] bytes, int offset, int length) throws IOException {
				LoopbackSocket.this.write(ByteBuffer.wrap(bytes, offset, length));
			}

			@Override
			public void close() {
				LoopbackSocket.this.close();
			}

		};
	}

	private int read(ByteBuffer destination) throws IOException {
		long nanos = (this.timeout > 0) ? TimeUnit.MILLISECONDS.toNanos(this.timeout) : Long.MAX_VALUE;
		if (!destination.hasRemaining()) {
			return 0;
		}
		this.lock.lock();
		try {
			while (true) {
				int count = this.channel.read(destination);
				if (count != 0) {
					return count;
				}
				long seen = this.readable;
				this.channel.requestRead();
				while (this.readable == seen && !this.closed) {
					if (nanos <= 0) {
						throw new SocketTimeoutException("Read timed out");
					}
					nanos = this.changed.awaitNanos(nanos);
				}
			}
		}
		catch (SocketTimeoutException ex) {
			throw ex;
		}
		catch (IOException | InterruptedException ex) {
			throw new SocketException(ex.toString());
		}
		finally {
			this.lock.unlock();
		}
	}

	private void write(ByteBuffer source) throws IOException {
		this.lock.lock();
		try {
			while (!this.channel.write(source)) {
				long seen = this.writable;
				this.channel.requestWrite();
				while (this.writable == seen && !this.closed) {
					this.changed.await();
				}
			}
		}
		catch (IOException | InterruptedException ex) {
			throw new SocketException(ex.toString());
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public void shutdownOutput() throws IOException {
		this.channel.shutdownOutput();
	}

	@Override
	public void close() {
		this.channel.close();
		change(() -> this.closed = true);
	}

	@Override
	public int getLocalPort() {
		return this.channel.getLocalAddress().getPort();
	}

	@Override
	public int getPort() {
		return this.channel.getRemoteAddress().getPort();
	}

	@Override
	public void setSoTimeout(int timeout) {
		this.timeout = timeout;
	}

	@Override
	public void setSoLinger(boolean on, int linger) {
		// There is no waiting for what was written
	}

	@Override
	public void setTcpNoDelay(boolean on) {
		// There is no delay
	}

}
