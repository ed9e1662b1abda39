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

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.channels.ClosedChannelException;
import java.security.Principal;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;

import io.wstunnel.MessageType;
import io.wstunnel.WsAddress;
import io.wstunnel.WsClosedException;
import io.wstunnel.WsConnection;
import io.wstunnel.WsConnectionSettings;
import io.wstunnel.WsRemoteAddressResolver;
import io.wstunnel.WsTunnel;
import io.wstunnel.WsTunnelClosedEvent;
import io.wstunnel.WsTunnelContextHolder;
import io.wstunnel.WsTunnelHandshakeInterceptor;
import io.wstunnel.WsTunnelOpenedEvent;
import io.wstunnel.WsTunnelRegistration;
import io.wstunnel.WsTunnels;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.core.task.TaskExecutor;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketHandler;

/**
 * The tunnels that {@code docs/server.md} shows.
 */
class ServerTunnels {

	@Component
	static class Methods {

		// tag::parameters[]
		@WsTunnel("/tunnels/tables/{table}")
		void export(OutputStream output, @PathVariable String table, @RequestParam(defaultValue = "10") int rows,
				@Nullable Principal user) throws IOException {
			String name = (user != null) ? user.getName() : "anybody";
			output.write(("%d rows of %s for %s".formatted(rows, table, name)).getBytes());
		}
		// end::parameters[]

		// tag::text[]
		@WsTunnel(path = "/tunnels/upper-case", messageType = MessageType.TEXT, subprotocols = "upper.v1")
		void upperCase(WsConnection connection) throws IOException {
			String text = new String(connection.getInputStream().readNBytes(5));
			connection.getOutputStream().write(text.toUpperCase(Locale.ROOT).getBytes());
		}
		// end::text[]

	}

	@Component
	static class Relay {

		private final Executor executor;

		Relay(@Qualifier("wsTunnelTaskExecutor") Executor executor) {
			this.executor = executor;
		}

		// tag::relay[]
		@WsTunnel("/tunnels/relay/{port}")
		void relay(WsConnection connection, @PathVariable int port) throws IOException {
			try (Socket target = new Socket("localhost", port)) {
				target.setTcpNoDelay(true);
				this.executor.execute(WsTunnelContextHolder.currentContext().wrap(() -> toTunnel(target, connection)));
				toTarget(connection, target);
			}
		}

		private void toTarget(WsConnection connection, Socket target) throws IOException {
			try {
				connection.getInputStream().transferTo(target.getOutputStream());
			}
			catch (IOException ex) {
				// What was cut must not look like an orderly end: reset
				target.setSoLinger(true, 0);
				throw ex;
			}
		}

		private void toTunnel(Socket target, WsConnection connection) {
			try {
				target.getInputStream().transferTo(connection.getOutputStream());
				connection.close();
			}
			catch (WsClosedException | ClosedChannelException ex) {
				// The tunnel ended first, as the other direction sees
			}
			catch (IOException ex) {
				if (!target.isClosed()) {
					connection.abort();
				}
			}
		}
		// end::relay[]

	}

	@Component
	static class Stage {

		private final Executor executor = new SimpleAsyncTaskExecutor("copy-");

		// tag::stage[]
		@WsTunnel("/tunnels/copy")
		CompletionStage<Void> copy(InputStream input, OutputStream output) {
			return CompletableFuture.runAsync(() -> {
				try {
					input.transferTo(output);
				}
				catch (IOException ex) {
					throw new UncheckedIOException(ex);
				}
			}, this.executor);
		}
		// end::stage[]

	}

	@Component
	static class Events {

		private final Queue<String> ended = new ConcurrentLinkedQueue<>();

		Queue<String> getEnded() {
			return this.ended;
		}

		// tag::opened[]
		@EventListener(condition = "event.tunnelId == 'shell'")
		void opened(WsTunnelOpenedEvent event) throws IOException {
			try (WsConnection connection = event.getConnection()) {
				connection.getOutputStream().write("ready".getBytes());
			}
		}
		// end::opened[]

		// tag::closed[]
		@EventListener
		void closed(WsTunnelClosedEvent event) {
			this.ended.add("%s: %s, %d bytes in, %d bytes out".formatted(event.getTunnelId(),
					event.getStatus().getCode(), event.getBytesReceived(), event.getBytesSent()));
		}
		// end::closed[]

	}

	@Configuration(proxyBeanMethods = false)
	static class Beans {

		// tag::registration[]
		@Bean
		WsTunnelRegistration clock() {
			return WsTunnelRegistration
				.builder("clock", (connection) -> connection.getOutputStream().write("12:00".getBytes()))
				.path("/tunnels/clock")
				.settings(WsConnectionSettings.builder().messageType(MessageType.TEXT).build())
				.build();
		}
		// end::registration[]

		// tag::interceptor[]
		@Bean
		WsTunnelHandshakeInterceptor maintenance() {
			return new WsTunnelHandshakeInterceptor() {

				@Override
				public boolean beforeHandshake(ServerHttpRequest request, ServerHttpResponse response,
						WebSocketHandler handler, Map<String, Object> attributes) {
					boolean refused = request.getHeaders().containsHeader("X-Refuse");
					if (refused) {
						response.setStatusCode(HttpStatus.SERVICE_UNAVAILABLE);
					}
					return !refused;
				}

				@Override
				public void afterHandshake(ServerHttpRequest request, ServerHttpResponse response,
						WebSocketHandler handler, @Nullable Exception failure) {
				}

			};
		}
		// end::interceptor[]

		// tag::address[]
		@Bean
		WsRemoteAddressResolver remoteAddressResolver() {
			return (request) -> WsAddress.of(request.getHeaders().getFirst("X-Device"));
		}
		// end::address[]

		// tag::executor[]
		@Bean(defaultCandidate = false)
		TaskExecutor wsTunnelTaskExecutor() {
			return new SimpleAsyncTaskExecutor("my-tunnels-");
		}
		// end::executor[]

	}

	@Component
	static class Sessions {

		private final WsTunnels tunnels;

		Sessions(WsTunnels tunnels) {
			this.tunnels = tunnels;
		}

		// tag::tunnels[]
		int close(String tunnelId) {
			var open = this.tunnels.findByTunnelId(tunnelId);
			open.forEach((tunnel) -> this.tunnels.closeById(tunnel.getConnection().getId(),
					CloseStatus.POLICY_VIOLATION.withReason("Session has ended")));
			return open.size();
		}
		// end::tunnels[]

	}

}
