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

package io.wstunnel.transport.loopback;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;

import io.wstunnel.transport.TransportListener;
import io.wstunnel.transport.frame.FrameChannel;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * One end of a {@link LoopbackPair}. Bytes that were written before an end was closed can
 * be read at the other.
 */
final class LoopbackFrameChannel implements FrameChannel {

	private final AtomicBoolean closed = new AtomicBoolean();

	private final LoopbackPipe incoming;

	private final LoopbackPipe outgoing;

	private final InetSocketAddress localAddress;

	private final InetSocketAddress remoteAddress;

	private final Runnable onClose;

	private volatile @Nullable TransportListener listener;

	LoopbackFrameChannel(LoopbackPipe incoming, LoopbackPipe outgoing, InetSocketAddress localAddress,
			InetSocketAddress remoteAddress, Runnable onClose) {
		this.incoming = incoming;
		this.outgoing = outgoing;
		this.localAddress = localAddress;
		this.remoteAddress = remoteAddress;
		this.onClose = onClose;
	}

	@Override
	public void start(TransportListener listener) {
		this.listener = listener;
	}

	@Override
	public int read(ByteBuffer destination) throws IOException {
		return this.incoming.read(destination);
	}

	@Override
	public void requestRead() {
		this.incoming.requestRead(listener()::onReadable);
	}

	@Override
	public boolean write(ByteBuffer source) throws IOException {
		return this.outgoing.write(source);
	}

	@Override
	public void requestWrite() {
		this.outgoing.requestWrite(listener()::onWritable);
	}

	@Override
	public void shutdownOutput() {
		this.outgoing.end();
	}

	@Override
	public int drain(ByteBuffer scratch) throws IOException {
		return this.incoming.read(scratch.clear());
	}

	@Override
	public void close() {
		if (this.closed.compareAndSet(false, true)) {
			this.outgoing.end();
			this.incoming.close();
			this.onClose.run();
		}
	}

	@Override
	public String getName() {
		return "loopback";
	}

	@Override
	public InetSocketAddress getLocalAddress() {
		return this.localAddress;
	}

	@Override
	public InetSocketAddress getRemoteAddress() {
		return this.remoteAddress;
	}

	private TransportListener listener() {
		TransportListener listener = this.listener;
		Assert.state(listener != null, "The channel was not started");
		return listener;
	}

}
