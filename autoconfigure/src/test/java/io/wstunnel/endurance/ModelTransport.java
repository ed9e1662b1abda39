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

import java.net.SocketOption;
import java.nio.ByteBuffer;

import io.wstunnel.MessageType;
import io.wstunnel.testsupport.ModelChannel;
import io.wstunnel.transport.Transport;
import io.wstunnel.transport.TransportEnd;
import io.wstunnel.transport.TransportListener;
import org.jspecify.annotations.Nullable;

import org.springframework.web.socket.CloseStatus;

/**
 * What {@link Transport} promises of reading and no more: what arrives is payload, and
 * one call-back follows a read that found nothing.
 */
final class ModelTransport extends ModelChannel implements Transport {

	/**
	 * Create a transport.
	 * @param arriving what will arrive
	 */
	ModelTransport(byte... arriving) {
		super(arriving);
	}

	@Override
	public void start(MessageType messageType, TransportListener listener) {
		start(listener);
	}

	@Override
	public int read(ByteBuffer destination) {
		return readOrRequest(destination, true);
	}

	/**
	 * There are no messages in what arrives.
	 */
	@Override
	public long getMessagesReceived() {
		return 0;
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
	public <T> boolean setOption(SocketOption<T> option, T value) {
		return false;
	}

}
