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
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.util.ReferenceCountUtil;
import io.wstunnel.MessageType;
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
 * One frame: encoded, decoded and unmasked here, and decoded by Netty.
 *
 * @since 0.1.0
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class CodecBenchmark {

	/**
	 * The length of the payload.
	 */
	@Param({ "64", "4096", "65536" })
	public int length;

	private final FrameDecoder decoder = new FrameDecoder(Role.SERVER, MessageType.BINARY);

	private final FrameEncoder serverEncoder = new FrameEncoder(Role.SERVER);

	private final FrameEncoder clientEncoder = new FrameEncoder(Role.CLIENT);

	private final EmbeddedChannel netty = new EmbeddedChannel(new WebSocket13FrameDecoder(
			WebSocketDecoderConfig.newBuilder().allowExtensions(false).maxFramePayloadLength(1 << 20).build()));

	private ByteBuffer payload = ByteBuffer.allocate(0);

	private ByteBuffer frame = ByteBuffer.allocate(0);

	private ByteBuffer target = ByteBuffer.allocate(0);

	private ByteBuf received = Unpooled.EMPTY_BUFFER;

	/**
	 * Make a masked frame.
	 */
	@Setup
	public void setUp() {
		this.payload = ByteBuffer.allocateDirect(this.length);
		this.frame = ByteBuffer.allocateDirect(this.length + FrameEncoder.MAX_HEADER);
		this.target = ByteBuffer.allocateDirect(this.length + FrameEncoder.MAX_HEADER);
		this.clientEncoder.encode(Opcode.BINARY, true, this.payload, this.frame);
		this.frame.flip();
		this.received = Unpooled.directBuffer(this.frame.remaining());
	}

	/**
	 * Decode and unmask.
	 * @return the payload
	 * @throws FrameViolation never
	 */
	@Benchmark
	public ByteBuffer decode() throws FrameViolation {
		this.decoder.decode(this.frame.rewind(), this.target.clear());
		return this.target;
	}

	/**
	 * Decode and unmask with Netty, which unmasks in place: the frame is copied first, as
	 * a read from a socket copies it.
	 * @return whether a frame was decoded
	 */
	@Benchmark
	public boolean decodeByNetty() {
		this.received.clear().writeBytes(this.frame.rewind());
		this.netty.writeInbound(this.received.retainedDuplicate());
		Object decoded = this.netty.readInbound();
		return ReferenceCountUtil.release(decoded);
	}

	/**
	 * Encode without mask.
	 * @return the frame
	 */
	@Benchmark
	public ByteBuffer encode() {
		this.serverEncoder.encode(Opcode.BINARY, true, this.payload.clear(), this.target.clear());
		return this.target;
	}

	/**
	 * Encode and mask.
	 * @return the frame
	 */
	@Benchmark
	public ByteBuffer encodeMasked() {
		this.clientEncoder.encode(Opcode.BINARY, true, this.payload.clear(), this.target.clear());
		return this.target;
	}

}
