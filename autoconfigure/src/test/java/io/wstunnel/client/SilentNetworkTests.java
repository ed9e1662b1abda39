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

package io.wstunnel.client;

import java.io.BufferedReader;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of what TCP finds out by itself when nothing comes any more.
 */
@Tag("once")
@Timeout(120)
@EnabledIf("io.wstunnel.client.SilentNetwork#isAvailable")
class SilentNetworkTests {

	private static final Pattern OUTCOME = Pattern.compile("1006 after (\\d+) ms, (.+)");

	private static Process process;

	private static Map<String, String> outcomes;

	@BeforeAll
	static void run() throws Exception {
		process = SilentNetwork.start();
		process.onExit().orTimeout(60, TimeUnit.SECONDS).whenComplete((exited, failure) -> process.destroyForcibly());
		try (BufferedReader output = process.inputReader()) {
			outcomes = output.lines()
				.filter((line) -> line.startsWith(SilentNetwork.RESULT))
				.map((line) -> line.substring(SilentNetwork.RESULT.length()).split(": ", 2))
				.collect(Collectors.toMap((line) -> line[0], (line) -> line[1]));
		}
	}

	@AfterAll
	static void stop() {
		if (process != null) {
			process.destroyForcibly();
		}
	}

	/**
	 * After 4 s and three probes, one each second. A ping, due after 8 s, would be
	 * repeated before.
	 */
	@Test
	void aNetworkThatIsCutWhileNothingIsOnItsWayIsFoundOutByTheProbes() {
		assertThat(millis("cut", "Connection timed out")).isBetween(4_000L, 9_000L);
	}

	/**
	 * The peer's machine knows nothing of the connection any more, and answers the first
	 * probe with a reset.
	 */
	@Test
	void aPeerWhoseMachineHasRestartedAnswersTheFirstProbeWithAReset() {
		assertThat(millis("restarted", "Connection reset")).isBetween(1_000L, 7_900L);
	}

	/**
	 * How often bytes are sent again is reduced there, so that it takes some seconds
	 * instead of 15 minutes.
	 */
	@Test
	void aNetworkThatIsCutWhileBytesAreOnTheirWayIsFoundOutWhenTcpHasRepeatedThemOftenEnough() {
		assertThat(millis("cut with bytes under way", "Connection timed out")).isBetween(500L, 7_900L);
	}

	@Test
	void aNetworkThatIsCutWhileThePeerDoesNotReadIsFoundOutWhenTcpHasAskedForRoomOftenEnough() {
		assertThat(millis("cut while the peer does not read", "Connection timed out")).isLessThan(20_000L);
	}

	private static long millis(String event, String cause) {
		String outcome = outcomes.get(event);
		assertThat(outcome).as("What becomes of a connection that is %s", event).isNotNull();
		Matcher matcher = OUTCOME.matcher(outcome);
		assertThat(matcher.matches()).as(outcome).isTrue();
		assertThat(matcher.group(2)).isEqualTo(cause);
		return Long.parseLong(matcher.group(1));
	}

}
