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

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The reading side of a connection for a {@link ConnectionFlow}: what threads wait for,
 * the flow is told.
 */
final class InboundFlow {

	private final Inbound inbound;

	private final Turns turns;

	private final FlowWait wait;

	/**
	 * Create a flow.
	 * @param inbound the reading side, whose turns nobody else will take
	 * @param turns its lock
	 * @param wait how the flow waits
	 */
	InboundFlow(Inbound inbound, Turns turns, FlowWait wait) {
		this.inbound = inbound;
		this.turns = turns;
		this.wait = wait;
	}

	/**
	 * Read what is there.
	 * @param destination where to put the bytes
	 * @return the number of bytes, 0 if nothing is there and the flow will be told, or -1
	 * at the end of the stream
	 */
	int tryRead(ByteBuffer destination) throws IOException {
		this.turns.lock();
		try {
			this.inbound.check(this.wait.getLimit());
			int count = this.inbound.poll(() -> destination);
			if (count == 0) {
				this.wait.begin();
			}
			else {
				this.wait.end();
			}
			return count;
		}
		finally {
			this.inbound.unlock();
		}
	}

	/**
	 * The flow will not read for a while: fill the window.
	 */
	void pause() {
		this.turns.lock();
		try {
			this.wait.end();
			this.inbound.receiveForNobody();
		}
		finally {
			this.inbound.unlock();
		}
	}

	/**
	 * The connection is over, and the flow waits for nothing.
	 */
	void end() {
		this.turns.lock();
		try {
			this.wait.cancel();
		}
		finally {
			this.turns.unlock();
		}
	}

	/**
	 * Whether there is something to be told, now that the transport has something to
	 * read. Called with the lock of the turns held.
	 * @return whether there is
	 */
	boolean isWaiting() {
		return this.wait.isWaiting();
	}

	/**
	 * Tell that there may be a reason to look anew. Called without the lock.
	 */
	void tell() {
		this.wait.tell();
	}

	/**
	 * Look anew after a change of the deadline. Called without the lock.
	 */
	void look() {
		this.wait.look();
	}

}
