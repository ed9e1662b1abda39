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
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

import org.springframework.util.StringUtils;
import org.springframework.web.socket.CloseStatus;

/**
 * The payload of a close frame: nothing, or a status and a reason (RFC 6455, sections
 * 5.5.1 and 7.4).
 */
final class ClosePayload {

	private ClosePayload() {
	}

	static CloseStatus decode(ByteBuffer payload) throws FrameViolation {
		if (!payload.hasRemaining()) {
			return CloseStatus.NO_STATUS_CODE;
		}
		if (payload.remaining() < Short.BYTES) {
			throw FrameViolation.protocolError("Received a close frame with half a status");
		}
		int code = Short.toUnsignedInt(payload.getShort());
		if (!isAllowed(code)) {
			throw FrameViolation.protocolError("Received a close frame with the status " + code);
		}
		return new CloseStatus(code, reason(payload));
	}

	static ByteBuffer encode(CloseStatus status) {
		if (status.getCode() == CloseStatus.NO_STATUS_CODE.getCode()) {
			return ByteBuffer.allocate(0);
		}
		String text = StringUtils.hasLength(status.getReason()) ? status.getReason() : "";
		byte[] reason = text.getBytes(StandardCharsets.UTF_8);
		return ByteBuffer.allocate(Short.BYTES + reason.length).putShort((short) status.getCode()).put(reason).flip();
	}

	private static boolean isAllowed(int code) {
		return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
	}

	private static String reason(ByteBuffer payload) throws FrameViolation {
		try {
			return StandardCharsets.UTF_8.newDecoder().decode(payload).toString();
		}
		catch (CharacterCodingException ex) {
			throw FrameViolation.badData("Received a close frame whose reason is not UTF-8");
		}
	}

}
