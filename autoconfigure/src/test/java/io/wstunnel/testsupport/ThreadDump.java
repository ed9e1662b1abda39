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

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;

/**
 * What the platform threads are doing, for the message of a test that hangs.
 */
public final class ThreadDump {

	private ThreadDump() {
	}

	/**
	 * Return the stack of an exception.
	 * @param failure the exception
	 * @return the stack
	 */
	public static String of(Throwable failure) {
		StringWriter stack = new StringWriter();
		failure.printStackTrace(new PrintWriter(stack));
		return stack.toString();
	}

	/**
	 * Return the stacks of all platform threads but one.
	 * @param excluded the thread that is left out
	 * @return the stacks
	 */
	public static String ofOthers(Thread excluded) {
		StringBuilder dump = new StringBuilder();
		for (Map.Entry<Thread, StackTraceElement[]> entry : Thread.getAllStackTraces().entrySet()) {
			if (entry.getKey() != excluded && entry.getValue().length > 0) {
				dump.append(entry.getKey()).append(' ').append(entry.getKey().getState()).append('\n');
				for (StackTraceElement element : entry.getValue()) {
					dump.append("\tat ").append(element).append('\n');
				}
			}
		}
		return dump.toString();
	}

}
