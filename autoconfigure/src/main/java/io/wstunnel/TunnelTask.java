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

package io.wstunnel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import io.wstunnel.connection.CloseStatuses;
import io.wstunnel.connection.TransportConnection;
import io.wstunnel.transport.Printable;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.web.socket.CloseStatus;

/**
 * Runs the handler of one connection and closes that when the handler has ended.
 */
final class TunnelTask implements Runnable {

	private static final Log logger = LogFactory.getLog(WsTunnelHandler.class);

	private final WsConnectionHandler handler;

	private final TransportConnection connection;

	private final Executor executor;

	private final Supplier<String> description;

	private final Runnable onClosed;

	private final WsTunnelContext context;

	private final AtomicBoolean closed = new AtomicBoolean();

	/**
	 * Create a task.
	 * @param handler serves the connection
	 * @param connection the connection
	 * @param executor runs what may block once the handler has returned
	 * @param description what the tunnel is called in the log
	 * @param onClosed called once, when the tunnel has ended
	 */
	TunnelTask(WsConnectionHandler handler, TransportConnection connection, Executor executor,
			Supplier<String> description, Runnable onClosed) {
		this.handler = handler;
		this.connection = connection;
		this.executor = executor;
		this.description = description;
		this.onClosed = onClosed;
		this.context = new WsTunnelContext(connection);
	}

	@Override
	public void run() {
		this.context.wrap(() -> serve(true)).run();
	}

	/**
	 * Run a handler that does not block on a thread that must not.
	 */
	void runAtOnce() {
		this.context.wrap(() -> serve(false)).run();
	}

	private void serve(boolean mayBlock) {
		CompletableFuture<Void> end = new CompletableFuture<>();
		try {
			CompletionStage<?> stage = this.handler.handleAsync(this.connection);
			stage.whenComplete((result, failure) -> complete(end, failure));
		}
		catch (Throwable ex) {
			end.completeExceptionally(ex);
		}
		if (end.isDone() && mayBlock) {
			end.whenComplete((result, failure) -> end(failure));
		}
		else {
			end.whenComplete((result, failure) -> endLater(failure));
			this.connection.closed().whenComplete((status, failure) -> tellClosed());
		}
	}

	/**
	 * Closing waits for the peer: not on the thread that completes the stage. Of a
	 * connection that has closed, nobody needs to wait for the rest.
	 */
	private void endLater(@Nullable Throwable failure) {
		if (failure == null && this.connection.closed().toCompletableFuture().isDone()) {
			this.connection.beginClose(CloseStatus.NORMAL);
			tellClosed();
		}
		else {
			execute(() -> end(failure));
		}
	}

	/**
	 * Close the connection without having run the handler. Does not block.
	 */
	void refuse() {
		try {
			new Thread(() -> {
				try {
					close(CloseStatus.SERVICE_OVERLOAD);
				}
				finally {
					tellClosed();
				}
			}, "ws-tunnel-refusal").start();
		}
		catch (OutOfMemoryError ex) {
			this.connection.abort();
			tellClosed();
		}
	}

	private void execute(Runnable task) {
		try {
			this.executor.execute(task);
		}
		catch (RejectedExecutionException | OutOfMemoryError ex) {
			startThread(task);
		}
	}

	private void startThread(Runnable task) {
		try {
			new Thread(task, "ws-tunnel-end").start();
		}
		catch (OutOfMemoryError ex) {
			// No wait for the peer then
			this.connection.abort();
			task.run();
		}
	}

	/**
	 * The tunnel has ended: its connection has, though the handler's stage may never
	 * complete.
	 */
	private void tellClosed() {
		if (this.closed.compareAndSet(false, true)) {
			this.context.end(this::execute, this.onClosed);
		}
	}

	private void end(@Nullable Throwable failure) {
		try {
			if (failure == null) {
				close(CloseStatus.NORMAL);
			}
			else {
				fail(unwrap(failure));
			}
		}
		finally {
			tellClosed();
		}
	}

	private void fail(Throwable failure) {
		if (failure instanceof WsClosedException ex) {
			cut(ex);
		}
		else if (this.connection.isOpen()) {
			logger.error(this + " failed and is closed with " + CloseStatus.SERVER_ERROR.getCode(), failure);
			close(CloseStatus.SERVER_ERROR);
		}
		else {
			closedBefore(failure);
		}
	}

	private void cut(WsClosedException failure) {
		boolean lost = failure.getStatus().equalsCode(CloseStatus.NO_CLOSE_FRAME);
		CloseStatus status = isSendable(failure.getStatus()) ? failure.getStatus() : CloseStatus.SERVER_ERROR;
		if (lost || this.connection.hasEnded() || !this.connection.isOpen()) {
			logger.debug(this + " was cut", failure);
		}
		else {
			logger.warn(this + " is closed with " + status.getCode() + " by its handler: "
					+ Printable.of(String.valueOf(failure.getMessage())));
		}
		close(status);
	}

	/**
	 * Tell of a handler that failed because, or after, its connection was closed here.
	 */
	private void closedBefore(Throwable failure) {
		if (failure instanceof SocketTimeoutException) {
			logger.warn(this + " was closed by a timeout: " + failure.getMessage());
		}
		else if (failure instanceof ClosedChannelException || failure instanceof SocketException
				|| failure instanceof InterruptedException) {
			logger.debug(this + " was closed", failure);
		}
		else {
			logger.error(this + " failed, and was closed already", failure);
		}
	}

	private void close(CloseStatus status) {
		try {
			this.connection.close(status);
		}
		catch (IOException ex) {
			logger.debug(this + " was not closed in order", ex);
		}
	}

	private static boolean isSendable(CloseStatus status) {
		try {
			CloseStatuses.checkSendable(status);
			return true;
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
	}

	private static void complete(CompletableFuture<Void> end, @Nullable Throwable failure) {
		if (failure != null) {
			end.completeExceptionally(failure);
		}
		else {
			end.complete(null);
		}
	}

	private static Throwable unwrap(Throwable failure) {
		Throwable cause = failure.getCause();
		boolean wrapper = failure instanceof CompletionException || failure instanceof ExecutionException
				|| failure instanceof UncheckedIOException;
		return (wrapper && cause != null) ? unwrap(cause) : failure;
	}

	@Override
	public String toString() {
		return this.description.get() + " (connection " + this.connection.getId() + " of "
				+ this.connection.getRemoteAddress() + ")";
	}

}
