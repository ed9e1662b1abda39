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

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.moquette.broker.Server;
import io.moquette.broker.config.IConfig;
import io.wstunnel.WsTunnels.OpenTunnel;
import io.wstunnel.testsupport.Payloads;
import org.awaitility.Awaitility;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * MQTT through a tunnel: Eclipse Paho to Moquette.
 */
@Tag("once")
@OnEachTunnel
@Timeout(120)
class MqttTunnelTests {

	private static final int EXACTLY_ONCE = 2;

	/**
	 * How many bytes the answer to a ping has.
	 */
	private static final int PING = 2;

	private static final int LARGE = 8 * 1024 * 1024;

	private static final int LIMIT = 30;

	private static TunnelEnds ends;

	private static Server broker;

	@Parameter
	private TunnelKind kind;

	private final List<MqttClient> clients = new ArrayList<>();

	@BeforeParameterizedClassInvocation
	static void start(TunnelKind kind) throws Exception {
		// It logs every message
		ends = TunnelEnds.start(kind, "logging.level.io.moquette=warn");
		Properties settings = new Properties();
		settings.setProperty(IConfig.HOST_PROPERTY_NAME, "127.0.0.1");
		settings.setProperty(IConfig.PORT_PROPERTY_NAME, "0");
		settings.setProperty(IConfig.PERSISTENCE_ENABLED_PROPERTY_NAME, "false");
		settings.setProperty(IConfig.ENABLE_TELEMETRY_NAME, "false");
		settings.setProperty(IConfig.NETTY_MAX_BYTES_PROPERTY_NAME, String.valueOf(2 * LARGE));
		broker = new Server();
		broker.startServer(settings);
		Awaitility.await().atMost(Duration.ofSeconds(LIMIT)).until(() -> broker.getPort() > 0);
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		broker.stopServer();
		ends.close();
	}

	@AfterEach
	void nothingIsLeftBehind() throws MqttException {
		for (MqttClient client : this.clients) {
			client.disconnect();
			client.close();
		}
		ends.awaitOpen(0);
	}

	@Test
	void messagesArriveExactlyOnceAndInOrder() throws Exception {
		int count = 200;
		BlockingQueue<byte[]> received = new LinkedBlockingQueue<>();
		MqttClient subscriber = connect("subscriber", options());
		subscriber.subscribe("measurements/#", EXACTLY_ONCE, (topic, message) -> received.add(message.getPayload()));
		MqttConnectOptions options = options();
		options.setMaxInflight(count);
		MqttClient publisher = connect("publisher", options);
		for (int i = 0; i < count; i++) {
			publisher.publish("measurements/" + i % 7, payload(i), EXACTLY_ONCE, false);
		}
		for (int i = 0; i < count; i++) {
			assertThat(received.poll(LIMIT, TimeUnit.SECONDS)).isEqualTo(payload(i));
		}
		subscriber.unsubscribe("measurements/#");
		assertThat(received).isEmpty();
	}

	@Test
	void aLargeMessageArrives() throws Exception {
		byte[] large = Payloads.bytes(LARGE);
		BlockingQueue<byte[]> received = new LinkedBlockingQueue<>();
		// Not one client for both: the broker drops its answer while it has much to send
		MqttClient subscriber = connect("subscriber", options());
		subscriber.subscribe("large", EXACTLY_ONCE, (topic, message) -> received.add(message.getPayload()));
		connect("publisher", options()).publish("large", large, EXACTLY_ONCE, false);
		assertThat(received.poll(LIMIT, TimeUnit.SECONDS)).isEqualTo(large);
	}

	@Test
	void aSilentClientIsKeptAliveForSeveralPeriods() throws Exception {
		Assumptions.assumeTrue(this.kind == TunnelKind.TOMCAT || this.kind == TunnelKind.JETTY_OVER_TLS,
				"Waits for seconds: once on each server is enough");
		MqttConnectOptions options = options();
		options.setKeepAliveInterval(2);
		MqttClient client = connect("silent", options);
		int opened = ends.countEverOpened();
		OpenTunnel tunnel = ends.getOpen().get(0);
		long sent = tunnel.getBytesSent();
		// The broker ends a session that is silent for three seconds
		Awaitility.await().during(Duration.ofSeconds(5)).atMost(Duration.ofSeconds(LIMIT)).until(client::isConnected);
		assertThat(tunnel.getBytesSent() - sent).as("Answers to pings").isGreaterThanOrEqualTo(2 * PING);
		BlockingQueue<byte[]> received = new LinkedBlockingQueue<>();
		client.subscribe("silence", EXACTLY_ONCE, (topic, message) -> received.add(message.getPayload()));
		client.publish("silence", payload(1), EXACTLY_ONCE, false);
		assertThat(received.poll(LIMIT, TimeUnit.SECONDS)).isEqualTo(payload(1));
		assertThat(ends.countEverOpened()).isEqualTo(opened);
	}

	@Test
	void whenTheTunnelIsCutTheWillIsPublishedAndTheClientConnectsAgain() throws Exception {
		BlockingQueue<byte[]> received = new LinkedBlockingQueue<>();
		MqttClient witness = connect("witness", new MqttConnectOptions());
		witness.subscribe("will", EXACTLY_ONCE, (topic, message) -> received.add(message.getPayload()));
		MqttConnectOptions options = options();
		options.setAutomaticReconnect(true);
		options.setWill("will", payload(2), EXACTLY_ONCE, false);
		MqttClient client = connect("cut", options);
		int opened = ends.countEverOpened();
		ends.cut();
		assertThat(received.poll(LIMIT, TimeUnit.SECONDS)).isEqualTo(payload(2));
		Awaitility.await()
			.atMost(Duration.ofSeconds(LIMIT))
			.until(() -> client.isConnected() && ends.countEverOpened() > opened);
	}

	private MqttClient connect(String id, MqttConnectOptions options) throws MqttException {
		MqttClient client = new MqttClient("tcp://127.0.0.1:" + broker.getPort(), id, new MemoryPersistence());
		client.setTimeToWait(TimeUnit.SECONDS.toMillis(LIMIT));
		this.clients.add(client);
		client.connect(options);
		return client;
	}

	private static MqttConnectOptions options() {
		MqttConnectOptions options = new MqttConnectOptions();
		options.setSocketFactory(ends.socketFactory(broker.getPort()));
		options.setConnectionTimeout(LIMIT);
		return options;
	}

	private static byte[] payload(int number) {
		return Payloads.bytes(number * 1000L, 1 + number * 50);
	}

}
