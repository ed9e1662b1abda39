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

/**
 * Told by a {@link ConnectionFlow} when it can go on. Called on a thread of the
 * container, of an event loop, of the clock or of whoever closes the connection, without
 * a lock: it must return soon and never block. A call may be spurious and come on several
 * threads at once, but none that is due is ever left out.
 *
 * @since 0.1.0
 */
public interface FlowListener {

	/**
	 * A read that returned 0 may now return something else or fail.
	 */
	void onReadable();

	/**
	 * A write that was not taken may now be taken or fail.
	 */
	void onWritable();

}
