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

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Lets all contenders do all tasks in rounds: in each round every contender has its turn,
 * so that what disturbs the machine for a while disturbs all.
 */
final class Experiment {

	private static final List<String> FLAGS = List.of("-Xms512m", "-Xmx512m", "-XX:+UseG1GC");

	private static final List<String> IDLE_FLAGS = List.of("-Xmx6g", "-XX:+UseSerialGC", "-XX:MinHeapFreeRatio=10",
			"-XX:MaxHeapFreeRatio=20");

	private static final long PATIENCE_SECONDS = 20;

	private final Options options;

	private final PrintStream progress;

	private final Samples samples = new Samples();

	private final Map<Contender, RelayProcess> relays = new EnumMap<>(Contender.class);

	private final ExecutorService executor = Executors.newSingleThreadExecutor();

	Experiment(Options options, PrintStream progress) {
		this.options = options;
		this.progress = progress;
	}

	/**
	 * Measure everything.
	 * @return the figures
	 */
	Samples run() throws IOException, InterruptedException {
		Files.createDirectories(this.options.logs());
		try (TargetServer targets = new TargetServer()) {
			List<Task> inRounds = this.options.tasks().stream().filter((task) -> task.workload() != null).toList();
			try {
				if (!inRounds.isEmpty()) {
					for (Contender contender : this.options.contenders()) {
						this.relays.put(contender, start(contender, targets, FLAGS));
					}
				}
				for (Task task : inRounds) {
					run(task, targets);
				}
			}
			finally {
				for (RelayProcess process : this.relays.values()) {
					process.close();
				}
			}
			if (this.options.tasks().contains(Task.IDLE)) {
				for (Contender contender : this.options.contenders()) {
					runIdle(contender, targets);
				}
			}
		}
		finally {
			this.executor.shutdownNow();
		}
		return this.samples;
	}

	private RelayProcess start(Contender contender, TargetServer targets, List<String> flags) throws IOException {
		return new RelayProcess(contender, targets, this.options.jdk(), flags,
				this.options.logs().resolve(contender.option() + ".log"));
	}

	private void run(Task task, TargetServer targets) throws InterruptedException {
		this.progress.println(task.option());
		Set<Contender> able = EnumSet.noneOf(Contender.class);
		for (Contender contender : this.options.contenders()) {
			if (run(task, contender, targets, this.options.warmUpNanos()) != null) {
				able.add(contender);
			}
		}
		for (Contender contender : able) {
			profile(task, contender, "start,event=" + this.options.profile());
		}
		for (int round = 0; round < this.options.rounds(); round++) {
			for (Contender contender : List.copyOf(able)) {
				Map<Row, Double> measured = run(task, contender, targets, this.options.nanos());
				if (measured != null) {
					this.samples.add(contender, measured);
				}
				else {
					able.remove(contender);
				}
			}
		}
		for (Contender contender : able) {
			String name = this.options.logs()
				.toAbsolutePath()
				.resolve(contender.option() + "-" + task.option())
				.toString();
			profile(task, contender, "collapsed,file=" + name + ".txt");
			profile(task, contender, "stop,file=" + name + ".html");
		}
	}

	private Map<Row, Double> run(Task task, Contender contender, TargetServer targets, long nanos)
			throws InterruptedException {
		RelayProcess process = this.relays.get(contender);
		Future<Map<Row, Double>> future = this.executor
			.submit(() -> task.workload().run(process.relay(), targets, nanos));
		try {
			return future.get(PATIENCE_SECONDS + TimeUnit.NANOSECONDS.toSeconds(nanos), TimeUnit.SECONDS);
		}
		catch (ExecutionException ex) {
			fail(task, contender, ex.getCause());
		}
		catch (TimeoutException ex) {
			// Closes the channel that it waits for
			future.cancel(true);
			fail(task, contender, ex);
		}
		return null;
	}

	private void runIdle(Contender contender, TargetServer targets) {
		this.progress.println("idle: " + contender.option());
		try {
			try (RelayProcess process = start(contender, targets, IDLE_FLAGS)) {
				this.samples.add(contender, new IdleMemory(process).measureTunnels(this.options.many()));
			}
			if (contender.isHttpServer()) {
				try (RelayProcess process = start(contender, targets, IDLE_FLAGS)) {
					this.samples.add(contender, new IdleMemory(process).measureHttp());
				}
			}
		}
		catch (IOException ex) {
			fail(Task.IDLE, contender, ex);
		}
	}

	private void profile(Task task, Contender contender, String command) {
		if (this.options.profile() == null) {
			return;
		}
		try {
			this.progress.println(contender.option() + ": " + this.relays.get(contender).execute("profile " + command));
		}
		catch (IOException ex) {
			fail(task, contender, ex);
		}
	}

	private void fail(Task task, Contender contender, Throwable cause) {
		this.progress.println("FAILED: " + contender.option() + ", " + task.option() + ": " + cause);
	}

}
