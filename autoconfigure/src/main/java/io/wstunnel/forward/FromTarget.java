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
import java.nio.channels.ClosedChannelException;

import io.wstunnel.connection.ConnectionFlow;
import org.jspecify.annotations.Nullable;

/**
 * What the target sends to the peer of a connection.
 */
final class FromTarget extends Direction {

	/**
	 * How much is dropped of what nobody reads.
	 */
	private static final int MAX_DROPPED = 16 * 1024 * 1024;

	private final TargetChannel target;

	private volatile boolean dropping;

	private volatile boolean done;

	private volatile @Nullable IOException failure;

	private long dropped;

	/**
	 * Whether the socket had no more than the last read has taken.
	 */
	private boolean exhausted;

	FromTarget(RelayEnds ends, TargetChannel target) {
		super(ends);
		this.target = target;
	}

	/**
	 * From now on drop what the target sends.
	 */
	void drop() {
		this.dropping = true;
	}

	/**
	 * The target has sent everything, and the peer was told so.
	 */
	void done() {
		this.done = true;
	}

	boolean isDone() {
		return this.done;
	}

	/**
	 * Let the target's stream end with a failure, whatever the socket says.
	 * @param cause why
	 */
	void fail(IOException cause) {
		this.failure = cause;
	}

	@Override
	boolean fill(ConnectionFlow flow, ByteBuffer buffer) {
		if (this.done) {
			check(flow);
			return false;
		}
		if (!this.dropping && !isWritable(flow)) {
			return false;
		}
		if (this.exhausted) {
			this.exhausted = false;
			this.target.requestRead();
			return false;
		}
		try {
			int read = this.target.read(buffer);
			this.exhausted = read > 0 && buffer.hasRemaining() && this.failure == null;
			if (read < 0) {
				ended(flow);
			}
			else if (read == 0 && this.failure != null) {
				getEnds().targetFailed(flow, this.failure);
			}
			else if (read == 0) {
				this.target.requestRead();
			}
			return read > 0;
		}
		catch (IOException ex) {
			getEnds().targetFailed(flow, ex);
			return false;
		}
	}

	@Override
	boolean empty(ConnectionFlow flow, ByteBuffer buffer) {
		if (this.dropping) {
			this.dropped += buffer.remaining();
			if (this.dropped > MAX_DROPPED) {
				getEnds().targetFloods(flow);
			}
			return true;
		}
		try {
			while (buffer.hasRemaining()) {
				if (!flow.write(buffer)) {
					return false;
				}
			}
			return true;
		}
		catch (IOException ex) {
			getEnds().peerRefuses(flow, ex);
			return true;
		}
	}

	@Override
	void giveWay() {
		this.target.requestRead();
	}

	private boolean isWritable(ConnectionFlow flow) {
		try {
			return flow.isWritable();
		}
		catch (IOException ex) {
			getEnds().peerRefuses(flow, ex);
			return this.dropping;
		}
	}

	/**
	 * Nothing is left to be moved, but the other direction may have failed, or the
	 * connection be closed behind its end.
	 */
	private void check(ConnectionFlow flow) {
		IOException failure = this.failure;
		if (failure != null) {
			getEnds().targetFailed(flow, failure);
		}
		else if (flow.hasEnded() && !this.dropping) {
			getEnds().peerRefuses(flow, new ClosedChannelException());
		}
	}

	private void ended(ConnectionFlow flow) {
		IOException failure = this.failure;
		if (failure != null) {
			getEnds().targetFailed(flow, failure);
		}
		else if (!this.dropping) {
			getEnds().targetEnded(flow);
		}
		else if (getEnds().isPeerEnded()) {
			getEnds().targetLeft();
		}
	}

}
