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

package io.wstunnel.transport.frame;

import java.nio.ByteBuffer;

import io.wstunnel.transport.Notice;

/**
 * What the peer's notices have said so far. Set under the read lock of a
 * {@link FrameTransport}, read by any thread.
 */
final class PeerNotices {

	private volatile boolean ended;

	private volatile boolean paused;

	private volatile boolean draining;

	/**
	 * A notice has come. What a later version may have added, another code or bytes
	 * behind it, is passed over.
	 * @param payload the payload of its frame
	 * @param insideMessage whether it came between the frames of a message
	 * @throws FrameViolation if that cannot be
	 */
	void received(ByteBuffer payload, boolean insideMessage) throws FrameViolation {
		if (!payload.hasRemaining()) {
			throw FrameViolation.protocolError("Received an empty control frame of the extension " + Notice.EXTENSION);
		}
		byte code = payload.get();
		if (code == Notice.END.getCode()) {
			if (insideMessage) {
				throw FrameViolation.protocolError("Received the end of the peer's messages inside a message");
			}
			this.ended = true;
		}
		else if (code == Notice.PAUSE.getCode() || code == Notice.RESUME.getCode()) {
			this.paused = (code == Notice.PAUSE.getCode());
		}
		else if (code == Notice.DRAIN.getCode()) {
			this.draining = true;
		}
	}

	boolean isEnded() {
		return this.ended;
	}

	boolean isPaused() {
		return this.paused;
	}

	boolean isDraining() {
		return this.draining;
	}

}
