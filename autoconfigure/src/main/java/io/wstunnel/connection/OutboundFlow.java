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

import io.wstunnel.transport.Transport;

/**
 * The writing side of a connection for a {@link ConnectionFlow}: what threads wait for,
 * the flow is told.
 */
final class OutboundFlow {

	private final Outbound outbound;

	private final Closing closing;

	private final Turns turns;

	private final Transport transport;

	private final OutgoingMessages messages;

	private final MessageWriter writer;

	private final FlowWait wait;

	/**
	 * Create a flow.
	 * @param outbound the writing side, whose turns nobody else will take
	 * @param closing the connection's closing
	 * @param wait how the flow waits
	 */
	OutboundFlow(Outbound outbound, Closing closing, FlowWait wait) {
		this.outbound = outbound;
		this.closing = closing;
		this.turns = outbound.getTurns();
		this.transport = outbound.getTransport();
		this.messages = outbound.getMessages();
		this.writer = outbound.getWriter();
		this.wait = wait;
	}

	/**
	 * Whether a message would be taken, because the one before it has gone.
	 * @return whether it would; if not, the flow will be told
	 */
	boolean isWritable() throws IOException {
		this.turns.lock();
		try {
			this.writer.check(this.wait.getLimit());
			return waitUnless(this.writer.tryOperation(this.transport::flush));
		}
		finally {
			this.outbound.unlock();
		}
	}

	/**
	 * Write one message of one frame, if it is taken at once.
	 * @param source the bytes, as many of which are taken as the frame has room for
	 * @return whether it was taken; if not, the flow will be told
	 */
	boolean tryWrite(ByteBuffer source) throws IOException {
		int limit = source.limit();
		this.turns.lock();
		try {
			this.writer.check(this.wait.getLimit());
			source.limit(Math.min(limit, source.position() + this.messages.getFrameRoom()));
			OutgoingMessage message = this.messages.begin(source);
			ByteBuffer payload = message.next();
			int length = payload.remaining();
			if (!waitUnless(this.writer.tryOperation(() -> this.messages.send(payload, true)))) {
				return false;
			}
			this.messages.taken(message, length);
			this.messages.end(source, message);
			return true;
		}
		finally {
			source.limit(limit);
			this.outbound.unlock();
		}
	}

	/**
	 * End this stream behind what was written. Does nothing if it was done before.
	 */
	void shutDown() throws IOException {
		this.turns.lock();
		try {
			this.closing.check(false);
			OutboundEnd end = this.outbound.getEnd();
			if (!end.isShutDown()) {
				end.check();
				end.shutDown();
			}
		}
		finally {
			this.outbound.unlock();
		}
		this.closing.getHalfClose().closeIfBothEnded();
	}

	/**
	 * The connection is over, and the flow waits for nothing.
	 */
	void end() {
		this.turns.lock();
		try {
			endWait();
			this.wait.cancel();
		}
		finally {
			this.turns.unlock();
		}
	}

	private boolean waitUnless(boolean taken) {
		if (taken) {
			endWait();
			return true;
		}
		if (!this.wait.isWaiting()) {
			this.writer.getBlocked().begin();
		}
		this.wait.begin();
		return false;
	}

	private void endWait() {
		if (this.wait.isWaiting()) {
			this.writer.getBlocked().end();
		}
		this.wait.end();
	}

}
