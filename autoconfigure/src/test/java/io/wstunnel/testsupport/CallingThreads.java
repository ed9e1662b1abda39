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

import java.util.concurrent.Callable;
import java.util.stream.Stream;

/**
 * The kind of the threads that call a connection.
 */
public enum CallingThreads {

	PLATFORM {

		@Override
		public boolean isAvailable() {
			return true;
		}

		@Override
		Thread start(Runnable task) {
			Thread thread = new Thread(task, "caller");
			thread.setDaemon(true);
			thread.start();
			return thread;
		}

	},

	VIRTUAL {

		@Override
		public boolean isAvailable() {
			return Runtime.version().feature() >= 21;
		}

		@Override
		Thread start(Runnable task) {
			try {
				return (Thread) Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, task);
			}
			catch (ReflectiveOperationException ex) {
				throw new IllegalStateException("Virtual threads need JDK 21", ex);
			}
		}

	};

	public abstract boolean isAvailable();

	abstract Thread start(Runnable task);

	/**
	 * Return virtual threads, or platform threads where the JDK has no others.
	 * @return the one kind
	 */
	public static Stream<CallingThreads> newest() {
		return Stream.of(VIRTUAL.isAvailable() ? VIRTUAL : PLATFORM);
	}

	/**
	 * Call on a new thread of this kind.
	 * @param <T> what the call returns
	 * @param task what to call
	 * @return the call in progress
	 */
	public <T> Call<T> call(Callable<T> task) {
		return new Call<>(this, task);
	}

}
