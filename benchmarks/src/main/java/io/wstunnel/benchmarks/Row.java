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

/**
 * What is measured: a row of the table.
 */
enum Row {

	/**
	 * Payload that reaches the sink.
	 */
	BULK_UP("bulk up, 64 KiB writes", "MB/s"),

	/**
	 * What the relay's process computes for it, on all cores together.
	 */
	BULK_UP_TIME("bulk up, processor time of the relay", "ms/GB"),

	/**
	 * Payload that reaches the load client.
	 */
	BULK_DOWN("bulk down, 64 KiB writes", "MB/s"),

	/**
	 * Small messages that reach the sink.
	 */
	SMALL_UP("64-byte messages up", "k/s"),

	/**
	 * What the relay's process computes for them.
	 */
	SMALL_UP_TIME("64-byte messages up, processor time of the relay", "ms/GB"),

	/**
	 * Round trips of 64 bytes, one at a time.
	 */
	PING_PONG_P50("64-byte ping-pong, p50", "µs"),

	/**
	 * The slow ones of them.
	 */
	PING_PONG_P99("64-byte ping-pong, p99", "µs"),

	/**
	 * Round trips of 64 bytes on many connections together.
	 */
	MANY_PING_PONG("100 connections in ping-pong", "k/s"),

	/**
	 * Handshake, one round trip and close.
	 */
	CONNECTIONS("connections per second", "/s"),

	/**
	 * Heap of an idle connection, of a thousand.
	 */
	IDLE_HEAP_1K("idle connection, heap, of 1,000", "KB"),

	/**
	 * What an idle connection holds beside the heap.
	 */
	IDLE_BESIDE_1K("idle connection, resident beside the heap, of 1,000", "KB"),

	/**
	 * Threads of an idle connection.
	 */
	IDLE_THREADS_1K("idle connection, platform threads, of 1,000", "threads"),

	/**
	 * Heap of an idle connection, of many of them.
	 */
	IDLE_HEAP_MANY("idle connection, heap, of many", "KB"),

	/**
	 * What an idle connection holds beside the heap, of many of them.
	 */
	IDLE_BESIDE_MANY("idle connection, resident beside the heap, of many", "KB"),

	/**
	 * Threads of an idle connection, of many of them.
	 */
	IDLE_THREADS_MANY("idle connection, platform threads, of many", "threads"),

	/**
	 * Heap of a connection that is kept alive after a request.
	 */
	IDLE_HTTP_1K("idle keep-alive HTTP connection, heap, of 1,000", "KB");

	private final String title;

	private final String unit;

	Row(String title, String unit) {
		this.title = title;
		this.unit = unit;
	}

	String title() {
		return this.title;
	}

	/**
	 * Whether the row is of memory: measured once, and shown as it is.
	 * @return whether it is
	 */
	boolean isMemory() {
		return compareTo(IDLE_HEAP_1K) >= 0;
	}

	String format(double value) {
		return number(value) + " " + this.unit;
	}

	private static String number(double value) {
		return String.format(Locale.ROOT, (Math.abs(value) < 100) ? "%.1f" : "%,.0f", value);
	}

}
