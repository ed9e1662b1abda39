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

package io.wstunnel.benchmarks;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.EOFException;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The JVM in which one contender runs.
 */
final class RelayProcess implements Closeable {

	private static final String MAIN = "io.wstunnel.benchmarks.relay.RelayMain";

	private final Process process;

	private final PrintWriter commands;

	private final BufferedReader answers;

	private final Relay relay;

	/**
	 * Start a relay and wait until it listens.
	 * @param contender which
	 * @param targets what it relays to
	 * @param jdk the JDK to run it with
	 * @param flags further arguments for the JVM
	 * @param log where its output goes
	 */
	RelayProcess(Contender contender, TargetServer targets, Jdk jdk, List<String> flags, Path log) throws IOException {
		List<String> command = new ArrayList<>();
		command.add(jdk.java().toString());
		command.addAll(jdk.flags());
		command.addAll(flags);
		command.addAll(List.of("-cp", System.getProperty("java.class.path"), MAIN, contender.kind()));
		command.addAll(List.of(String.valueOf(targets.sinkPort()), String.valueOf(targets.sourcePort()),
				String.valueOf(targets.echoPort())));
		command.addAll(contender.properties());
		File file = log.toFile();
		this.process = new ProcessBuilder(command).redirectError(file).start();
		this.commands = new PrintWriter(this.process.outputWriter(StandardCharsets.US_ASCII), true);
		this.answers = this.process.inputReader(StandardCharsets.US_ASCII);
		List<Integer> ports = Arrays.stream(answer().split(" ")).map(Integer::valueOf).toList();
		this.relay = new Relay(contender.isWebSocket(), ports, this.process.toHandle());
	}

	Relay relay() {
		return this.relay;
	}

	/**
	 * Let the process do something.
	 * @param command what
	 * @return its answer
	 */
	String execute(String command) throws IOException {
		this.commands.println(command);
		return answer();
	}

	private String answer() throws IOException {
		String answer = this.answers.readLine();
		if (answer == null) {
			throw new EOFException("The relay has ended: see its log");
		}
		return answer;
	}

	@Override
	public void close() throws IOException {
		// It ends with its input
		this.commands.close();
		try {
			this.process.waitFor(5, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		this.process.destroyForcibly();
	}

}
