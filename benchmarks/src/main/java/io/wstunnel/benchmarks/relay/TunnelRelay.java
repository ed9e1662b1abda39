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

package io.wstunnel.benchmarks.relay;

import java.io.IOException;
import java.net.Socket;

import io.wstunnel.WsConnection;
import io.wstunnel.WsTunnel;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.task.AsyncTaskExecutor;

/**
 * The starter: a relay as its users write it, with plain streams and a second thread for
 * the way back.
 */
final class TunnelRelay implements RelayServer {

	private final String[] properties;

	TunnelRelay(String[] properties) {
		this.properties = properties;
	}

	@Override
	public String start(Targets targets) {
		return SpringServer.start(Application.class, targets, this.properties);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import({ Tunnels.class, IdleController.class })
	static class Application {

	}

	static class Tunnels {

		private final Targets targets;

		private final AsyncTaskExecutor executor;

		Tunnels(Targets targets, @Qualifier("wsTunnelTaskExecutor") AsyncTaskExecutor executor) {
			this.targets = targets;
			this.executor = executor;
		}

		@WsTunnel("/sink")
		void sink(WsConnection connection) throws IOException {
			relay(connection, "/sink");
		}

		@WsTunnel("/source")
		void source(WsConnection connection) throws IOException {
			relay(connection, "/source");
		}

		@WsTunnel("/echo")
		void echo(WsConnection connection) throws IOException {
			relay(connection, "/echo");
		}

		@WsTunnel("/idle")
		void idle(WsConnection connection) throws IOException {
			connection.getInputStream().transferTo(connection.getOutputStream());
		}

		private void relay(WsConnection connection, String path) throws IOException {
			try (Socket target = this.targets.connect(path)) {
				this.executor.execute(() -> back(target, connection));
				Pump.run(connection.getInputStream(), target.getOutputStream());
			}
		}

		private static void back(Socket target, WsConnection connection) {
			try (connection) {
				Pump.run(target.getInputStream(), connection.getOutputStream());
			}
			catch (IOException ex) {
				// The load client or the target has gone
			}
		}

	}

}
