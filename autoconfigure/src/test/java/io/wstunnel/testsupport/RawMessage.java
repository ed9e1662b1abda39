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

package io.wstunnel.testsupport;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A message as it was received: its frames, in order, without control frames.
 *
 * @param frames the frames
 */
public record RawMessage(List<RawFrame> frames) {

	public int opcode() {
		return this.frames.get(0).opcode();
	}

	public byte[] payload() {
		ByteArrayOutputStream payload = new ByteArrayOutputStream();
		this.frames.forEach((frame) -> payload.writeBytes(frame.payload()));
		return payload.toByteArray();
	}

	public String payloadAsText() {
		return new String(payload(), StandardCharsets.UTF_8);
	}

}
