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

package io.wstunnel.docs;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import javax.net.SocketFactory;

import com.jcraft.jsch.ChannelSftp;
import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.Session;
import io.moquette.broker.Server;
import io.moquette.broker.config.IConfig;
import io.wstunnel.WsTunnelClient;
import io.wstunnel.client.ClientTunnel;
import io.wstunnel.client.DefaultWsTunnelClient;
import io.wstunnel.server.TunnelServer;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.keyverifier.RequiredServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.file.virtualfs.VirtualFileSystemFactory;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.sftp.client.SftpClient;
import org.apache.sshd.sftp.client.SftpClientFactory;
import org.apache.sshd.sftp.server.SftpSubsystemFactory;
import org.awaitility.Awaitility;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Runs what {@code docs/drivers.md} shows of protocols that are no database's: each
 * through the relay of {@code docs/server.md} to a server of its own.
 */
@Timeout(120)
class ProtocolSnippetsTests {

	private static final int LIMIT = 30_000;

	private static TunnelServer server;

	@BeforeAll
	static void start() {
		server = TunnelServer.start(Application.class, "wstunnel.server.drain-period=100ms",
				"logging.level.io.moquette=warn");
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@Test
	void okHttpReachesItsServer() throws IOException {
		try (DefaultWsTunnelClient client = client(server.getPort())) {
			OkHttpClient http = http(client);
			Request request = new Request.Builder().url("http://intranet/greeting").build();
			try (Response response = http.newCall(request).execute()) {
				assertThat(response.body().string()).isEqualTo("hello");
			}
			http.connectionPool().evictAll();
		}
	}

	// tag::okhttp[]
	OkHttpClient http(WsTunnelClient client) {
		return new OkHttpClient.Builder().socketFactory(client.socketFactory("db"))
			.dns((host) -> List.of(InetAddress.getLoopbackAddress()))
			.build();
	}
	// end::okhttp[]

	@Test
	void pahoReachesItsBroker() throws Exception {
		Properties settings = new Properties();
		settings.setProperty(IConfig.HOST_PROPERTY_NAME, "127.0.0.1");
		settings.setProperty(IConfig.PORT_PROPERTY_NAME, "0");
		settings.setProperty(IConfig.PERSISTENCE_ENABLED_PROPERTY_NAME, "false");
		settings.setProperty(IConfig.ENABLE_TELEMETRY_NAME, "false");
		Server broker = new Server();
		broker.startServer(settings);
		try {
			Awaitility.await().atMost(Duration.ofMillis(LIMIT)).until(() -> broker.getPort() > 0);
			try (DefaultWsTunnelClient client = client(broker.getPort())) {
				MqttClient mqtt = mqtt(client);
				BlockingQueue<String> received = new LinkedBlockingQueue<>();
				mqtt.subscribe("greetings", 2, (topic, message) -> received.add(message.toString()));
				mqtt.publish("greetings", "hello".getBytes(StandardCharsets.US_ASCII), 2, false);
				assertThat(received.poll(LIMIT, TimeUnit.MILLISECONDS)).isEqualTo("hello");
				mqtt.disconnect();
				mqtt.close();
			}
		}
		finally {
			broker.stopServer();
		}
	}

	// tag::paho[]
	MqttClient mqtt(WsTunnelClient client) throws MqttException {
		MqttConnectOptions options = new MqttConnectOptions();
		options.setSocketFactory(client.socketFactory("db"));
		MqttClient mqtt = new MqttClient("tcp://broker", "shop", new MemoryPersistence());
		mqtt.connect(options);
		return mqtt;
	}
	// end::paho[]

	@Test
	void jschReachesItsHost(@TempDir Path dotSsh, @TempDir Path files) throws Exception {
		KeyPair hostKey = createKey();
		KeyPair userKey = createKey();
		Files.writeString(dotSsh.resolve("known_hosts"), "bastion " + PublicKeyEntry.toString(hostKey.getPublic()));
		try (OutputStream out = Files.newOutputStream(dotSsh.resolve("id_ecdsa"))) {
			OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(userKey, "ada", null, out);
		}
		try (SshServer host = startHost(hostKey, userKey, files);
				DefaultWsTunnelClient client = client(host.getPort())) {
			Session session = ssh(client, dotSsh);
			ChannelSftp sftp = (ChannelSftp) session.openChannel("sftp");
			sftp.connect(LIMIT);
			sftp.put(new ByteArrayInputStream("hello".getBytes(StandardCharsets.US_ASCII)), "greeting");
			assertThat(files.resolve("greeting")).hasContent("hello");
			session.disconnect();
			Files.writeString(dotSsh.resolve("known_hosts"), "bastion " + PublicKeyEntry.toString(userKey.getPublic()));
			assertThatExceptionOfType(JSchException.class).isThrownBy(() -> ssh(client, dotSsh))
				.withMessageContaining("HostKey has been changed");
		}
	}

	// tag::jsch[]
	Session ssh(WsTunnelClient client, Path dotSsh) throws JSchException {
		SocketFactory factory = client.socketFactory("db");
		JSch jsch = new JSch();
		jsch.setKnownHosts(dotSsh.resolve("known_hosts").toString());
		jsch.addIdentity(dotSsh.resolve("id_ecdsa").toString());
		Session session = jsch.getSession("ada", "bastion");
		session.setSocketFactory(new com.jcraft.jsch.SocketFactory() {

			@Override
			public Socket createSocket(String host, int port) throws IOException {
				return factory.createSocket(host, port);
			}

			@Override
			public InputStream getInputStream(Socket socket) throws IOException {
				return socket.getInputStream();
			}

			@Override
			public OutputStream getOutputStream(Socket socket) throws IOException {
				return socket.getOutputStream();
			}

		});
		session.connect(10_000);
		return session;
	}
	// end::jsch[]

	@Test
	void minaReachesItsHostThroughALocalPort(@TempDir Path files) throws Exception {
		KeyPair hostKey = createKey();
		KeyPair userKey = createKey();
		try (SshServer host = startHost(hostKey, userKey, files);
				DefaultWsTunnelClient client = client(host.getPort());
				LocalPort port = new LocalPort(client, new SimpleAsyncTaskExecutor("local-port-"));
				SshClient mina = SshClient.setUpDefaultClient()) {
			mina.setServerKeyVerifier(new RequiredServerKeyVerifier(hostKey.getPublic()));
			mina.start();
			try (ClientSession session = mina.connect("ada", "127.0.0.1", port.getPort()).verify(LIMIT).getSession()) {
				session.addPublicKeyIdentity(userKey);
				session.auth().verify(LIMIT);
				Files.writeString(files.resolve("greeting"), "hello");
				try (SftpClient sftp = SftpClientFactory.instance().createSftpClient(session);
						InputStream greeting = sftp.read("greeting")) {
					assertThat(greeting).hasContent("hello");
				}
			}
		}
	}

	private static SshServer startHost(KeyPair hostKey, KeyPair userKey, Path files) throws IOException {
		SshServer host = SshServer.setUpDefaultServer();
		host.setHost("127.0.0.1");
		host.setPort(0);
		host.setKeyPairProvider(KeyPairProvider.wrap(hostKey));
		host.setPublickeyAuthenticator(
				(user, key, session) -> user.equals("ada") && KeyUtils.compareKeys(key, userKey.getPublic()));
		host.setFileSystemFactory(new VirtualFileSystemFactory(files));
		host.setSubsystemFactories(List.of(new SftpSubsystemFactory()));
		host.start();
		return host;
	}

	private static KeyPair createKey() throws Exception {
		return SecurityUtils.getKeyPairGenerator("EC").generateKeyPair();
	}

	private static DefaultWsTunnelClient client(int port) {
		String uri = "ws://localhost:" + server.getPort() + "/tunnels/relay/" + port;
		return DefaultWsTunnelClient.builder().tunnel("db", ClientTunnel.builder(URI.create(uri)).build()).build();
	}

	@Configuration(proxyBeanMethods = false)
	@Import({ ServerTunnels.Relay.class, Pages.class })
	static class Application {

	}

	@RestController
	static class Pages {

		@GetMapping("/greeting")
		String greeting() {
			return "hello";
		}

	}

}
