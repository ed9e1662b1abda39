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
import org.jspecify.annotations.Nullable;

import org.springframework.web.socket.CloseStatus;

/**
 * What waits behind the frame that is on its way, in a slot each: however often it is
 * asked for, one of a kind is waiting at most. The end of a message that was cut goes
 * first, and the close last.
 */
final class WaitingFrames {

	private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

	private boolean messageCut;

	private byte @Nullable [] pong;

	private boolean ping;

	private @Nullable Notice pause;

	private boolean drain;

	private boolean end;

	private @Nullable CloseStatus close;

	void cutMessage() {
		this.messageCut = true;
	}

	void pong(byte[] payload) {
		this.pong = payload;
	}

	void ping() {
		this.ping = true;
	}

	void notice(Notice notice) {
		switch (notice) {
			case PAUSE, RESUME -> this.pause = notice;
			case DRAIN -> this.drain = true;
			case END -> this.end = true;
		}
	}

	void close(CloseStatus status) {
		this.close = status;
	}

	/**
	 * Take the frame that is next.
	 * @return the frame, or {@code null} if none is waiting
	 */
	@Nullable Frame take() {
		if (this.messageCut) {
			this.messageCut = false;
			return new Frame(Opcode.CONTINUATION, NOTHING.duplicate());
		}
		if (this.pong != null) {
			Frame frame = new Frame(Opcode.PONG, ByteBuffer.wrap(this.pong));
			this.pong = null;
			return frame;
		}
		if (this.ping) {
			this.ping = false;
			return new Frame(Opcode.PING, NOTHING.duplicate());
		}
		Notice notice = takeNotice();
		if (notice != null) {
			return new Frame(Opcode.NOTICE, ByteBuffer.wrap(new byte[] { notice.getCode() }));
		}
		if (this.close != null) {
			Frame frame = new Frame(Opcode.CLOSE, ClosePayload.encode(this.close));
			this.close = null;
			return frame;
		}
		return null;
	}

	private @Nullable Notice takeNotice() {
		if (this.pause != null) {
			Notice notice = this.pause;
			this.pause = null;
			return notice;
		}
		if (this.drain) {
			this.drain = false;
			return Notice.DRAIN;
		}
		if (this.end) {
			this.end = false;
			return Notice.END;
		}
		return null;
	}

	/**
	 * A frame, the only or last one of its message.
	 *
	 * @param opcode the opcode
	 * @param payload the payload
	 */
	record Frame(int opcode, ByteBuffer payload) {

	}

}
