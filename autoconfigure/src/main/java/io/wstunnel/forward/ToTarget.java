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

import java.io.IOException;
import java.nio.ByteBuffer;

import io.wstunnel.connection.ConnectionFlow;

/**
 * What the peer of a connection sends to the target.
 */
final class ToTarget extends Direction {

	private final TargetChannel target;

	private volatile long count;

	private boolean done;

	ToTarget(RelayEnds ends, TargetChannel target) {
		super(ends);
		this.target = target;
	}

	/**
	 * Return how many bytes the target has taken.
	 * @return how many
	 */
	long getCount() {
		return this.count;
	}

	@Override
	boolean fill(ConnectionFlow flow, ByteBuffer buffer) {
		if (this.done) {
			return false;
		}
		try {
			int read = flow.read(buffer);
			if (read < 0) {
				this.done = true;
				getEnds().peerEnded(flow);
			}
			return read > 0;
		}
		catch (IOException ex) {
			getEnds().peerFailed(flow, ex);
			return false;
		}
	}

	@Override
	boolean empty(ConnectionFlow flow, ByteBuffer buffer) {
		if (this.done) {
			return true;
		}
		int length = buffer.remaining();
		try {
			boolean gone = this.target.write(buffer);
			this.count += length - buffer.remaining();
			if (gone) {
				return true;
			}
		}
		catch (IOException ex) {
			this.done = true;
			flow.pause();
			getEnds().targetRefuses(ex);
			return true;
		}
		flow.pause();
		if (flow.isCut()) {
			getEnds().peerFailed(flow, new IOException("The connection was cut while the target took nothing"));
		}
		else {
			this.target.requestWrite();
		}
		return false;
	}

	@Override
	void giveWay() {
		this.target.signalWrite();
	}

}
