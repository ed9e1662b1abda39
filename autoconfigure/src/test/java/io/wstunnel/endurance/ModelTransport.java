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
import java.util.concurrent.locks.ReentrantLock;

import io.wstunnel.MessageType;
import io.wstunnel.testsupport.Payloads;
import io.wstunnel.transport.Transport;
import io.wstunnel.transport.TransportEnd;
import io.wstunnel.transport.TransportListener;
import org.jspecify.annotations.Nullable;

import org.springframework.web.socket.CloseStatus;

/**
 * What {@link Transport} promises of reading and no more: the pattern of {@link Payloads}
 * arrives, and one call-back follows a read that found nothing or a request.
 */
final class ModelTransport implements Transport {

	/**
	 * Made in advance: a long loop looks to Lincheck like one without end.
	 */
	private static final byte[] PATTERN = Payloads.bytes(16 * 1024);

	private final ReentrantLock lock = new ReentrantLock();

	private @Nullable TransportListener listener;

	private long arrived;

	private long taken;

	private boolean requested;

	@Override
	public void start(MessageType messageType, TransportListener listener) {
		this.listener = listener;
	}

	/**
	 * Let more bytes arrive, and tell so if that was asked for.
	 * @param count how many
	 */
	void arrive(int count) {
		this.lock.lock();
		boolean due = this.requested;
		try {
			this.arrived += count;
			this.requested = false;
		}
		finally {
			this.lock.unlock();
		}
		if (due && this.listener != null) {
			this.listener.onReadable();
		}
	}

	@Override
	public int read(ByteBuffer destination) {
		this.lock.lock();
		try {
			int count = (int) Math.min(destination.remaining(), this.arrived - this.taken);
			destination.put(PATTERN, (int) this.taken, count);
			this.taken += count;
			this.requested |= (count == 0);
			return count;
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public void requestRead() {
		throw new UnsupportedOperationException();
	}

	@Override
	public @Nullable TransportEnd getEnd() {
		return null;
	}

	@Override
	public int drain() {
		throw new UnsupportedOperationException();
	}

	@Override
	public boolean send(ByteBuffer payload, boolean last) {
		throw new UnsupportedOperationException();
	}

	@Override
	public boolean flush() {
		return true;
	}

	@Override
	public void endMessage() {
		throw new UnsupportedOperationException();
	}

	@Override
	public void sendClose(CloseStatus status) {
		throw new UnsupportedOperationException();
	}

	@Override
	public void shutdownOutput() {
		throw new UnsupportedOperationException();
	}

	@Override
	public void close() {
		throw new UnsupportedOperationException();
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
