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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link BufferPool}.
 */
@Timeout(60)
class BufferPoolTests {

	@Test
	void noBufferIsLentToTwo() throws Exception {
		BufferPool pool = new BufferPool(3);
		ExecutorService executor = Executors.newFixedThreadPool(3);
		try {
			List<Future<?>> borrowers = new ArrayList<>();
			for (int i = 0; i < 3; i++) {
				long borrower = i;
				borrowers.add(executor.submit(() -> borrow(pool, borrower << Integer.SIZE)));
			}
			for (Future<?> borrower : borrowers) {
				borrower.get(50, TimeUnit.SECONDS);
			}
		}
		finally {
			executor.shutdownNow();
		}
	}

	private static void borrow(BufferPool pool, long mark) {
		for (int i = 0; i < 50_000; i++) {
			ByteBuffer first = pool.acquire().putLong(0, mark + i);
			ByteBuffer second = pool.acquire().putLong(0, -mark - i);
			Thread.onSpinWait();
			if (first.getLong(0) != mark + i || second.getLong(0) != -mark - i) {
				throw new AssertionError("Lent to another");
			}
			pool.release(first);
			pool.release(second);
		}
	}

	@Test
	void aBufferThatIsNotOfThePoolIsNotLent() {
		BufferPool pool = new BufferPool(1);
		ByteBuffer stranger = ByteBuffer.allocateDirect(16);
		pool.release(stranger);
		assertThat(pool.acquire()).isNotSameAs(stranger);
	}

	@Test
	void whatIsLentIsCounted() {
		BufferPool pool = new BufferPool(1);
		ByteBuffer first = pool.acquire();
		ByteBuffer second = pool.acquire();
		assertThat(pool.getLent()).isEqualTo(2);
		pool.release(first);
		assertThat(pool.getLent()).isEqualTo(1);
		pool.release(second);
		assertThat(pool.getLent()).isZero();
		assertThat(pool.acquire()).isSameAs(first);
		assertThat(pool.getLent()).isEqualTo(1);
	}

	@Test
	void aBufferIsLentAnewAsIfItWereNew() {
		BufferPool pool = new BufferPool(1);
		ByteBuffer buffer = pool.acquire();
		pool.release(buffer.position(3).limit(5));
		assertThat(pool.acquire()).isSameAs(buffer)
			.satisfies((lent) -> assertThat(lent.remaining()).isEqualTo(lent.capacity()));
	}

}
