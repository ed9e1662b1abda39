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
 * Something that is done by one thread at a time, and done again whenever there was a
 * reason to do so meanwhile: whoever has a reason either does it or leaves it to the
 * thread that is about it.
 */
final class Pump implements Runnable {

	private final AtomicInteger reasons = new AtomicInteger();

	private final Runnable step;

	Pump(Runnable step) {
		this.step = step;
	}

	@Override
	public void run() {
		if (this.reasons.getAndIncrement() != 0) {
			return;
		}
		int seen = 1;
		while (seen != 0) {
			this.step.run();
			seen = this.reasons.addAndGet(-seen);
		}
	}

}
