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

package io.wstunnel.server;

import java.time.Duration;
import java.util.stream.Collectors;

import io.wstunnel.WsTunnelRefusedEvent.Reason;
import io.wstunnel.testsupport.Await;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link RefusalLog}.
 */
@ExtendWith(OutputCaptureExtension.class)
class RefusalLogTests {

	private static final Claim CLAIM = new Claim("shell", 5, "alice", "10.0.0.1");

	@Test
	void eachReasonIsToldOnce(CapturedOutput output) {
		RefusalLog log = new RefusalLog(Duration.ofDays(1));
		for (int i = 0; i < 3; i++) {
			for (Reason reason : Reason.values()) {
				log.refused(CLAIM, reason);
			}
		}
		String warnings = getWarnings(output);
		assertThat(warnings)
			.containsOnlyOnce("Tunnel 'shell' refuses a handshake from 10.0.0.1 with 503: as many as "
					+ "'wstunnel.server.max-connections' allows are open")
			.containsOnlyOnce("'wstunnel.server.tunnels.shell.max-connections' allows are open")
			.containsOnlyOnce("with 429: as many as 'wstunnel.server.max-connections-per-principal' allows 'alice' are")
			.containsOnlyOnce("'wstunnel.server.max-connections-per-address' allows are open")
			.doesNotContain("the application stops", "more since");
	}

	@Test
	void whatAStrangerSaysMakesNoLineOfItsOwn(CapturedOutput output) {
		Claim claim = new Claim("shell", 5, "alice\nForged line\u001b[2K\u2028", "x".repeat(5000) + "\r\nForged line");
		RefusalLog log = new RefusalLog(Duration.ofDays(1));
		log.refused(claim, Reason.CONNECTIONS_OF_PRINCIPAL);
		assertThat(output.toString().lines()).noneMatch((line) -> line.startsWith("Forged"));
		assertThat(output).contains("allows 'alice?Forged line?[2K?' are open").doesNotContain("x".repeat(500));
	}

	@Test
	void whatWasNotToldIsCounted(CapturedOutput output) {
		RefusalLog log = new RefusalLog(Duration.ofMillis(300));
		for (int i = 0; i < 3; i++) {
			log.refused(CLAIM, Reason.CONNECTIONS);
		}
		Awaitility.await().pollInterval(Duration.ofMillis(100)).atMost(Await.LIMIT).untilAsserted(() -> {
			log.refused(CLAIM, Reason.CONNECTIONS);
			assertThat(output).containsPattern("are open \\(and \\d more since the last message\\)");
		});
	}

	/**
	 * Return what is told whatever is logged at DEBUG, which another test may have
	 * switched on.
	 */
	private static String getWarnings(CapturedOutput output) {
		return output.toString().lines().filter((line) -> line.contains(" WARN ")).collect(Collectors.joining("\n"));
	}

}
