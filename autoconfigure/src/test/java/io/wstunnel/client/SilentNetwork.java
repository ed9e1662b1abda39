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

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.wstunnel.WsClosedException;
import io.wstunnel.WsConnection;
import io.wstunnel.WsConnectionSettings;
import io.wstunnel.connection.TransportConnection;
import io.wstunnel.testsupport.RawPeer;

import org.springframework.util.Assert;

/**
 * A process with a network of its own, in which packets can be dropped below TCP, as they
 * are if a cable is cut. It tells what becomes of connections there.
 */
public final class SilentNetwork {

	/**
	 * TCP probes after half of it, then each second, and gives up after three probes:
	 * before the first ping.
	 */
	static final Duration INTERVAL = Duration.ofSeconds(8);

	/**
	 * What a line begins with that tells what has happened.
	 */
	static final String RESULT = "RESULT ";

	private static final String PREPARE = "ip link set lo up && echo 2 >/proc/sys/net/ipv4/tcp_retries2 && "
			+ "iptables -A INPUT -p tcp --dport 9 -j DROP";

	private SilentNetwork() {
	}

	/**
	 * Whether there can be such a process here: on Linux, with the tools for it and the
	 * right to use them.
	 * @return whether there can
	 */
	static boolean isAvailable() {
		try {
			Process process = new ProcessBuilder("unshare", "-rn", "sh", "-c", PREPARE)
				.redirectError(ProcessBuilder.Redirect.DISCARD)
				.start();
			try {
				return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
			}
			finally {
				process.destroyForcibly();
			}
		}
		catch (IOException ex) {
			return false;
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	static Process start() throws IOException {
		return new ProcessBuilder(List.of("unshare", "-rn", "sh", "-c", PREPARE + " && exec \"$@\"", "sh",
				Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1", "-cp",
				System.getProperty("java.class.path"), SilentNetwork.class.getName()))
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
	}

	/**
	 * Do all at once, and print what has happened.
	 * @param args not used
	 * @throws Exception if that fails
	 */
	public static void main(String[] args) throws Exception {
		List<Thread> threads = List.of(run("cut", (port, peer, connection) -> drop("-A", port)),
				run("restarted", (port, peer, connection) -> {
					drop("-A", port);
					peer.reset();
					drop("-D", port);
				}), run("cut while the peer does not read", (port, peer, connection) -> {
					fill(connection);
					drop("-A", port);
				}), run("cut with bytes under way", (port, peer, connection) -> {
					drop("-A", port);
					connection.getOutputStream().write(42);
				}));
		for (Thread thread : threads) {
			thread.join();
		}
		System.exit(0);
	}

	private static Thread run(String name, Event event) {
		Thread thread = new Thread(() -> {
			try {
				System.out.println(RESULT + name + ": " + observe(event));
			}
			catch (Exception ex) {
				throw new IllegalStateException(name, ex);
			}
		});
		thread.start();
		return thread;
	}

	private static String observe(Event event) throws Exception {
		WsConnectionSettings settings = WsConnectionSettings.builder().keepAliveInterval(INTERVAL).build();
		try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
				DefaultWsTunnelClient client = DefaultWsTunnelClient.builder().settings(settings).build()) {
			int port = listening.getLocalPort();
			RawPeer[] peer = new RawPeer[1];
			Thread accepting = new Thread(() -> {
				try {
					peer[0] = RawPeer.accept(null, listening);
				}
				catch (IOException ex) {
					throw new IllegalStateException(ex);
				}
			});
			accepting.start();
			WsConnection connection = client.connect(URI.create("ws://127.0.0.1:" + port + "/"));
			accepting.join();
			event.happen(port, peer[0], connection);
			long start = System.nanoTime();
			try {
				return "read " + connection.getInputStream().read();
			}
			catch (WsClosedException ex) {
				Throwable cause = ex.getCause();
				return ex.getStatus().getCode() + " after " + (System.nanoTime() - start) / 1_000_000 + " ms, "
						+ ((cause != null) ? cause.getMessage() : ex.getMessage());
			}
		}
	}

	/**
	 * Write until the peer has no room for more, and go on.
	 */
	private static void fill(WsConnection connection) throws InterruptedException {
		Thread thread = new Thread(() -> {
			try {
				connection.getOutputStream().write(new byte[64 << 20]);
			}
			catch (IOException ex) {
				// The reader is told, too
			}
		});
		thread.setDaemon(true);
		thread.start();
		TransportConnection transportConnection = (TransportConnection) connection;
		long sent = -1;
		while (sent != transportConnection.getBytesSent()) {
			sent = transportConnection.getBytesSent();
			TimeUnit.MILLISECONDS.sleep(200);
		}
	}

	/**
	 * Begin, or cease, to drop what comes to a port or from it.
	 */
	private static void drop(String command, int port) throws IOException, InterruptedException {
		for (String end : List.of("--dport", "--sport")) {
			Process process = new ProcessBuilder("iptables", "-w", command, "INPUT", "-p", "tcp", end, "" + port, "-j",
					"DROP")
				.redirectError(ProcessBuilder.Redirect.INHERIT)
				.start();
			Assert.state(process.waitFor() == 0, "iptables failed");
		}
	}

	/**
	 * Something happens to the network, or to the peer.
	 */
	private interface Event {

		void happen(int port, RawPeer peer, WsConnection connection) throws Exception;

	}

}
