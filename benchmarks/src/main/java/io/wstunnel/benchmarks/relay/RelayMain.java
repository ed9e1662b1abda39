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

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The process of one relay: says its ports on its standard output, then obeys one-line
 * commands from its standard input until that ends.
 *
 * @since 0.1.0
 */
public final class RelayMain {

	private RelayMain() {
	}

	/**
	 * Start a relay.
	 * @param args the kind of relay, the ports of sink, source and echo, and
	 * {@code key=value} properties
	 */
	public static void main(String[] args) {
		try {
			run(args);
			System.exit(0);
		}
		catch (Exception ex) {
			ex.printStackTrace();
			// Threads that were started would keep it alive
			System.exit(1);
		}
	}

	private static void run(String[] args) throws Exception {
		PrintStream answers = System.out;
		// What the relay logs must not be taken for an answer
		System.setOut(System.err);
		Targets targets = new Targets(Integer.parseInt(args[1]), Integer.parseInt(args[2]), Integer.parseInt(args[3]));
		String[] properties = Arrays.copyOfRange(args, 4, args.length);
		RelayServer server = switch (args[0]) {
			case "tcp" -> new TcpRelay();
			case "tunnel" -> new TunnelRelay(properties);
			case "forward" -> new ForwardRelay(properties);
			case "handler" -> new HandlerRelay(properties);
			case "netty" -> new NettyRelay();
			case "vertx" -> new VertxRelay();
			default -> throw new IllegalArgumentException("Unknown relay '" + args[0] + "'");
		};
		answers.println(server.start(targets));
		answers.flush();
		obey(answers);
	}

	private static void obey(PrintStream answers) throws IOException, InterruptedException {
		BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
		String command = commands.readLine();
		while (command != null) {
			String[] words = command.split(" ", 2);
			answers.println(switch (words[0]) {
				case "memory" -> Memory.measure();
				case "profile" -> Profiler.execute(words[1]);
				default -> "Unknown command '" + command + "'";
			});
			answers.flush();
			command = commands.readLine();
		}
	}

}
