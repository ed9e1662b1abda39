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

import java.io.Serial;
import java.time.Duration;

import org.springframework.context.ApplicationEvent;
import org.springframework.web.socket.CloseStatus;

/**
 * A tunnel has ended. Listeners are called on the thread of its handler, or on one of the
 * starter's own if the peer's close is still awaited when the handler returns; the
 * tunnel's place among {@code wstunnel.server.max-connections} is free when they have
 * returned.
 *
 * @since 0.1.0
 */
public class WsTunnelClosedEvent extends ApplicationEvent {

	@Serial
	private static final long serialVersionUID = 1L;

	private final String tunnelId;

	private final String connectionId;

	private final CloseStatus status;

	private final Duration duration;

	private final long bytesReceived;

	private final long bytesSent;

	/**
	 * Create an event.
	 * @param source the publisher
	 * @param tunnelId the id of the tunnel
	 * @param connectionId the id of its connection
	 * @param status the status received from the peer, 1006 if none was
	 * @param duration how long the connection was open
	 * @param bytesReceived the payload received
	 * @param bytesSent the payload sent
	 */
	public WsTunnelClosedEvent(Object source, String tunnelId, String connectionId, CloseStatus status,
			Duration duration, long bytesReceived, long bytesSent) {
		super(source);
		this.tunnelId = tunnelId;
		this.connectionId = connectionId;
		this.status = status;
		this.duration = duration;
		this.bytesReceived = bytesReceived;
		this.bytesSent = bytesSent;
	}

	public String getTunnelId() {
		return this.tunnelId;
	}

	public String getConnectionId() {
		return this.connectionId;
	}

	/**
	 * Return the status received from the peer, whichever end has closed the tunnel: the
	 * log and the observation say which, and with which status.
	 * @return the status; 1006 if no close frame was received
	 */
	public CloseStatus getStatus() {
		return this.status;
	}

	public Duration getDuration() {
		return this.duration;
	}

	public long getBytesReceived() {
		return this.bytesReceived;
	}

	public long getBytesSent() {
		return this.bytesSent;
	}

}
