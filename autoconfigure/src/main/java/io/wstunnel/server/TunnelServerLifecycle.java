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

import java.time.Duration;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.context.SmartLifecycle;
import org.springframework.web.socket.CloseStatus;

/**
 * Ends the tunnels when the application stops, before its web server does: handshakes are
 * refused and peers told, handlers may finish for the drain period, what is left is cut
 * with 1012, and at last aborted and interrupted. The application's own client serves
 * until the beans that use it are destroyed.
 *
 * @since 0.1.0
 */
public final class TunnelServerLifecycle implements SmartLifecycle {

	private static final Log logger = LogFactory.getLog(TunnelServerLifecycle.class);

	private static final Duration INTERRUPT_PERIOD = Duration.ofSeconds(1);

	private final OpenTunnels tunnels;

	private final ServerSettings settings;

	private volatile boolean running;

	/**
	 * Create a lifecycle.
	 * @param tunnels the tunnels
	 * @param settings the settings
	 */
	public TunnelServerLifecycle(OpenTunnels tunnels, ServerSettings settings) {
		this.tunnels = tunnels;
		this.settings = settings;
	}

	@Override
	public void start() {
		this.tunnels.accept();
		this.running = true;
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	/**
	 * Tunnels go on while a paused application keeps its web server.
	 */
	@Override
	public boolean isPauseable() {
		return false;
	}

	@Override
	public void stop() {
		this.running = false;
		try {
			end();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public void stop(Runnable callback) {
		new Thread(() -> {
			try {
				stop();
			}
			finally {
				callback.run();
			}
		}, "ws-tunnel-stop").start();
	}

	private void end() throws InterruptedException {
		this.tunnels.refuse();
		if (this.tunnels.awaitEnd(this.settings.drainPeriod())) {
			return;
		}
		int count = this.tunnels.cut(CloseStatus.SERVICE_RESTARTED);
		logger.info(count + " tunnel(s) did not end within the drain period and are closed");
		if (this.tunnels.awaitEnd(this.settings.connection().getCloseTimeout())) {
			return;
		}
		this.tunnels.find((tunnel) -> true).forEach(ServerTunnel::kill);
		if (!this.tunnels.awaitEnd(INTERRUPT_PERIOD)) {
			logger.warn(this.tunnels.getAll().size() + " handler(s) go on after their tunnels were aborted");
		}
	}

}
