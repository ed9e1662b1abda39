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

package io.wstunnel.forward;

import java.util.concurrent.CompletionStage;

import io.wstunnel.WsConnection;
import io.wstunnel.connection.ConnectionFlow;
import io.wstunnel.connection.FlowListener;

import org.springframework.util.Assert;
import org.springframework.web.socket.CloseStatus;

/**
 * Moves bytes between a connection and a socket, both ways, until one of them ends. It
 * has no thread of its own, and buffers only while bytes move: who does not take them
 * stops the other end.
 *
 * <p>
 * How one side ends, the other is told: a socket that ends in order ends the connection's
 * stream, where that can be ended alone, and closes the connection with 1000 where it
 * cannot; one that fails closes it with 1011. A connection whose stream has ended ends
 * the socket's; if it was closed, what the target still sends is dropped for a short
 * while. A connection that was cut, lost, or closed at this end resets the socket.
 *
 * @since 0.1.0
 */
public final class TunnelRelay implements FlowListener {

	private final RelayEnds ends;

	private final ToTarget toTarget;

	private final FromTarget fromTarget;

	private final Pump up;

	private final Pump down;

	private TunnelRelay(WsConnection connection, TargetChannel target) {
		this.ends = new RelayEnds(this, connection, target);
		this.toTarget = new ToTarget(this.ends, target);
		this.fromTarget = new FromTarget(this.ends, target);
		this.up = new Pump(this.toTarget);
		this.down = new Pump(this.fromTarget);
	}

	/**
	 * Start to relay. Does not block.
	 * @param connection the connection, which nobody reads from or writes to
	 * @param target the socket, connected
	 * @return completes when the connection has ended, with its
	 * {@linkplain WsConnection#closed() status}, and the socket was told how: what was
	 * received before may take its time
	 * @throws IllegalArgumentException if it is not a connection of this library
	 * @throws IllegalStateException if somebody reads from the connection, writes to it
	 * or relays it; the socket is then reset, and the connection left to the caller
	 */
	public static CompletionStage<CloseStatus> start(WsConnection connection, TargetChannel target) {
		Assert.notNull(connection, "'connection' must not be null");
		Assert.notNull(target, "'target' must not be null");
		TunnelRelay relay = new TunnelRelay(connection, target);
		target.start(relay.down, relay.up);
		try {
			ConnectionFlow flow = ConnectionFlow.open(connection, relay);
			relay.toTarget.start(flow);
			relay.fromTarget.start(flow);
			flow.whenDrainedAndIdle(() -> relay.ends.closeIdle(flow));
			relay.move();
			return flow.closed().thenCombine(relay.ends.told(), (status, nothing) -> status);
		}
		catch (RuntimeException | Error ex) {
			target.reset();
			throw ex;
		}
	}

	@Override
	public void onReadable() {
		this.up.run();
	}

	@Override
	public void onWritable() {
		this.down.run();
	}

	/**
	 * Move what there is, both ways. Each direction that another thread is about is left
	 * to that one.
	 */
	void move() {
		this.up.run();
		this.down.run();
	}

	/**
	 * Move what there is for the peer of the connection.
	 */
	void moveToPeer() {
		this.down.run();
	}

	ToTarget getToTarget() {
		return this.toTarget;
	}

	FromTarget getFromTarget() {
		return this.fromTarget;
	}

}
