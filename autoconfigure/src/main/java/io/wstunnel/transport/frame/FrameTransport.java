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

package io.wstunnel.transport.frame;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.locks.ReentrantLock;

import io.wstunnel.MessageType;
import io.wstunnel.transport.Notice;
import io.wstunnel.transport.Transport;
import io.wstunnel.transport.TransportEnd;
import io.wstunnel.transport.TransportListener;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;
import org.springframework.web.socket.CloseStatus;

/**
 * Runs the frame codec over a {@link FrameChannel}. A lock for each direction wraps
 * nothing but non-blocking calls, so that taking it is never a wait; where both are
 * needed, the lock of the reads comes first. The channel is closed under both, since a
 * server recycles the buffers of a closed connection; the locks are fair so that a close
 * gets its turn in the midst of traffic.
 *
 * @since 0.1.0
 */
public final class FrameTransport implements Transport, TransportListener {

	private final ReentrantLock readLock = new ReentrantLock(true);

	private final ReentrantLock writeLock = new ReentrantLock(true);

	private final FrameChannel channel;

	private final Role role;

	private final @Nullable PeerNotices notices;

	private @Nullable ByteBuffer received;

	private volatile @Nullable Started started;

	/**
	 * Create a transport.
	 * @param channel the channel, not yet started
	 * @param role the role of this end
	 * @param received bytes that were received behind the handshake, or {@code null}
	 */
	public FrameTransport(FrameChannel channel, Role role, @Nullable ByteBuffer received) {
		this(channel, role, received, false);
	}

	/**
	 * Create a transport.
	 * @param channel the channel, not yet started
	 * @param role the role of this end
	 * @param received bytes that were received behind the handshake, or {@code null}
	 * @param notices whether the handshake has agreed on the extension for
	 * {@linkplain io.wstunnel.transport.Notice notices}
	 */
	public FrameTransport(FrameChannel channel, Role role, @Nullable ByteBuffer received, boolean notices) {
		this.channel = channel;
		this.role = role;
		this.notices = notices ? new PeerNotices() : null;
		this.received = received;
	}

	@Override
	public void start(MessageType messageType, TransportListener listener) {
		Assert.state(this.started == null, "The transport was started before");
		FrameDecoder decoder = new FrameDecoder(this.role, messageType, this.notices);
		FrameInput input = new FrameInput(this.channel, decoder, this.received);
		FrameOutput output = new FrameOutput(this.channel, new FrameEncoder(this.role), messageType);
		LockedOutput lockedOutput = new LockedOutput(this.writeLock, output);
		this.received = null;
		this.started = new Started(new LockedInput(this.readLock, input, lockedOutput), lockedOutput, listener);
		this.channel.start(this);
	}

	@Override
	public int read(ByteBuffer destination) {
		return started().input().read(destination);
	}

	@Override
	public void requestRead() {
		started().input().requestRead();
	}

	@Override
	public @Nullable TransportEnd getEnd() {
		Started started = this.started;
		return (started != null) ? started.input().getEnd() : null;
	}

	@Override
	public long getMessagesReceived() {
		Started started = this.started;
		return (started != null) ? started.input().getMessages() : 0;
	}

	@Override
	public int drain() {
		return started().input().drain();
	}

	@Override
	public boolean send(ByteBuffer payload, boolean last) throws IOException {
		return started().output().send(payload, last);
	}

	@Override
	public boolean flush() throws IOException {
		return started().output().flush();
	}

	@Override
	public void endMessage() {
		started().output().endMessage();
	}

	@Override
	public void sendClose(CloseStatus status) {
		started().output().close(status);
	}

	@Override
	public boolean ping() throws IOException {
		started().output().ping();
		return true;
	}

	@Override
	public boolean hasNotices() {
		return this.notices != null;
	}

	@Override
	public void sendNotice(Notice notice) {
		Assert.state(this.notices != null, "The peer does not speak the extension");
		started().output().notice(notice);
	}

	@Override
	public boolean isPeerEnded() {
		return this.notices != null && this.notices.isEnded();
	}

	@Override
	public boolean isPeerPaused() {
		return this.notices != null && this.notices.isPaused();
	}

	@Override
	public boolean isPeerDraining() {
		return this.notices != null && this.notices.isDraining();
	}

	@Override
	public boolean isInsideMessage() {
		return started().input().isInsideMessage();
	}

	@Override
	public long getLastSign() {
		long received = started().input().getLastReceived();
		long taken = started().output().getLastTaken();
		return (taken - received > 0) ? taken : received;
	}

	@Override
	public void shutdownOutput() {
		lockBoth();
		try {
			this.channel.shutdownOutput();
		}
		catch (IOException ex) {
			// The connection is gone, as drain() will tell.
		}
		finally {
			unlockBoth();
		}
	}

	@Override
	public void close() {
		lockBoth();
		try {
			this.channel.close();
			Started started = this.started;
			if (started != null) {
				started.output().fail(new ClosedChannelException());
				started.input().close();
			}
		}
		finally {
			unlockBoth();
		}
	}

	@Override
	public String getName() {
		return this.channel.getName();
	}

	@Override
	public <T> boolean setOption(SocketOption<T> option, T value) throws IOException {
		return this.channel.setOption(option, value);
	}

	@Override
	public @Nullable InetSocketAddress getLocalAddress() {
		return this.channel.getLocalAddress();
	}

	@Override
	public @Nullable InetSocketAddress getRemoteAddress() {
		return this.channel.getRemoteAddress();
	}

	@Override
	public void onReadable() {
		Started started = started();
		try {
			started.input().onReadable();
		}
		finally {
			started.listener().onReadable();
		}
	}

	@Override
	public void onWritable() {
		Started started = started();
		try {
			started.output().goOn();
		}
		finally {
			started.listener().onWritable();
		}
	}

	private void lockBoth() {
		this.readLock.lock();
		this.writeLock.lock();
	}

	private void unlockBoth() {
		this.writeLock.unlock();
		this.readLock.unlock();
	}

	private Started started() {
		Started started = this.started;
		Assert.state(started != null, "The transport was not started");
		return started;
	}

	private record Started(LockedInput input, LockedOutput output, TransportListener listener) {

	}

}
