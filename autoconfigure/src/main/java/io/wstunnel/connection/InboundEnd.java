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

import io.wstunnel.transport.TransportEnd;
import org.jspecify.annotations.Nullable;

/**
 * How the reading side of a connection ends: what was received ends, the reader reaches
 * that, and each is told once. The end of the peer's stream alone is reached likewise,
 * and then the connection may go on for long. Used with the lock of the turns held,
 * unless said otherwise.
 */
final class InboundEnd {

	private final Intake intake;

	private final Closing closing;

	private boolean told;

	private boolean reached;

	private boolean reachedTold;

	private boolean peerEndTold;

	private volatile boolean peerEndRead;

	private volatile boolean drained;

	InboundEnd(Intake intake, Closing closing) {
		this.intake = intake;
		this.closing = closing;
	}

	/**
	 * All that has come so far was read.
	 * @return 0 if more may come, or -1 at the end of the stream
	 * @throws IOException if the stream was cut
	 */
	int reach() throws IOException {
		TransportEnd end = this.intake.getEnd();
		boolean complete = this.intake.isPeerEnded();
		if (end != null) {
			if (end.kind() == TransportEnd.Kind.LOSS) {
				// It may be our own doing
				this.closing.check(true);
			}
			this.reached = true;
			if (!complete && !end.isComplete()) {
				throw Closing.toException(end);
			}
		}
		else if (!complete) {
			return 0;
		}
		this.peerEndRead |= complete;
		return -1;
	}

	/**
	 * Whether all was read and nothing more will come. Called with or without the lock.
	 * @return whether nothing is left to read
	 */
	boolean isDrained() {
		return this.drained;
	}

	/**
	 * Whether the end of the peer's stream was read. Called with or without the lock.
	 * @return whether it was
	 */
	boolean isPeerEndRead() {
		return this.peerEndRead;
	}

	/**
	 * Return what is to be told that was not.
	 * @return the news, or {@code null} if there are none
	 */
	@Nullable News takeNews() {
		TransportEnd end = this.intake.getEnd();
		boolean peerEnd = this.peerEndRead && !this.peerEndTold;
		this.peerEndTold |= peerEnd;
		if (end == null) {
			return peerEnd ? new News(null, null, false, true) : null;
		}
		this.reached |= this.peerEndRead;
		TransportEnd ended = !this.told ? end : null;
		TransportEnd reached = (this.reached && !this.reachedTold) ? end : null;
		boolean emptied = !this.drained && this.intake.available() == 0;
		this.told = true;
		this.reachedTold |= (reached != null);
		this.drained |= emptied;
		return (ended != null || reached != null || emptied || peerEnd) ? new News(ended, reached, emptied, peerEnd)
				: null;
	}

	/**
	 * What has happened.
	 *
	 * @param ended how what was received has ended, {@code null} if that is not new
	 * @param reached the same, {@code null} unless the reader has just reached it
	 * @param emptied whether nothing is left to read
	 * @param peerEnd whether the reader has just reached the end of the peer's stream
	 */
	record News(@Nullable TransportEnd ended, @Nullable TransportEnd reached, boolean emptied, boolean peerEnd) {

		/**
		 * Tell it. Called without the lock.
		 * @param closing whom
		 */
		void tell(Closing closing) {
			if (this.ended != null) {
				closing.ended(this.ended);
			}
			if (this.reached != null) {
				closing.endReached(this.reached);
			}
			if (this.emptied) {
				closing.settle();
			}
			if (this.peerEnd) {
				closing.getHalfClose().closeIfBothEnded();
			}
		}

	}

}
