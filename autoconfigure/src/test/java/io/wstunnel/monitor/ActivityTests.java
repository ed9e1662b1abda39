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

package io.wstunnel.monitor;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.wstunnel.connection.Traffic;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link Activity}.
 */
class ActivityTests {

	private final long start = System.nanoTime() - TimeUnit.SECONDS.toNanos(100);

	private final Activity activity = new Activity(this.start);

	@Test
	void ratesAreThoseOfTheLastInterval() {
		sample(1, 1000, 0);
		assertThat(this.activity.getReceiveRate()).isEqualTo(1000);
		assertThat(this.activity.getSendRate()).isZero();
		sample(3, 4000, 10);
		assertThat(this.activity.getReceiveRate()).isEqualTo(1500);
		assertThat(this.activity.getSendRate()).isEqualTo(5);
		sample(4, 4000, 10);
		assertThat(this.activity.getReceiveRate()).isZero();
		assertThat(this.activity.getSendRate()).isZero();
	}

	/**
	 * What was sent in a millisecond says nothing about a second.
	 */
	@Test
	void aLookRightAfterTheOpeningTellsNoRate() {
		this.activity.sample(traffic(64_000, 0), this.start + TimeUnit.MILLISECONDS.toNanos(1));
		assertThat(this.activity.getReceiveRate()).isZero();
		sample(2, 64_000, 0);
		assertThat(this.activity.getReceiveRate()).isEqualTo(32_000);
	}

	@Test
	void whatMovedSinceTheLastLookIsNotIdle() {
		sample(1, 1000, 0);
		assertThat(this.activity.getIdle(traffic(1001, 0))).isZero();
	}

	@Test
	void idleTimeBeginsWithTheLastLookThatFoundSomethingNew() {
		sample(10, 1000, 0);
		sample(20, 1000, 0);
		sample(30, 1000, 0);
		assertThat(this.activity.getIdle(traffic(1000, 0))).isBetween(Duration.ofSeconds(90), Duration.ofSeconds(120));
	}

	@Test
	void whatNeverMovedIsIdleSinceItsBeginning() {
		sample(50, 0, 0);
		assertThat(this.activity.getIdle(Traffic.NONE)).isBetween(Duration.ofSeconds(100), Duration.ofSeconds(130));
	}

	private void sample(int second, long received, long sent) {
		this.activity.sample(traffic(received, sent), this.start + TimeUnit.SECONDS.toNanos(second));
	}

	private static Traffic traffic(long received, long sent) {
		return new Traffic(received, sent, 0, 0, 0, 0);
	}

}
