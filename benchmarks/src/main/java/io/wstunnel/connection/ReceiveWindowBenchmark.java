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
import java.util.concurrent.TimeUnit;

import io.wstunnel.WsReceiveBudget;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Bytes through a receive window, with and without the memory it gives back when idle.
 *
 * @since 0.1.0
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ReceiveWindowBenchmark {

	private static final int CAPACITY = 64 * 1024;

	/**
	 * How much goes through.
	 */
	@Param({ "64", "4096", "65536" })
	public int length;

	private final ReceiveWindow window = new ReceiveWindow(CAPACITY, WsReceiveBudget.shared());

	private ByteBuffer source = ByteBuffer.allocate(0);

	private ByteBuffer target = ByteBuffer.allocate(0);

	/**
	 * Make the bytes.
	 */
	@Setup
	public void setUp() {
		this.source = ByteBuffer.allocateDirect(this.length);
		this.target = ByteBuffer.allocate(this.length);
	}

	/**
	 * Through a window that is in use.
	 * @return how much was taken
	 */
	@Benchmark
	public int throughBusyWindow() {
		return through();
	}

	/**
	 * Through a window that is emptied and gives its memory back.
	 * @return how much was taken
	 */
	@Benchmark
	public int throughIdleWindow() {
		int taken = through();
		this.window.clear();
		return taken;
	}

	private int through() {
		this.source.clear();
		while (this.source.hasRemaining()) {
			ByteBuffer space = this.window.space();
			int count = Math.min(space.remaining(), this.source.remaining());
			space.put(this.source.slice(this.source.position(), count));
			this.source.position(this.source.position() + count);
			this.window.added(count);
		}
		return this.window.take(this.target.clear());
	}

}
