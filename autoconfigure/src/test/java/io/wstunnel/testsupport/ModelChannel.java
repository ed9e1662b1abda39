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
 * the test says what has arrived and what there is room for. A request for a read must
 * come before what it is to tell of.
 */
public class ModelChannel implements FrameChannel {

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	private final ByteBuffer written = ByteBuffer.allocate(64);

	/**
	 * What arrives in the course of the test, limited to what has.
	 */
	private final ByteBuffer arriving;

	private @Nullable TransportListener listener;

	private int room;

	private int reads;

	private int readRequests;

	private boolean readRequested;

	private int writeRequests;

	private boolean stopped;

	private int closes;

	/**
	 * Create a channel that has no room.
	 * @param arriving what will arrive
	 */
	public ModelChannel(byte... arriving) {
		this.arriving = ByteBuffer.wrap(arriving).limit(0);
	}

	/**
	 * Make room for everything.
	 * @return this channel
	 */
	public ModelChannel withRoom() {
		this.room = this.written.capacity();
		return this;
	}

	/**
	 * Let all of it have arrived.
	 * @return this channel
	 */
	public ModelChannel arrived() {
		arrive(this.arriving.capacity() - this.arriving.limit());
		return this;
	}

	/**
	 * Let more arrive, and tell so if that was asked for.
	 * @param count how many bytes
	 */
	public void arrive(int count) {
		this.lock.lock();
		boolean due = this.readRequested;
		try {
			this.arriving.limit(this.arriving.limit() + count);
			this.readRequested = false;
		}
		finally {
			this.lock.unlock();
		}
		if (due && this.listener != null) {
			this.listener.onReadable();
		}
	}

	/**
	 * Make room for a few bytes, and tell so, as often as that is asked for.
	 */
	public void run() {
		while (awaitWriteRequest()) {
			if (this.listener != null) {
				this.listener.onWritable();
			}
		}
	}

	private boolean awaitWriteRequest() {
		this.lock.lock();
		try {
			while (this.writeRequests == 0 && !this.stopped) {
				this.changed.awaitUninterruptibly();
			}
			this.room += 3;
			return this.writeRequests-- > 0;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Let {@link #run()} end once nothing more is asked for.
	 */
	public void stop() {
		this.lock.lock();
		try {
			this.stopped = true;
			this.changed.signal();
		}
		finally {
			this.lock.unlock();
		}
	}

	public byte[] getWritten() {
		return Arrays.copyOf(this.written.array(), this.written.position());
	}

	/**
	 * Return how often the channel was read from.
	 * @return how often
	 */
	public int getReads() {
		return this.reads;
	}

	/**
	 * Return how often a call-back was asked for.
	 * @return how often
	 */
	public int getReadRequests() {
		return this.readRequests;
	}

	/**
	 * Return how often the channel was closed.
	 * @return how often
	 */
	public int getCloses() {
		return this.closes;
	}

	@Override
	public void start(TransportListener listener) {
		this.listener = listener;
	}

	@Override
	public int read(ByteBuffer destination) {
		return readOrRequest(destination, false);
	}

	/**
	 * Read what is there.
	 * @param destination where to put the bytes
	 * @param requesting whether a read that finds nothing asks for a call-back
	 * @return the number of bytes
	 */
	protected final int readOrRequest(ByteBuffer destination, boolean requesting) {
		this.lock.lock();
		try {
			this.reads++;
			int count = move(this.arriving, destination, destination.remaining());
			this.readRequested |= (requesting && count == 0);
			return count;
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public void requestRead() {
		this.lock.lock();
		try {
			this.readRequests++;
			this.readRequested = true;
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public boolean write(ByteBuffer source) {
		this.lock.lock();
		try {
			this.room -= move(source, this.written, this.room);
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
			this.writeRequests++;
			this.changed.signal();
		}
		finally {
			this.lock.unlock();
		}
	}

	private static int move(ByteBuffer source, ByteBuffer target, int most) {
		int count = Math.min(source.remaining(), most);
		target.put(source.duplicate().limit(source.position() + count));
		source.position(source.position() + count);
		return count;
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
