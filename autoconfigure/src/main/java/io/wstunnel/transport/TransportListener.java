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

package io.wstunnel.transport;

/**
 * Told by a {@link Transport} when it can go on. Called on a thread of the container or
 * of an event loop, while the transport holds no lock: it must return soon and never
 * block. A call may be spurious, but none that is due is ever left out.
 *
 * @since 0.1.0
 */
public interface TransportListener {

	/**
	 * A read that returned 0 may now return something else.
	 */
	void onReadable();

	/**
	 * A send or flush that returned {@code false} may now return {@code true} or fail.
	 */
	void onWritable();

}
