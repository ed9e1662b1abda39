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

package io.wstunnel.connection;

import java.time.Duration;

import io.wstunnel.transport.Transport;

import org.springframework.web.socket.CloseStatus;

/**
 * Streams that are ended alone, where the handshake has agreed on that. When each end has
 * ended its own, the connection ends, too, though nobody closes it.
 */
final class HalfClose {

	private final Closing closing;

	private final Transport transport;

	private final Duration closeTimeout;

	HalfClose(Closing closing, Transport transport, Duration closeTimeout) {
		this.closing = closing;
		this.transport = transport;
		this.closeTimeout = closeTimeout;
	}

	boolean isSupported() {
		return this.transport.hasNotices();
	}

	void checkSupported() {
		if (!isSupported()) {
			throw new UnsupportedOperationException("This connection cannot be closed in one direction, since the "
					+ "handshake has not agreed on it: close it when both are done");
		}
	}

	/**
	 * If each end has ended its stream, and the peer's was read to its end, there is
	 * nothing left that the connection is needed for.
	 */
	void closeIfBothEnded() {
		Outbound outbound = this.closing.getOutbound();
		OutboundEnd end = outbound.getEnd();
		if (!end.isShutDown() || !this.closing.getInbound().isPeerEndRead() || end.isCloseSent()
				|| this.closing.getNetwork().isClosed()) {
			return;
		}
		awaitRest(this.transport.getLastSign());
		outbound.close(CloseStatus.NORMAL);
	}

	/**
	 * Nobody has asked for the connection to be closed: as long as the peer gives a sign
	 * of life, or says that it does not read, what is on its way to it may still arrive.
	 * @param sign the peer's last sign of life
	 */
	private void awaitRest(long sign) {
		NetworkEnd network = this.closing.getNetwork();
		network.schedule(this.closeTimeout, () -> {
			long latest = this.transport.getLastSign();
			if (latest != sign || this.transport.isPeerPaused()) {
				awaitRest(latest);
				return;
			}
			network.close();
			this.closing.getInbound().onReadable();
		});
	}

}
