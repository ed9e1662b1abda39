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

import java.nio.ByteBuffer;
import java.util.Random;

import io.wstunnel.WsReceiveBudget;
import org.junit.jupiter.api.Test;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link ReceiveWindow}.
 */
class ReceiveWindowTests {

	private final WsReceiveBudget budget = WsReceiveBudget.of(DataSize.ofKilobytes(64));

	@Test
	void anEmptyWindowGivesItsMemoryBack() {
		ReceiveWindow window = new ReceiveWindow(64 * 1024, this.budget);
		assertThat(used()).isZero();
		fill(window, 1);
		assertThat(used()).isEqualTo(4 * 1024);
		window.releaseIfEmpty();
		assertThat(used()).isEqualTo(4 * 1024);
		assertThat(window.take(ByteBuffer.allocate(10))).isEqualTo(1);
		window.releaseIfEmpty();
		assertThat(used()).isZero();
	}

	@Test
	void aWindowGrowsWithUseUpToItsCapacity() {
		ReceiveWindow window = new ReceiveWindow(10_000, this.budget);
		assertThat(fill(window, 4 * 1024)).isEqualTo(4 * 1024);
		assertThat(used()).isEqualTo(4 * 1024);
		assertThat(fill(window, 1)).isEqualTo(1);
		assertThat(used()).isEqualTo(8 * 1024);
		assertThat(fill(window, 1_000_000)).isEqualTo(10_000 - 4 * 1024 - 1);
		assertThat(used()).isEqualTo(10_000);
		window.clear();
		assertThat(used()).isZero();
		assertThat(window.isEmpty()).isTrue();
	}

	@Test
	void aWindowSmallerThanTheFirstBlockTakesNoMore() {
		ReceiveWindow window = new ReceiveWindow(1024, this.budget);
		assertThat(fill(window, 5000)).isEqualTo(1024);
		assertThat(used()).isEqualTo(1024);
	}

	@Test
	void whatOthersHaveTakenStopsTheGrowthButNotTheFirstBlock() {
		ReceiveWindow greedy = new ReceiveWindow(1024 * 1024, this.budget);
		assertThat(fill(greedy, 1_000_000)).isEqualTo(64 * 1024);
		ReceiveWindow late = new ReceiveWindow(1024 * 1024, this.budget);
		assertThat(fill(late, 1_000_000)).isEqualTo(4 * 1024);
		assertThat(used()).isEqualTo(68 * 1024);
		assertThat(late.isLow()).isFalse();
		late.take(ByteBuffer.allocate(2 * 1024));
		assertThat(late.isLow()).isTrue();
		greedy.clear();
		assertThat(fill(late, 1_000_000)).isEqualTo(62 * 1024);
		late.clear();
		assertThat(used()).isZero();
	}

	@Test
	void whateverTheSizesTheBytesComeOutInOrder() {
		long seed = System.nanoTime();
		Random random = new Random(seed);
		ReceiveWindow window = new ReceiveWindow(20_000, this.budget);
		long in = 0;
		long out = 0;
		for (int i = 0; i < 20_000; i++) {
			for (int count = random.nextInt(9000); count > 0 && window.makeRoom();) {
				ByteBuffer space = window.space();
				int length = Math.min(count, space.remaining());
				for (int j = 0; j < length; j++) {
					space.put((byte) in++);
				}
				window.added(length);
				count -= length;
			}
			ByteBuffer destination = ByteBuffer.allocate(1 + random.nextInt(9000));
			window.take(destination);
			destination.flip();
			while (destination.hasRemaining()) {
				assertThat(destination.get()).as("byte %d with seed %d", out, seed).isEqualTo((byte) out++);
			}
			assertThat(window.size()).isEqualTo((int) (in - out));
		}
	}

	private int fill(ReceiveWindow window, int count) {
		int total = 0;
		while (total < count && window.makeRoom()) {
			int length = Math.min(count - total, window.space().remaining());
			window.added(length);
			total += length;
		}
		return total;
	}

	private long used() {
		return this.budget.getUsed().toBytes();
	}

}
