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

package io.wstunnel.sample;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ClosedChannelException;

import io.wstunnel.WsClosedException;
import io.wstunnel.WsConnection;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.web.socket.CloseStatus;

/**
 * Joins a tunnel to a TCP service. The end of either side ends the other: a clean end
 * cleanly, a cut as a cut, so that neither takes half a stream for a whole one.
 */
class TcpRelay {

	private static final int CONNECT_TIMEOUT = 2_000;

	private static final int BAD_GATEWAY = 1014;

	private static final Log logger = LogFactory.getLog(TcpRelay.class);

	private final InetSocketAddress target;

	private final AsyncTaskExecutor executor;

	TcpRelay(InetSocketAddress target, AsyncTaskExecutor executor) {
		this.target = target;
		this.executor = executor;
	}

	/**
	 * Carry bytes in both directions until one side ends.
	 * @param tunnel the tunnel
	 * @throws IOException if a side did not end cleanly
	 */
	void run(WsConnection tunnel) throws IOException {
		try (Socket socket = connect(tunnel)) {
			this.executor.execute(() -> toTunnel(socket, tunnel));
			toTarget(tunnel, socket);
		}
	}

	private Socket connect(WsConnection tunnel) throws IOException {
		Socket socket = new Socket();
		try {
			socket.setTcpNoDelay(true);
			socket.connect(this.target, CONNECT_TIMEOUT);
			return socket;
		}
		catch (IOException ex) {
			socket.close();
			throw badGateway(tunnel, "cannot be reached", ex);
		}
	}

	private void toTarget(WsConnection tunnel, Socket socket) throws IOException {
		try {
			tunnel.getInputStream().transferTo(socket.getOutputStream());
		}
		catch (ClosedChannelException ex) {
			logger.debug("The tunnel was closed here", ex);
		}
		catch (WsClosedException ex) {
			reset(socket);
			throw ex;
		}
		catch (IOException ex) {
			throw badGateway(tunnel, "is gone", ex);
		}
	}

	private void toTunnel(Socket socket, WsConnection tunnel) {
		try {
			socket.getInputStream().transferTo(tunnel.getOutputStream());
			tunnel.close();
		}
		catch (WsClosedException | ClosedChannelException ex) {
			logger.debug("The tunnel ended before the target", ex);
		}
		catch (IOException ex) {
			if (!socket.isClosed()) {
				close(tunnel, badGateway(tunnel, "is gone", ex).getStatus());
			}
		}
	}

	private void close(WsConnection tunnel, CloseStatus status) {
		try {
			tunnel.close(status);
		}
		catch (IOException ex) {
			logger.debug("The tunnel did not close", ex);
		}
	}

	/**
	 * Make the coming close a reset, which no target takes for the end of a stream.
	 */
	private void reset(Socket socket) throws IOException {
		socket.setSoLinger(true, 0);
	}

	private WsClosedException badGateway(WsConnection tunnel, String problem, IOException cause) {
		logger.warn("Connection " + tunnel.getId() + " of " + tunnel.getRemoteAddress() + " ends, because "
				+ this.target + " " + problem + ": " + cause.getMessage());
		CloseStatus status = new CloseStatus(BAD_GATEWAY, "The target " + problem);
		return new WsClosedException(status, status.toString(), cause);
	}

}
