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

import org.jspecify.annotations.Nullable;

/**
 * Told what became of the upgrade of a request: one of the two methods is called, once,
 * on a thread of the container.
 *
 * @since 0.1.0
 */
public interface UpgradeCallback {

	/**
	 * The connection is taken over. Must not block.
	 * @param channel the connection, not yet started
	 * @param received bytes that were received behind the request, or {@code null}
	 */
	void opened(FrameChannel channel, @Nullable ByteBuffer received);

	/**
	 * The connection was lost before it could be taken over, or the response was another
	 * one after all.
	 */
	void failed();

}
