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

import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * The workloads there are.
 */
enum Task {

	/**
	 * Long messages to the sink.
	 */
	BULK_UP(new SendUp(Row.BULK_UP, Row.BULK_UP_TIME, 64 * 1024, 1e-6)),

	/**
	 * Bytes from the source.
	 */
	BULK_DOWN(new ReceiveDown()),

	/**
	 * Short messages to the sink.
	 */
	SMALL_UP(new SendUp(Row.SMALL_UP, Row.SMALL_UP_TIME, 64, 1e-3 / 64)),

	/**
	 * One connection in ping-pong.
	 */
	PING_PONG(new PingPong()),

	/**
	 * Many connections in ping-pong.
	 */
	MANY_PING_PONG(new ManyPingPong()),

	/**
	 * Short connections.
	 */
	CONNECTIONS(new Connections()),

	/**
	 * Connections that do nothing, in a process of their own.
	 */
	IDLE(null);

	private final @Nullable Workload workload;

	Task(@Nullable Workload workload) {
		this.workload = workload;
	}

	/**
	 * Return the name that the command line knows.
	 * @return such as {@code bulk-up}
	 */
	String option() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	/**
	 * Return what is done in rounds.
	 * @return the workload, or {@code null} for what is measured once
	 */
	@Nullable Workload workload() {
		return this.workload;
	}

}
