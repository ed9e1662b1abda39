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

package io.wstunnel.endurance;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLContext;

import io.wstunnel.WsConnection;
import io.wstunnel.WsConnectionSettings;
import io.wstunnel.WsReceiveBudget;
import io.wstunnel.client.DefaultWsTunnelClient;
import io.wstunnel.testsupport.TestTls;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An abort storm over the client's end.
 */
@Tag("endurance")
@Tag("storm")
@Timeout(600)
@ExtendWith(OutputCaptureExtension.class)
class ClientStormTests {

	private static final WsConnectionSettings SETTINGS = WsConnectionSettings.builder()
		.closeTimeout(Duration.ofSeconds(1))
		.receiveBudget(WsReceiveBudget.of(DataSize.ofMegabytes(8)))
		.build();

	private static final byte[] LARGE = new byte[16 << 20];

	private final ScheduledExecutorService aborter = Executors.newSingleThreadScheduledExecutor();

	@Test
	void cutConnectionsHarmNoOtherAndLeaveNothingBehind(CapturedOutput output) throws Exception {
		run(null, Endurance.times(20_000));
		assertThat(output).doesNotContain(" WARN ", " ERROR ", "Exception");
	}

	@Test
	void cutConnectionsHarmNoOtherAndLeaveNothingBehindOverTls(CapturedOutput output) throws Exception {
		run(TestTls.create().context(), Endurance.times(500));
		assertThat(output).doesNotContain(" WARN ", " ERROR ", "Exception");
	}

	private void run(@Nullable SSLContext tls, int total) throws Exception {
		DefaultWsTunnelClient.Builder builder = DefaultWsTunnelClient.builder().settings(SETTINGS);
		try (DefaultWsTunnelClient client = ((tls != null) ? builder.sslContext(tls) : builder).build();
				CuttingServer cutting = new CuttingServer(tls, true, Storm.WORKERS);
				CuttingServer echoing = new CuttingServer(tls, false, Storm.STEADY)) {
			Storm.Opening steady = () -> client.connect(echoing.getUri());
			Storm.Task task = (random) -> cut(client, cutting, random);
			Storm.run(400, steady, task);
			Leaks before = Leaks.count();
			assertThat(Storm.run(total, steady, task)).isPositive();
			before.awaitGone();
			assertThat(SETTINGS.getReceiveBudget().getUsed()).isEqualTo(DataSize.ofBytes(0));
		}
		finally {
			this.aborter.shutdownNow();
		}
	}

	private void cut(DefaultWsTunnelClient client, CuttingServer server, Random random) {
		try (WsConnection connection = client.connect(server.getUri())) {
			if (random.nextInt(8) == 0) {
				this.aborter.schedule(connection::abort, random.nextInt(3000), TimeUnit.MICROSECONDS);
				connection.write(ByteBuffer.wrap(LARGE));
				return;
			}
			for (int i = random.nextInt(4); i > 0; i--) {
				echo(connection, Storm.payload(random, 20_000));
			}
			if (random.nextBoolean()) {
				connection.abort();
			}
		}
		catch (IOException ex) {
			// Cut, by whichever end
		}
	}

	private static void echo(WsConnection connection, byte[] payload) throws IOException {
		connection.getOutputStream().write(payload);
		byte[] back = connection.getInputStream().readNBytes(payload.length);
		if (!Arrays.equals(back, Arrays.copyOf(payload, back.length))) {
			throw new AssertionError("A foreign byte");
		}
		if (back.length < payload.length) {
			throw new EOFException();
		}
	}

}
