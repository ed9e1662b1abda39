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

package io.wstunnel.testsupport;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.function.Executable;

/**
 * Sees virtual threads that hold their carrier while they wait.
 */
public final class PinnedThreads {

	private static final String EVENT = "jdk.VirtualThreadPinned";

	private PinnedThreads() {
	}

	/**
	 * Run something and watch.
	 * @param packageName the beginning of a class name in the stack of an event
	 * @param task what to run
	 * @return the events with such a class in their stack
	 * @throws Throwable what the task throws
	 */
	public static List<RecordedEvent> during(String packageName, Executable task) throws Throwable {
		Path file = Files.createTempFile("pinned-threads", ".jfr");
		try (Recording recording = new Recording()) {
			recording.enable(EVENT).withThreshold(Duration.ZERO).withStackTrace();
			recording.start();
			task.execute();
			recording.stop();
			recording.dump(file);
			return read(file, packageName);
		}
		finally {
			Files.delete(file);
		}
	}

	private static List<RecordedEvent> read(Path file, String packageName) throws IOException {
		return RecordingFile.readAllEvents(file)
			.stream()
			.filter((event) -> event.getEventType().getName().equals(EVENT))
			.filter((event) -> event.getStackTrace() != null && event.getStackTrace()
				.getFrames()
				.stream()
				.anyMatch((frame) -> frame.getMethod().getType().getName().startsWith(packageName)))
			.toList();
	}

}
