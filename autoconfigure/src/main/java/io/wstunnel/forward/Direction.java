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

import java.nio.ByteBuffer;

import io.wstunnel.connection.ConnectionFlow;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a relay, moved by one thread at a time.
 */
abstract class Direction implements Runnable {

	/**
	 * How many buffers are moved before others get their turn.
	 */
	private static final int MAX_ROUNDS = 16;

	private final RelayEnds ends;

	private volatile @Nullable ConnectionFlow flow;

	private @Nullable ByteBuffer buffer;

	private volatile boolean rest;

	Direction(RelayEnds ends) {
		this.ends = ends;
	}

	void start(ConnectionFlow flow) {
		this.flow = flow;
	}

	/**
	 * Whether bytes were taken from one side and not by the other, nor ever will be if
	 * the relay has ended.
	 * @return whether there are such bytes
	 */
	boolean hasRest() {
		return this.rest;
	}

	RelayEnds getEnds() {
		return this.ends;
	}

	@Override
	public void run() {
		ConnectionFlow flow = this.flow;
		if (flow == null) {
			return;
		}
		try {
			move(flow);
		}
		catch (RuntimeException | Error ex) {
			this.rest = false;
			this.ends.peerFailed(flow, ex);
		}
		finally {
			if (this.ends.isEnded() || !this.rest) {
				release();
			}
		}
	}

	private void move(ConnectionFlow flow) {
		int rounds = 0;
		while (!this.ends.isEnded()) {
			if (rounds++ >= MAX_ROUNDS && !this.rest) {
				giveWay();
				return;
			}
			if (!this.rest) {
				ByteBuffer buffer = acquire().clear();
				if (!fill(flow, buffer)) {
					return;
				}
				buffer.flip();
			}
			this.rest = true;
			if (!empty(flow, acquire())) {
				return;
			}
			this.rest = false;
		}
	}

	/**
	 * Fill the buffer.
	 * @param flow the connection
	 * @param buffer the buffer, empty
	 * @return whether there is something in it; if not, there will be another run when
	 * there is a reason for it
	 */
	abstract boolean fill(ConnectionFlow flow, ByteBuffer buffer);

	/**
	 * Empty the buffer.
	 * @param flow the connection
	 * @param buffer the buffer
	 * @return whether it is empty; if not, there will be another run when there is a
	 * reason for it
	 */
	abstract boolean empty(ConnectionFlow flow, ByteBuffer buffer);

	/**
	 * Let others go first, with another run soon.
	 */
	abstract void giveWay();

	private ByteBuffer acquire() {
		if (this.buffer == null) {
			this.buffer = RelayBuffers.acquire();
		}
		return this.buffer;
	}

	private void release() {
		if (this.buffer != null) {
			RelayBuffers.release(this.buffer);
			this.buffer = null;
		}
	}

}
