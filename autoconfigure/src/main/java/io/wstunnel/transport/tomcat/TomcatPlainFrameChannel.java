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

import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SocketWrapperBase;

/**
 * A connection without TLS: the socket itself, past Tomcat's buffers.
 */
final class TomcatPlainFrameChannel extends TomcatFrameChannel {

	TomcatPlainFrameChannel(SocketWrapperBase<?> socketWrapper, NioChannel channel) throws IOException {
		super(socketWrapper, channel);
	}

	@Override
	public int read(ByteBuffer destination) throws IOException {
		checkOpen();
		return getSocketChannel().read(destination);
	}

	@Override
	public boolean write(ByteBuffer source) throws IOException {
		checkOpen();
		while (source.hasRemaining()) {
			if (getSocketChannel().write(source) == 0) {
				return false;
			}
		}
		return true;
	}

	@Override
	public void shutdownOutput() throws IOException {
		getSocketChannel().shutdownOutput();
	}

}
