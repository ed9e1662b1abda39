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

package io.wstunnel.transport.selector;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * As many {@link SelectorLoop}s as the connections of a server need: one for every two
 * processors, at most 8. Each has a thread only while it has connections.
 *
 * @since 0.1.0
 */
public final class SelectorLoops {

	private static final int MAX_SIZE = 8;

	private final AtomicInteger next = new AtomicInteger();

	private final List<SelectorLoop> loops;

	/**
	 * Create the loops.
	 * @param threadName the name of their threads
	 */
	public SelectorLoops(String threadName) {
		int size = Math.max(1, Math.min(MAX_SIZE, Runtime.getRuntime().availableProcessors() / 2));
		this.loops = Stream.generate(() -> new SelectorLoop(threadName)).limit(size).toList();
	}

	/**
	 * Return the loop whose turn it is to take a connection.
	 * @return the loop
	 */
	public SelectorLoop next() {
		return this.loops.get(Math.floorMod(this.next.getAndIncrement(), this.loops.size()));
	}

}
