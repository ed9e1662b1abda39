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

package io.wstunnel;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import io.wstunnel.testsupport.Await;
import io.wstunnel.testsupport.Call;
import io.wstunnel.testsupport.CallingThreads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests of {@link TunnelBeans}.
 */
@Timeout(60)
class TunnelBeansTests {

	private final TunnelBeans beans = new TunnelBeans("c1");

	private final List<String> destroyed = new ArrayList<>();

	@Test
	void aBeanIsCreatedOnceThoughTwoThreadsAskForIt() throws Exception {
		AtomicInteger created = new AtomicInteger();
		CountDownLatch creating = new CountDownLatch(1);
		CountDownLatch release = new CountDownLatch(1);
		Call<Object> first = CallingThreads.PLATFORM.call(() -> this.beans.get("a", () -> {
			creating.countDown();
			Await.latch(release);
			return created.incrementAndGet();
		}));
		Await.latch(creating);
		assertThat(this.beans.endIfEmpty()).as("does not wait for a bean that is being created").isFalse();
		Call<Object> second = CallingThreads.PLATFORM.call(() -> this.beans.get("a", created::incrementAndGet))
			.awaitBlocked();
		release.countDown();
		assertThat(first.get()).isEqualTo(1).isEqualTo(second.get());
	}

	@Test
	void theYoungestIsDestroyedFirstWithAllOthersStillThere() {
		this.beans.get("a", () -> "A");
		this.beans.registerDestructionCallback("a", () -> this.destroyed.add("a"));
		this.beans.get("b", () -> "B");
		this.beans.registerDestructionCallback("b",
				() -> this.destroyed.add("b with " + this.beans.get("a", () -> "another")));
		this.beans.end();
		assertThat(this.destroyed).containsExactly("b with A", "a");
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void aCallbackThatFailsIsLoggedAndTheOthersRun(CapturedOutput output) {
		this.beans.registerDestructionCallback("a", () -> this.destroyed.add("a"));
		this.beans.registerDestructionCallback("b", () -> {
			throw new AssertionError("This failure is part of a test");
		});
		this.beans.end();
		assertThat(this.destroyed).containsExactly("a");
		assertThat(output).contains("ERROR", "Bean 'b' of connection c1 could not be destroyed", "part of a test");
	}

	@Test
	void aBeanThatWasRemovedIsNotDestroyed() {
		this.beans.get("a", () -> "A");
		this.beans.registerDestructionCallback("a", () -> this.destroyed.add("a"));
		assertThat(this.beans.remove("a")).isEqualTo("A");
		assertThat(this.beans.remove("a")).isNull();
		assertThat(this.beans.endIfEmpty()).isTrue();
		assertThat(this.destroyed).isEmpty();
	}

	@Test
	void afterTheEndNoBeanIsCreated() {
		assertThat(this.beans.endIfEmpty()).isTrue();
		assertThatIllegalStateException().isThrownBy(() -> this.beans.get("a", () -> "A"))
			.withMessage("The tunnel of connection c1 has ended: its bean 'a' cannot be used any more");
		assertThatIllegalStateException().isThrownBy(() -> this.beans.registerDestructionCallback("a", () -> {
		})).withMessageContaining("has ended");
	}

}
