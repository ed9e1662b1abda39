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

package io.wstunnel;

import java.util.concurrent.Callable;
import java.util.concurrent.Executor;

/**
 * The tunnel that a thread serves: its connection, and its beans of
 * {@link WsTunnelScope @WsTunnelScope}. Found with
 * {@link WsTunnelContextHolder#currentContext()}.
 *
 * @since 0.1.0
 */
public final class WsTunnelContext {

	private final WsConnection connection;

	private final TunnelBeans beans;

	WsTunnelContext(WsConnection connection) {
		this.connection = connection;
		this.beans = new TunnelBeans(connection.getId());
	}

	public WsConnection getConnection() {
		return this.connection;
	}

	/**
	 * Wrap a task so that it runs with this context; what its thread had before is there
	 * again after it. For the thread that carries the other direction of a relay:
	 * {@code executor.execute(context.wrap(() -> ...))}.
	 * @param task the task
	 * @return the task with this context
	 */
	public Runnable wrap(Runnable task) {
		return () -> {
			WsTunnelContext previous = WsTunnelContextHolder.getContext();
			WsTunnelContextHolder.setContext(this);
			try {
				task.run();
			}
			finally {
				WsTunnelContextHolder.setContext(previous);
			}
		};
	}

	/**
	 * Wrap a task so that it runs with this context; what its thread had before is there
	 * again after it.
	 * @param <T> the type of the task's result
	 * @param task the task
	 * @return the task with this context
	 */
	public <T> Callable<T> wrap(Callable<T> task) {
		return () -> {
			WsTunnelContext previous = WsTunnelContextHolder.getContext();
			WsTunnelContextHolder.setContext(this);
			try {
				return task.call();
			}
			finally {
				WsTunnelContextHolder.setContext(previous);
			}
		};
	}

	TunnelBeans getBeans() {
		return this.beans;
	}

	/**
	 * Destroy the beans. Called once, on any thread: what may block runs here only if
	 * this is the handler's.
	 * @param executor runs what may block
	 * @param next called when the beans are destroyed
	 */
	void end(Executor executor, Runnable next) {
		if (this.beans.endIfEmpty()) {
			next.run();
		}
		else if (WsTunnelContextHolder.getContext() == this) {
			end(next);
		}
		else {
			executor.execute(wrap(() -> end(next)));
		}
	}

	private void end(Runnable next) {
		try {
			this.beans.end();
		}
		finally {
			next.run();
		}
	}

	@Override
	public String toString() {
		return "Tunnel of connection " + this.connection.getId();
	}

}
