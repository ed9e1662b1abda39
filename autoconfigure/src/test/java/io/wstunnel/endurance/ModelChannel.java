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

package io.wstunnel.endurance;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import io.wstunnel.transport.TransportListener;
import io.wstunnel.transport.frame.FrameChannel;
import org.jspecify.annotations.Nullable;

/**
 * What {@link FrameChannel} promises and no more: one call-back follows each request, and
 * there is room for few bytes at a time.
 */
public final class ModelChannel implements FrameChannel {

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	private final ByteBuffer written = ByteBuffer.allocate(64);

	private ByteBuffer arrived;

	private @Nullable TransportListener listener;

	private int room;

	private int closes;

	private int requests;

	private boolean stopped;

	/**
	 * Create a channel.
	 * @param arrived what can be read
	 */
	public ModelChannel(byte... arrived) {
		this.arrived = ByteBuffer.wrap(arrived);
	}

	@Override
	public void start(TransportListener listener) {
		this.listener = listener;
	}

	/**
	 * Make room for a few bytes, and tell so, as often as that is asked for.
	 */
	void run() {
		while (awaitRequest()) {
			if (this.listener != null) {
				this.listener.onWritable();
			}
		}
	}

	private boolean awaitRequest() {
		this.lock.lock();
		try {
			while (this.requests == 0 && !this.stopped) {
				this.changed.awaitUninterruptibly();
			}
			this.room += 3;
			return this.requests-- > 0;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Let {@link #run()} end once nothing more is asked for.
	 */
	void stop() {
		this.lock.lock();
		try {
			this.stopped = true;
			this.changed.signal();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Let all that was read before be followed by more, and tell so.
	 * @param arrived what can be read
	 */
	void arrive(byte... arrived) {
		this.lock.lock();
		try {
			this.arrived = ByteBuffer.wrap(arrived);
		}
		finally {
			this.lock.unlock();
		}
		if (this.listener != null) {
			this.listener.onReadable();
		}
	}

	/**
	 * Make room for everything.
	 * @return this channel
	 */
	ModelChannel withRoom() {
		this.room = this.written.capacity();
		return this;
	}

	/**
	 * Return how often the channel was closed.
	 * @return how often
	 */
	int getCloses() {
		return this.closes;
	}

	byte[] getWritten() {
		return Arrays.copyOf(this.written.array(), this.written.position());
	}

	@Override
	public int read(ByteBuffer destination) {
		this.lock.lock();
		try {
			int count = this.arrived.remaining();
			destination.put(this.arrived);
			return count;
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public void requestRead() {
	}

	@Override
	public boolean write(ByteBuffer source) {
		this.lock.lock();
		try {
			int count = Math.min(this.room, source.remaining());
			this.written.put(source.duplicate().limit(source.position() + count));
			source.position(source.position() + count);
			this.room -= count;
			return !source.hasRemaining();
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public void requestWrite() {
		this.lock.lock();
		try {
			this.requests++;
			this.changed.signal();
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public void shutdownOutput() {
	}

	@Override
	public int drain(ByteBuffer scratch) {
		return -1;
	}

	/**
	 * Called under the locks of the transport.
	 */
	@Override
	public void close() {
		this.closes++;
	}

	@Override
	public String getName() {
		return "model";
	}

	@Override
	public @Nullable InetSocketAddress getLocalAddress() {
		return null;
	}

	@Override
	public @Nullable InetSocketAddress getRemoteAddress() {
		return null;
	}

}
