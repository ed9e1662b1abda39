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

package io.wstunnel.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import javax.net.SocketFactory;

import io.wstunnel.WsConnection;
import io.wstunnel.WsTunnel;
import io.wstunnel.WsTunnelOpenedEvent;
import io.wstunnel.WsTunnelScope;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;
import org.springframework.web.bind.annotation.PathVariable;

/**
 * A small application with tunnels of all kinds, that is processed ahead of time.
 */
@Configuration(proxyBeanMethods = false)
@Import(TunnelServer.WithoutSecurity.class)
public class AotApplication {

	private static ServletWebServerApplicationContext context;

	public static void main(String[] args) {
		context = (ServletWebServerApplicationContext) SpringApplication.run(AotApplication.class, args);
	}

	public static String connectToNowhere() {
		try {
			context.getBean(Nowhere.class).socketFactory().createSocket("localhost", 1);
			return "connected";
		}
		catch (IOException ex) {
			return String.valueOf(ex.getMessage());
		}
	}

	public static int getPort() {
		return context.getWebServer().getPort();
	}

	public static void stop() {
		context.close();
	}

	@Bean
	Tunnels tunnels(Answer answer) {
		return new Tunnels(answer);
	}

	@Bean
	Answer answer(WsConnection connection, State state) {
		return new Answer(connection, state);
	}

	@Bean
	@WsTunnelScope
	State state() {
		return new State();
	}

	@Bean
	Nowhere nowhere(@Qualifier("no-where") SocketFactory socketFactory) {
		return new Nowhere(socketFactory);
	}

	record Nowhere(SocketFactory socketFactory) {

	}

	interface Declared {

		@WsTunnel("/declared")
		void declared();

	}

	abstract static class Inherited implements Declared {

		@WsTunnel("/inherited")
		void inherited() {
		}

	}

	static class Tunnels extends Inherited {

		private final Answer answer;

		Tunnels(Answer answer) {
			this.answer = answer;
		}

		@WsTunnel("/method/{number}")
		void method(@PathVariable int number) throws IOException {
			this.answer.send("method " + number);
		}

		@EventListener
		void opened(WsTunnelOpenedEvent event) throws IOException {
			WsConnection connection = event.getConnection();
			this.answer.send("event");
			connection.close();
		}

		@Override
		public void declared() {
		}

	}

	static class Answer {

		private final WsConnection connection;

		private final State state;

		Answer(WsConnection connection, State state) {
			this.connection = connection;
			this.state = state;
		}

		void send(String text) throws IOException {
			String answer = text + " " + this.state.count() + " " + this.state.count();
			this.connection.write(ByteBuffer.wrap(answer.getBytes(StandardCharsets.UTF_8)));
		}

	}

	static class State {

		private int count;

		int count() {
			return ++this.count;
		}

	}

}
