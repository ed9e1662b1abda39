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

package io.wstunnel.conformance;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import io.wstunnel.WsConnection;
import io.wstunnel.WsTunnels;
import io.wstunnel.server.TunnelServer;
import io.wstunnel.testsupport.Call;
import io.wstunnel.testsupport.CallingThreads;
import io.wstunnel.testsupport.Payloads;
import io.wstunnel.testsupport.RawFrame;
import io.wstunnel.testsupport.RawPeer;
import io.wstunnel.testsupport.RawPeer.RawEnd;
import io.wstunnel.testsupport.UsedHeap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What strangers can do to a server, and what it may cost it at most.
 */
@Tag("endurance")
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class HostileLoadTests {

	/**
	 * More than all buffers between the two ends hold, and far less than is sent.
	 */
	private static final long BUFFERS = 32L << 20;

	/**
	 * For 50 connections with what a server has for each; a tenth of a frame that is kept
	 * whole would exceed it.
	 */
	private static final DataSize LITTLE = DataSize.ofMegabytes(6);

	private final List<RawPeer> peers = new ArrayList<>();

	private TunnelServer server;

	/**
	 * Start a server.
	 * @param application what runs on it
	 * @param properties its properties
	 */
	protected abstract TunnelServer start(Class<?> application, String... properties);

	@BeforeAll
	void start() {
		this.server = start(Strangers.class, "wstunnel.close-timeout=1s", "wstunnel.server.drain-period=1s",
				"server.tomcat.threads.max=4", "server.tomcat.connection-timeout=500ms",
				"server.jetty.connection-idle-timeout=500ms", "wstunnel.server.tunnels.impatient.read-timeout=1s");
	}

	@AfterAll
	void stop() {
		this.server.close();
	}

	@AfterEach
	void closeAll() throws IOException {
		closePeers(this.peers);
		this.server.getBean(Strangers.class).getPaused().forEach(WsConnection::abort);
		this.server.getBean(Strangers.class).getPaused().clear();
		awaitNoTunnels();
	}

	@Test
	void aFloodOfPingsThatNobodyReadsIsAnsweredWithFewPongs() throws Exception {
		RawPeer peer = connect("/binary");
		int pings = 100_000;
		for (int sent = 0; sent < pings; sent += 1000) {
			RawFrame[] frames = new RawFrame[1000];
			for (int i = 0; i < frames.length; i++) {
				String text = "ping " + (sent + i);
				frames[i] = RawFrame.of(RawFrame.PING, Arrays.copyOf(text.getBytes(), 125));
			}
			peer.send(frames);
			if (sent % 20_000 == 0) {
				assertEchoes(connect("/binary"));
			}
		}
		peer.sendClose(1000);
		RawEnd end = peer.readEnd();
		List<RawFrame> pongs = end.frames().subList(0, end.frames().size() - 1);
		assertThat(pongs).isNotEmpty().hasSizeLessThan(pings / 4);
		assertThat(pongs).allMatch((frame) -> frame.opcode() == RawFrame.PONG);
		assertThat(pongs.get(pongs.size() - 1).payloadAsText()).startsWith("ping " + (pings - 1));
		assertThat(end.frames().get(pongs.size()).closeStatus().getCode()).isEqualTo(1000);
	}

	@Test
	void aFloodOfEmptyMessagesAndFragmentsHoldsUpNobody() throws Exception {
		RawFrame[] empty = new RawFrame[10_000];
		Arrays.fill(empty, RawFrame.binary());
		RawFrame[] fragments = new RawFrame[10_000];
		Arrays.fill(fragments, RawFrame.of(RawFrame.CONTINUATION).notFinal());
		RawPeer peer = connect("/binary");
		RawPeer other = connect("/binary");
		for (int i = 0; i < 20; i++) {
			peer.send(empty);
			assertEchoes(other);
		}
		peer.send(RawFrame.binary((byte) 1).notFinal());
		for (int i = 0; i < 20; i++) {
			peer.send(fragments);
			assertEchoes(other);
		}
		peer.send(RawFrame.of(RawFrame.CONTINUATION, (byte) 2));
		peer.sendClose(1000);
		List<byte[]> payloads = new ArrayList<>();
		for (RawFrame frame : peer.readEnd().frames()) {
			payloads.add((frame.opcode() != RawFrame.CLOSE) ? frame.payload() : new byte[0]);
		}
		assertThat(Payloads.concat(payloads)).containsExactly(1, 2);
	}

	@Test
	void framesThatPromise2To63BytesCostWhatTheySend() throws Exception {
		assertEchoes(connect("/binary"));
		UsedHeap before = UsedHeap.measure();
		for (int i = 0; i < 50; i++) {
			RawPeer peer = connect("/binary");
			peer.send(RawFrame.binary(Payloads.bytes(1000)).promising(Long.MAX_VALUE, 8));
			int received = 0;
			while (received < 1000) {
				received += peer.read().payload().length;
			}
		}
		before.awaitGrowthWithin(LITTLE);
		assertEchoes(connect("/binary"));
	}

	@Test
	void aPeerThatSendsAndNeverReadsIsStopped() throws Exception {
		RawPeer peer = connect("/binary");
		AtomicLong sent = new AtomicLong();
		byte[] frame = peer.encode(RawFrame.binary(new byte[64 * 1024]));
		Call<Boolean> sending = CallingThreads.PLATFORM.call(() -> {
			while (sent.get() < 4 * BUFFERS) {
				peer.sendBytes(frame);
				sent.addAndGet(frame.length);
			}
			return true;
		});
		AtomicLong before = new AtomicLong(-1);
		Awaitility.await()
			.pollInterval(Duration.ofMillis(500))
			.until(() -> sending.isDone() || before.getAndSet(sent.get()) == sent.get());
		assertThat(sent.get()).isLessThan(BUFFERS);
		CpuTime.assertIdle();
		assertEchoes(connect("/binary"));
		peer.reset();
	}

	@Test
	void framesThatComeOctetByOctetOrStopMidwayCostLittle() throws Exception {
		assertEchoes(connect("/binary"));
		UsedHeap before = UsedHeap.measure();
		List<RawPeer> slow = new ArrayList<>();
		for (int i = 0; i < 50; i++) {
			slow.add(connect("/binary"));
		}
		for (byte octet : slow.get(0).encode(RawFrame.binary(Payloads.bytes(300)).promising(65536, 8))) {
			for (RawPeer peer : slow) {
				peer.sendBytes(new byte[] { octet });
			}
		}
		for (RawPeer peer : slow) {
			int received = 0;
			while (received < 300) {
				received += peer.read().payload().length;
			}
		}
		CpuTime.assertIdle();
		before.awaitGrowthWithin(LITTLE);
		assertEchoes(connect("/binary"));
	}

	@Test
	void aFrameThatStopsMidwayIsCutByTheReadTimeout() throws Exception {
		List<RawPeer> slow = new ArrayList<>();
		for (int i = 0; i < 10; i++) {
			RawPeer peer = connect("/impatient");
			peer.send(RawFrame.binary(Payloads.bytes(300)).promising(65536, 8));
			slow.add(peer);
		}
		for (RawPeer peer : slow) {
			List<RawFrame> frames = peer.readEnd().frames();
			assertThat(frames.get(frames.size() - 1).closeStatus().getCode()).isEqualTo(3008);
			frames.remove(frames.size() - 1);
			assertThat(Payloads.concat(frames.stream().map(RawFrame::payload).toList())).isEqualTo(Payloads.bytes(300));
		}
		awaitNoTunnels();
	}

	@Test
	void handshakesThatComeOctetByOctetHoldUpNobody() throws Exception {
		List<Socket> slow = new ArrayList<>();
		for (int i = 0; i < 50; i++) {
			slow.add(new Socket("localhost", this.server.getPort()));
		}
		RawPeer other = connect("/binary");
		for (byte octet : RawPeer.request(this.server.getPort(), "/binary")) {
			for (Socket socket : slow) {
				socket.getOutputStream().write(octet);
			}
			assertEchoes(other);
		}
		for (Socket socket : slow) {
			socket.setSoTimeout((int) RawPeer.PATIENCE.toMillis());
			assertThat(new String(socket.getInputStream().readNBytes(12))).isEqualTo("HTTP/1.1 101");
			socket.close();
		}
	}

	@Test
	void handshakesThatNeverEndTakeNoThreadAndAreDropped() throws Exception {
		List<Socket> halves = new ArrayList<>();
		for (int i = 0; i < 100; i++) {
			Socket socket = new Socket("localhost", this.server.getPort());
			socket.setSoTimeout((int) RawPeer.PATIENCE.toMillis());
			socket.getOutputStream().write("GET /binary HTTP/1.1\r\nHost: localhost\r\nUpg".getBytes());
			halves.add(socket);
		}
		assertEchoes(connect("/binary"));
		for (Socket socket : halves) {
			byte[] answer = socket.getInputStream().readAllBytes();
			assertThat(new String(answer)).doesNotContain("101");
			socket.close();
		}
	}

	@Test
	void aThousandClosesThatAreNeverAnsweredLeaveNothingBehind() throws Exception {
		assertEchoes(connect("/binary"));
		UsedHeap before = UsedHeap.measure();
		int threads = ManagementFactory.getThreadMXBean().getThreadCount();
		List<RawPeer> silent = new ArrayList<>();
		for (int i = 0; i < 1000; i++) {
			silent.add(connect("/closing"));
		}
		for (RawPeer peer : silent) {
			RawEnd end = peer.readEnd();
			assertThat(end.frames()).hasSize(1);
			assertThat(end.frames().get(0).closeStatus().getCode()).isEqualTo(1000);
		}
		Awaitility.await().until(() -> getTunnels().getAll().size() == 1);
		closePeers(silent);
		Awaitility.await().until(() -> ManagementFactory.getThreadMXBean().getThreadCount() < threads + 20);
		before.awaitGrowthWithin(LITTLE);
		assertEchoes(connect("/binary"));
	}

	/**
	 * Close peers, and keep nothing of them.
	 */
	private void closePeers(List<RawPeer> closed) throws IOException {
		for (RawPeer peer : closed) {
			peer.close();
		}
		this.peers.removeAll(new HashSet<>(closed));
		closed.clear();
	}

	private RawPeer connect(String path) throws IOException {
		RawPeer peer = RawPeer.connect(null, this.server.getPort(), path);
		this.peers.add(peer);
		return peer;
	}

	private void assertEchoes(RawPeer peer) throws IOException {
		peer.sendBinary("still there?".getBytes());
		int received = 0;
		while (received < 12) {
			received += peer.read().payload().length;
		}
	}

	private WsTunnels getTunnels() {
		return this.server.getBean(WsTunnels.class);
	}

	private void awaitNoTunnels() {
		Awaitility.await().until(() -> getTunnels().getAll().isEmpty());
	}

}
