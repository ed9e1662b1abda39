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

import java.lang.management.ManagementFactory;

import com.sun.management.UnixOperatingSystemMXBean;

import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * The file descriptors of this JVM, where the system tells of them.
 */
public final class FileDescriptors {

	private FileDescriptors() {
	}

	/**
	 * Count those that are open.
	 * @return how many, 0 where the system does not tell
	 */
	public static long countOpen() {
		return (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix)
				? unix.getOpenFileDescriptorCount() : 0;
	}

	/**
	 * Skip the test unless so many more can be opened.
	 * @param count how many
	 */
	public static void assumeLeft(int count) {
		long left = (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix)
				? unix.getMaxFileDescriptorCount() - unix.getOpenFileDescriptorCount() : Long.MAX_VALUE;
		assumeThat(left).as("File descriptors left").isGreaterThan(count);
	}

}
