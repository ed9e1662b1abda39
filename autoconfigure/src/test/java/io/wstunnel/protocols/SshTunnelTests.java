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

package io.wstunnel.protocols;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import com.jcraft.jsch.ChannelExec;
import com.jcraft.jsch.ChannelSftp;
import com.jcraft.jsch.ChannelShell;
import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.Session;
import com.jcraft.jsch.SocketFactory;
import io.wstunnel.WsTunnels.OpenTunnel;
import io.wstunnel.forward.TunnelListener;
import io.wstunnel.testsupport.Call;
import io.wstunnel.testsupport.CallingThreads;
import io.wstunnel.testsupport.PatternInput;
import io.wstunnel.testsupport.PatternOutput;
import io.wstunnel.testsupport.Payloads;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.file.virtualfs.VirtualFileSystemFactory;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.forward.AcceptAllForwardingFilter;
import org.apache.sshd.server.shell.ProcessShellCommandFactory;
import org.apache.sshd.server.shell.ProcessShellFactory;
import org.apache.sshd.sftp.server.SftpSubsystemFactory;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * SSH through a tunnel: JSch, which takes sockets of others, and Apache MINA's client,
 * which does not, to Apache MINA's server.
 */
@Tag("once")
@OnEachTunnel
@Timeout(120)
class SshTunnelTests {

	private static final int LIMIT = 30_000;

	/**
	 * How many bytes the smallest packet has, with its padding and its tag.
	 */
	private static final int PACKET = 36;

	private static final String USER = "user";

	private static final String PASSWORD = "secret";

	@TempDir
	private static Path files;

	private static TunnelEnds ends;

	private static SshServer ssh;

	@Parameter
	private TunnelKind kind;

	@BeforeParameterizedClassInvocation
	static void start(TunnelKind kind) throws Exception {
		ends = TunnelEnds.start(kind);
		ssh = SshServer.setUpDefaultServer();
		ssh.setHost(InetAddress.getLoopbackAddress().getHostAddress());
		ssh.setPort(0);
		ssh.setKeyPairProvider(KeyPairProvider.wrap(SecurityUtils.getKeyPairGenerator("EC").generateKeyPair()));
		ssh.setPasswordAuthenticator((user, password, session) -> user.equals(USER) && password.equals(PASSWORD));
		ssh.setFileSystemFactory(new VirtualFileSystemFactory(files));
		ssh.setSubsystemFactories(List.of(new SftpSubsystemFactory()));
		ssh.setForwardingFilter(AcceptAllForwardingFilter.INSTANCE);
		ssh.setShellFactory(new ProcessShellFactory("sh", "sh"));
		ssh.setCommandFactory(ProcessShellCommandFactory.INSTANCE);
		ssh.start();
	}

	@AfterParameterizedClassInvocation
	static void stop() throws IOException {
		ssh.stop(true);
		ends.close();
	}

	@AfterEach
	void nothingIsLeftBehind() {
		ends.awaitOpen(0);
	}

	@Test
	@DisabledOnOs(value = OS.WINDOWS, disabledReason = "needs the shell sh")
	void aShellAnswersLineByLine() throws Exception {
		Session session = connect();
		try {
			ChannelShell shell = (ChannelShell) session.openChannel("shell");
			shell.setPty(false);
			BufferedReader out = new BufferedReader(
					new InputStreamReader(shell.getInputStream(), StandardCharsets.US_ASCII));
			OutputStream in = shell.getOutputStream();
			shell.connect(LIMIT);
			for (int i = 0; i < 100; i++) {
				type(in, "echo $((" + i + " * 7))");
				assertThat(out.readLine()).isEqualTo(String.valueOf(i * 7));
			}
			type(in, "exit 3");
			assertThat(out.readLine()).isNull();
			Awaitility.await().atMost(Duration.ofMillis(LIMIT)).until(shell::isClosed);
			assertThat(shell.getExitStatus()).isEqualTo(3);
		}
		finally {
			session.disconnect();
		}
	}

	private static void type(OutputStream in, String line) throws IOException {
		in.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
		in.flush();
	}

	/**
	 * 200 MB once, over TLS, where most lies between the two ends; less elsewhere, where
	 * it would only take time. Every byte is compared, in the server's file and in what
	 * comes back.
	 */
	@Test
	void filesComeBackUnchanged() throws Exception {
		int length = ((this.kind == TunnelKind.JETTY_OVER_TLS) ? 200 : 20) * 1024 * 1024;
		Path file = files.resolve(this.kind.name());
		Session session = connect();
		try {
			ChannelSftp sftp = (ChannelSftp) session.openChannel("sftp");
			sftp.setBulkRequests(64);
			sftp.connect(LIMIT);
			sftp.put(new PatternInput(length), file.getFileName().toString());
			PatternOutput written = new PatternOutput();
			Files.copy(file, written);
			assertThat(written.getLength()).isEqualTo(length);
			PatternOutput received = new PatternOutput();
			sftp.get(file.getFileName().toString(), received);
			assertThat(received.getLength()).isEqualTo(length);
			sftp.rm(file.getFileName().toString());
			assertThat(file).doesNotExist();
		}
		finally {
			session.disconnect();
		}
	}

	@Test
	void aPortIsForwardedInsideTheTunnel() throws Exception {
		int length = 10 * 1024 * 1024;
		Session session = connect();
		try (ServerSocket echo = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			int port = session.setPortForwardingL("127.0.0.1", 0, "127.0.0.1", echo.getLocalPort());
			Call<Long> echoed = CallingThreads.PLATFORM.call(() -> {
				try (Socket socket = echo.accept()) {
					return socket.getInputStream().transferTo(socket.getOutputStream());
				}
			});
			try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
				Call<Long> sent = CallingThreads.PLATFORM
					.call(() -> new PatternInput(length).transferTo(socket.getOutputStream()));
				assertThat(socket.getInputStream().readNBytes(length)).isEqualTo(Payloads.bytes(length));
				assertThat(sent.get()).isEqualTo(length);
			}
			assertThat(echoed.get()).isEqualTo(length);
		}
		finally {
			session.disconnect();
		}
	}

	/**
	 * The client asks for a sign of life whenever a read has timed out.
	 */
	@Test
	@DisabledOnOs(value = OS.WINDOWS, disabledReason = "needs the command false")
	void aSilentSessionIsKeptAlive() throws Exception {
		Session session = connect();
		try {
			OpenTunnel tunnel = ends.getOpen().get(0);
			long received = tunnel.getBytesReceived();
			long sent = tunnel.getBytesSent();
			session.setServerAliveInterval(50);
			session.setServerAliveCountMax(1000);
			// The read that waits already keeps its timeout until something comes
			runFalse(session);
			Awaitility.await()
				.atMost(Duration.ofMillis(LIMIT))
				.until(() -> tunnel.getBytesReceived() - received > 20 * PACKET
						&& tunnel.getBytesSent() - sent > 20 * PACKET);
			session.setServerAliveInterval(0);
			runFalse(session);
		}
		finally {
			session.disconnect();
		}
	}

	@Test
	@DisabledOnOs(value = OS.WINDOWS, disabledReason = "needs the command echo")
	void aClientWithoutSocketsOfOthersGoesThroughALocalPort() throws Exception {
		TunnelListener listener = ends.createListener(ssh.getPort());
		int port = listener.start();
		try (SshClient client = SshClient.setUpDefaultClient()) {
			client.setServerKeyVerifier((session, address, key) -> true);
			client.start();
			try (ClientSession session = client.connect(USER, "127.0.0.1", port).verify(LIMIT).getSession()) {
				session.addPasswordIdentity(PASSWORD);
				session.auth().verify(LIMIT);
				assertThat(session.executeRemoteCommand("echo hello")).isEqualToIgnoringNewLines("hello");
			}
		}
		finally {
			listener.stop();
		}
	}

	private static void runFalse(Session session) throws JSchException {
		ChannelExec command = (ChannelExec) session.openChannel("exec");
		command.setCommand("false");
		command.connect(LIMIT);
		Awaitility.await().atMost(Duration.ofMillis(LIMIT)).until(command::isClosed);
		assertThat(command.getExitStatus()).isOne();
	}

	private static Session connect() throws JSchException {
		Session session = new JSch().getSession(USER, "not.the.real.host");
		session.setPassword(PASSWORD.getBytes(StandardCharsets.US_ASCII));
		session.setConfig("StrictHostKeyChecking", "no");
		session.setConfig("cipher.c2s", "aes128-gcm@openssh.com");
		session.setConfig("cipher.s2c", "aes128-gcm@openssh.com");
		session.setSocketFactory(new TunnelSockets(ends.socketFactory(ssh.getPort())));
		session.connect(LIMIT);
		return session;
	}

	/**
	 * JSch's way to name a factory of sockets.
	 *
	 * @param tunnel the factory
	 */
	private record TunnelSockets(javax.net.SocketFactory tunnel) implements SocketFactory {

		@Override
		public Socket createSocket(String host, int port) throws IOException {
			return this.tunnel.createSocket(host, port);
		}

		@Override
		public InputStream getInputStream(Socket socket) throws IOException {
			return socket.getInputStream();
		}

		@Override
		public OutputStream getOutputStream(Socket socket) throws IOException {
			return socket.getOutputStream();
		}

	}

}
