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

package io.wstunnel.testsupport;

import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A test that must be quicker than a clock. A busy machine makes it late now and then:
 * then it is done again with more time. What is wrong is late with any time.
 */
@FunctionalInterface
public interface AgainstTheClock {

	/**
	 * Do the test.
	 * @param time how long what is tested takes, or waits
	 * @return whether nothing was late
	 * @throws Exception if the test fails, late or not
	 */
	boolean run(Duration time) throws Exception;

	/**
	 * Do a test until it is not late.
	 * @param time the time to begin with, enough on a machine that is not busy
	 * @param test the test
	 * @throws Exception if the test fails
	 */
	static void test(Duration time, AgainstTheClock test) throws Exception {
		Duration more = time;
		for (int attempts = 1; !test.run(more); attempts++) {
			assertThat(attempts).as("Attempts that were late, the last with %s", more).isLessThan(3);
			more = more.multipliedBy(4);
		}
	}

}
