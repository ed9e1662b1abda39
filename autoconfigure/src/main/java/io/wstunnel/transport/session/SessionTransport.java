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

package io.wstunnel.transport.session;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

import io.wstunnel.MessageType;
import io.wstunnel.transport.Printable;
import io.wstunnel.transport.Transport;
import io.wstunnel.transport.TransportEnd;
import io.wstunnel.transport.TransportListener;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;
import org.springframework.util.StringUtils;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.WebSocketSession;

/**
 * The messages of a container's session. The handler of the session passes on what the
 * container tells it.
 *
 * @since 0.1.0
 */
public final class SessionTransport implements Transport {

	private static final String ATTRIBUTE = SessionTransport.class.getName();

	private final ContainerSession container;

	private final WebSocketSession session;

	private volatile @Nullable Started started;

	private volatile @Nullable Throwable error;

	private volatile long lastReceived = System.nanoTime();

	SessionTransport(WebSocketSession session, ContainerSession container) {
		this.session = session;
		this.container = container;
	}

	/**
	 * Create the transport of a session.
	 * @param session the session
	 * @return the transport
	 */
	public static SessionTransport create(WebSocketSession session) {
		SessionTransport transport = new SessionTransport(session, ContainerSession.of(session));
		session.getAttributes().put(ATTRIBUTE, transport);
		return transport;
	}

	/**
	 * Find the transport of a session.
	 * @param session the session
	 * @return the transport, or {@code null} if none was created
	 */
	public static @Nullable SessionTransport find(WebSocketSession session) {
		return (SessionTransport) session.getAttributes().get(ATTRIBUTE);
	}

	@Override
	public void start(MessageType messageType, TransportListener listener) {
		Assert.state(this.started == null, "The transport was started before");
		SessionInput input = new SessionInput(messageType, listener::onReadable);
		SessionCloser closer = new SessionCloser(this.container, input, this::ended);
		SessionSlots slots = new SessionSlots(this.container, messageType, closer);
		this.started = new Started(input, new SessionOutput(slots, listener::onWritable), closer, listener);
		this.container.prepare(() -> ended(CloseStatus.NO_CLOSE_FRAME));
	}

	/**
	 * A part of a message has come, or a pong. Blocks until there is room for it.
	 * @param message the part
	 */
	public void onMessage(WebSocketMessage<?> message) {
		this.lastReceived = System.nanoTime();
		input().accept(message);
	}

	/**
	 * The container has met an error; its end of the session follows.
	 * @param error the error
	 */
	public void onError(Throwable error) {
		this.error = error;
	}

	/**
	 * The session has ended, though maybe by our own doing.
	 * @param status what the container says
	 */
	public void onClosed(CloseStatus status) {
		started().closer().onClosed(status);
	}

	private void ended(CloseStatus status) {
		SessionInput input = input();
		Throwable error = this.error;
		input.gone();
		if (status.equalsCode(CloseStatus.NO_CLOSE_FRAME)) {
			input.end(TransportEnd.Kind.LOSS, CloseStatus.NO_CLOSE_FRAME,
					"The network connection ended or failed without a close frame", error);
		}
		else if (error != null && !status.equalsCode(CloseStatus.NORMAL)) {
			input.end(TransportEnd.Kind.VIOLATION, status,
					"The container closed the connection with status " + describe(status), error);
		}
		else {
			input.end(TransportEnd.Kind.CLOSE, status, "The connection was closed with status " + describe(status),
					null);
		}
	}

	private static String describe(CloseStatus status) {
		String reason = (StringUtils.hasLength(status.getReason())) ? ": " + Printable.of(status.getReason()) : "";
		return status.getCode() + reason;
	}

	@Override
	public int read(ByteBuffer destination) {
		return input().read(destination);
	}

	@Override
	public void requestRead() {
		SenderThreads.execute(started().listener()::onReadable);
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
		return input().drain();
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
		// The container answers the peer's close by itself
		started().output().close(input().isGone() ? null : status);
	}

	/**
	 * A session that knows no pings is found out by the first one; that is logged once.
	 */
	@Override
	public boolean ping() throws IOException {
		return started().output().ping();
	}

	/**
	 * Parts of messages and pongs are signs of life, and a part sent for which the peer
	 * had to make room. The container answers the peer's pings without a word.
	 */
	@Override
	public long getLastSign() {
		long received = this.lastReceived;
		long taken = started().output().getLastTaken();
		return (taken - received > 0) ? taken : received;
	}

	@Override
	public void shutdownOutput() {
	}

	@Override
	public void close() {
		SessionAbort abort = new SessionAbort(this.container);
		Started started = this.started;
		if (started == null) {
			abort.now();
			return;
		}
		boolean ended = started.input().isGone();
		started.input().close();
		abort.after(started.output(), ended);
	}

	@Override
	public String getName() {
		return "session";
	}

	@Override
	public @Nullable InetSocketAddress getLocalAddress() {
		return this.session.getLocalAddress();
	}

	@Override
	public @Nullable InetSocketAddress getRemoteAddress() {
		return this.session.getRemoteAddress();
	}

	private SessionInput input() {
		return started().input();
	}

	private Started started() {
		Started started = this.started;
		Assert.state(started != null, "The transport was not started");
		return started;
	}

	private record Started(SessionInput input, SessionOutput output, SessionCloser closer, TransportListener listener) {

	}

}
