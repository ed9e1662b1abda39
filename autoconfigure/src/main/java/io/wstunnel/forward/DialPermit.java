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

import java.util.concurrent.atomic.AtomicInteger;

/**
 * The permit of one dial, shared with the thread that resolves its name: the system's
 * resolver knows no timeout, and those that hang are under way for as long as they do.
 */
final class DialPermit {

	private final AtomicInteger holders = new AtomicInteger(1);

	private final Runnable release;

	DialPermit(Runnable release) {
		this.release = release;
	}

	void share() {
		this.holders.incrementAndGet();
	}

	void release() {
		if (this.holders.decrementAndGet() == 0) {
			this.release.run();
		}
	}

}
