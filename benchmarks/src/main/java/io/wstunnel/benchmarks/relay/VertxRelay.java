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

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;

/**
 * Vert.x: a verticle per core, and a pipe each way.
 */
final class VertxRelay implements RelayServer {

	private static final int LIMIT = 20;

	/**
	 * A negative port is any free one, the same for all verticles.
	 */
	private static final int ANY_SHARED_PORT = -1;

	@Override
	public String start(Targets targets) throws Exception {
		AtomicInteger port = new AtomicInteger();
		DeploymentOptions options = new DeploymentOptions().setInstances(Runtime.getRuntime().availableProcessors());
		Vertx.vertx()
			.deployVerticle(() -> new RelayVerticle(targets, port), options)
			.toCompletionStage()
			.toCompletableFuture()
			.get(LIMIT, TimeUnit.SECONDS);
		return port.toString();
	}

	static final class RelayVerticle extends AbstractVerticle {

		private final Targets targets;

		private final AtomicInteger port;

		private NetClient client;

		RelayVerticle(Targets targets, AtomicInteger port) {
			this.targets = targets;
			this.port = port;
		}

		@Override
		public void start(Promise<Void> started) {
			this.client = this.vertx.createNetClient();
			HttpServerOptions options = new HttpServerOptions().setAcceptBacklog(1_000);
			this.vertx.createHttpServer(options)
				.webSocketHandler(this::accept)
				.listen(ANY_SHARED_PORT, "127.0.0.1")
				.onSuccess((server) -> this.port.set(server.actualPort()))
				.<Void>mapEmpty()
				.onComplete(started);
		}

		private void accept(ServerWebSocket webSocket) {
			if ("/idle".equals(webSocket.path())) {
				webSocket.pipeTo(webSocket);
				return;
			}
			webSocket.pause();
			this.client.connect(this.targets.address(webSocket.path()).getPort(), "127.0.0.1")
				.onSuccess((target) -> relay(webSocket, target))
				.onFailure((ex) -> webSocket.close());
		}

		private static void relay(ServerWebSocket webSocket, NetSocket target) {
			webSocket.pipeTo(target);
			target.pipeTo(webSocket);
		}

	}

}
