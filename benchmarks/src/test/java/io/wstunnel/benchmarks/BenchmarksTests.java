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

package io.wstunnel.benchmarks;

import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the laboratory works from end to end, not how fast anything is.
 */
@Tag("once")
@Timeout(120)
class BenchmarksTests {

	@Test
	void everyWorkloadInRoundsGivesAFigureForTheStarterAndTheForward(@TempDir Path directory) throws Exception {
		Options options = Options.of("--systems=netty,tomcat,forward-tomcat", "--rounds=1", "--seconds=0.05",
				"--warm-up=0.05", "--logs=" + directory,
				"--workloads=bulk-up,bulk-down,small-up,ping-pong,many-ping-pong,connections");
		Samples samples = new Experiment(options, System.err).run();
		assertThat(samples.rows()).containsExactly(Row.BULK_UP, Row.BULK_UP_TIME, Row.BULK_DOWN, Row.SMALL_UP,
				Row.SMALL_UP_TIME, Row.PING_PONG_P50, Row.PING_PONG_P99, Row.MANY_PING_PONG, Row.CONNECTIONS);
		for (Contender contender : List.of(Contender.TOMCAT, Contender.FORWARD_TOMCAT)) {
			assertThat(samples.rows()).allSatisfy((row) -> assertThat(samples.get(row, contender)).isNotNull());
		}
		assertThat(new Report(options, samples).toString()).contains("| bulk up, 64 KiB writes | ")
			.contains("starter, Tomcat: bulk up")
			.contains("forward, Tomcat: bulk up");
	}

}
