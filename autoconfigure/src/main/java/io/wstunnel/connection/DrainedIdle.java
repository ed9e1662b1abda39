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

import java.util.function.BooleanSupplier;

import io.wstunnel.transport.Transport;

/**
 * Does something about a connection whose peer is about to stop, if it is of use to
 * nobody: both directions are open and at rest, nothing is unread, and the last byte came
 * from the peer, which owes nothing then. One that waits for an answer has sent last.
 */
final class DrainedIdle implements BooleanSupplier {

	private final Closing closing;

	private final Transport transport;

	private final BooleanSupplier action;

	/**
	 * Create what looks at a connection.
	 * @param closing the connection's closing
	 * @param transport its transport
	 * @param action what to do if it is of use to nobody; whether it has done so
	 */
	DrainedIdle(Closing closing, Transport transport, BooleanSupplier action) {
		this.closing = closing;
		this.transport = transport;
		this.action = action;
	}

	@Override
	public boolean getAsBoolean() {
		return isIdle() && this.action.getAsBoolean();
	}

	private boolean isIdle() {
		Inbound inbound = this.closing.getInbound();
		Outbound outbound = this.closing.getOutbound();
		return outbound.isAtRest() && !this.transport.isPeerEnded() && !this.transport.isInsideMessage()
				&& inbound.available() == 0 && !outbound.getMessages().isAnswerDue();
	}

}
