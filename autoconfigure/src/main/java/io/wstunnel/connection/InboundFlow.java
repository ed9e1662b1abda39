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

	private final Intake intake;

	private final StreamReader reader;

	private final FlowWait wait;

	/**
	 * Create a flow.
	 * @param inbound the reading side, whose turns nobody else will take
	 * @param wait how the flow waits
	 */
	InboundFlow(Inbound inbound, FlowWait wait) {
		this.inbound = inbound;
		this.turns = inbound.getTurns();
		this.intake = inbound.getIntake();
		this.reader = inbound.getReader();
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
			this.reader.check(this.wait.getLimit());
			int count = this.reader.poll(() -> destination);
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
			this.intake.receiveForNobody();
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

}
