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

package io.wstunnel.benchmarks.relay;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.ByteBuffer;

import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.BinaryWebSocketHandler;

/**
 * Relays the messages of a session to a target, and what the target sends back.
 */
class RelayHandler extends BinaryWebSocketHandler {

	private static final String TARGET = RelayHandler.class.getName();

	private final Targets targets;

	private final String path;

	private final int bufferLength;

	private final AsyncTaskExecutor executor;

	RelayHandler(Targets targets, String path, int bufferLength, AsyncTaskExecutor executor) {
		this.targets = targets;
		this.path = path;
		this.bufferLength = bufferLength;
		this.executor = executor;
	}

	@Override
	public boolean supportsPartialMessages() {
		return true;
	}

	@Override
	public void afterConnectionEstablished(WebSocketSession session) throws IOException {
		Socket target = this.targets.connect(this.path);
		session.getAttributes().put(TARGET, target);
		this.executor.execute(() -> back(target, session));
	}

	@Override
	protected void handleBinaryMessage(WebSocketSession session, BinaryMessage message) throws IOException {
		Socket target = (Socket) session.getAttributes().get(TARGET);
		ByteBuffer payload = message.getPayload();
		target.getOutputStream()
			.write(payload.array(), payload.arrayOffset() + payload.position(), payload.remaining());
	}

	@Override
	public void afterConnectionClosed(WebSocketSession session, CloseStatus status) throws IOException {
		((Socket) session.getAttributes().get(TARGET)).close();
	}

	private void back(Socket target, WebSocketSession session) {
		byte[] buffer = new byte[this.bufferLength];
		try {
			InputStream in = target.getInputStream();
			int count = in.read(buffer);
			while (count >= 0) {
				session.sendMessage(new BinaryMessage(ByteBuffer.wrap(buffer, 0, count)));
				count = in.read(buffer);
			}
			session.close();
		}
		catch (IOException | IllegalStateException ex) {
			// The load client or the target has gone
		}
	}

}
