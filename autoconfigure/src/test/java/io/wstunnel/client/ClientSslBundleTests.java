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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

import io.wstunnel.WsConnection;
import io.wstunnel.WsTunnelClient;
import io.wstunnel.autoconfigure.WsTunnelAutoConfiguration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for tunnels with SSL bundles.
 */
@Timeout(90)
class ClientSslBundleTests {

	@TempDir
	private static Path directory;

	private static TestCertificate first;

	private static TestCertificate second;

	private final BlockingQueue<SSLSession> sessions = new LinkedBlockingQueue<>();

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(AutoConfigurations
		.of(WsTunnelAutoConfiguration.class, TaskExecutionAutoConfiguration.class, SslAutoConfiguration.class));

	@BeforeAll
	static void createCertificates() {
		first = TestCertificate.create(directory, "dns:localhost");
		second = TestCertificate.create(directory, "dns:localhost,dns:second");
	}

	@Test
	void aBundleIsUsedWithItsOptions() throws Exception {
		try (RawServer server = server(first)) {
			this.runner
				.withPropertyValues("wstunnel.client.tunnels.one.uri=wss://localhost:" + server.getPort(),
						"wstunnel.client.tunnels.one.ssl.bundle=mine",
						"wstunnel.client.tunnels.two.uri=wss://localhost:" + server.getPort(),
						"spring.ssl.bundle.jks.mine.truststore.location=file:" + first.getFile(),
						"spring.ssl.bundle.jks.mine.truststore.password=" + first.getPassword(),
						"spring.ssl.bundle.jks.mine.options.enabled-protocols=TLSv1.2",
						"spring.ssl.bundle.jks.mine.options.ciphers=TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384")
				.run((context) -> {
					WsTunnelClient client = context.getBean(WsTunnelClient.class);
					client.connect("one").close();
					SSLSession session = this.sessions.take();
					assertThat(session.getProtocol()).isEqualTo("TLSv1.2");
					assertThat(session.getCipherSuite()).isEqualTo("TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384");
					assertThatExceptionOfType(SSLHandshakeException.class).isThrownBy(() -> client.connect("two"));
				});
		}
	}

	@Test
	void theNameOfTheHostIsVerifiedWithABundleToo() throws Exception {
		try (RawServer server = server(first)) {
			this.runner
				.withPropertyValues("wstunnel.client.tunnels.one.uri=wss://127.0.0.1:" + server.getPort(),
						"wstunnel.client.tunnels.one.ssl.bundle=mine",
						"spring.ssl.bundle.jks.mine.truststore.location=file:" + first.getFile(),
						"spring.ssl.bundle.jks.mine.truststore.password=" + first.getPassword())
				.run((context) -> assertThatExceptionOfType(SSLHandshakeException.class)
					.isThrownBy(() -> context.getBean(WsTunnelClient.class).connect("one"))
					.withMessageContaining("127.0.0.1"));
		}
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void aReloadedBundleIsUsedByTheNextHandshakeWhileOpenConnectionsGoOn(CapturedOutput output) throws Exception {
		Path trusted = directory.resolve("trusted.pem");
		first.writePem(trusted);
		try (RawServer firstServer = server(first); RawServer secondServer = server(second)) {
			this.runner
				.withPropertyValues("wstunnel.client.tunnels.one.uri=wss://localhost:" + firstServer.getPort(),
						"wstunnel.client.tunnels.one.ssl.bundle=mine",
						"wstunnel.client.tunnels.two.uri=wss://localhost:" + secondServer.getPort(),
						"wstunnel.client.tunnels.two.ssl.bundle=mine",
						"spring.ssl.bundle.pem.mine.truststore.certificate=file:" + trusted,
						"spring.ssl.bundle.pem.mine.reload-on-update=true",
						"spring.ssl.bundle.watch.file.quiet-period=50ms")
				.run((context) -> {
					WsTunnelClient client = context.getBean(WsTunnelClient.class);
					try (WsConnection connection = client.connect("one")) {
						assertThatExceptionOfType(SSLException.class).isThrownBy(() -> client.connect("two"));
						second.writePem(trusted);
						Awaitility.await().ignoreException(SSLHandshakeException.class).until(() -> {
							client.connect("two").close();
							return true;
						});
						assertThatExceptionOfType(SSLException.class).isThrownBy(() -> client.connect("one"));
						DefaultWsTunnelClientTests.echo(connection, 100_000);
						assertThat(output).doesNotContain("WARN");
						Files.writeString(trusted, "no certificate");
						Awaitility.await()
							.until(() -> output.toString().contains("no certificate")
									|| output.toString().contains("ERROR"));
						client.connect("two").close();
						DefaultWsTunnelClientTests.echo(connection, 1000);
					}
				});
		}
	}

	private RawServer server(TestCertificate certificate) throws IOException {
		return new RawServer(certificate.serverContext()
			.getServerSocketFactory()
			.createServerSocket(0, 50, InetAddress.getByName("0.0.0.0")), (socket) -> {
				socket.accept();
				this.sessions.add(((SSLSocket) socket.getSocket()).getSession());
				socket.echo();
			});
	}

}
