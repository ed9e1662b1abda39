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
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

import io.wstunnel.transport.TransportListener;
import io.wstunnel.transport.frame.FrameChannel;
import org.jspecify.annotations.Nullable;

/**
 * The plainest {@link FrameChannel}: a non-blocking socket channel and the tests' own
 * {@link SelectorLoop}.
 */
public final class LoopbackFrameChannel implements FrameChannel {

	private final SocketChannel channel;

	private final SelectorLoop loop;

	private SelectorLoop.@Nullable Registration registration;

	public LoopbackFrameChannel(SocketChannel channel, SelectorLoop loop) throws IOException {
		this.channel = channel;
		this.loop = loop;
		channel.configureBlocking(false);
	}

	@Override
	public void start(TransportListener listener) {
		this.registration = this.loop.register(this.channel, listener);
	}

	@Override
	public int read(ByteBuffer destination) throws IOException {
		return this.channel.read(destination);
	}

	@Override
	public void requestRead() {
		registration().requestRead();
	}

	@Override
	public boolean write(ByteBuffer source) throws IOException {
		while (source.hasRemaining()) {
			if (this.channel.write(source) == 0) {
				return false;
			}
		}
		return true;
	}

	@Override
	public void requestWrite() {
		registration().requestWrite();
	}

	@Override
	public void shutdownOutput() throws IOException {
		this.channel.shutdownOutput();
	}

	@Override
	public int drain(ByteBuffer scratch) throws IOException {
		return this.channel.read(scratch.clear());
	}

	@Override
	public void close() {
		try {
			this.channel.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.loop.wakeup();
	}

	@Override
	public String getName() {
		return "loopback";
	}

	@Override
	public @Nullable InetSocketAddress getLocalAddress() {
		return (InetSocketAddress) this.channel.socket().getLocalSocketAddress();
	}

	@Override
	public @Nullable InetSocketAddress getRemoteAddress() {
		return (InetSocketAddress) this.channel.socket().getRemoteSocketAddress();
	}

	private SelectorLoop.Registration registration() {
		if (this.registration == null) {
			throw new IllegalStateException("Not started");
		}
		return this.registration;
	}

}
