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

package io.wstunnel.connection;

import java.io.IOException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.Map;

import io.wstunnel.transport.Transport;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * How TCP probes a peer that is silent: first after half of the keep-alive interval, and
 * so that three probes without an answer have ended the connection before the ping is
 * due. While a ping is on its way TCP does not probe, but repeats that, for far longer.
 */
final class TcpProbes {

	private static final Log logger = LogFactory.getLog(TcpProbes.class);

	private static final int COUNT = 3;

	/**
	 * The largest that Linux takes.
	 */
	private static final long MAX_SECONDS = 32767;

	private TcpProbes() {
	}

	/**
	 * Tell TCP to probe, where the TCP connection is this end's to tune.
	 * @param transport the transport
	 * @param interval the keep-alive interval; zero to leave the times to the system
	 */
	static void set(Transport transport, Duration interval) {
		try {
			if (transport.setOption(StandardSocketOptions.SO_KEEPALIVE, true) && !interval.isZero()) {
				setTimes(transport, interval);
			}
		}
		catch (IOException | RuntimeException ex) {
			logger.debug("How TCP probes a silent peer could not be set", ex);
		}
	}

	private static void setTimes(Transport transport, Duration interval) throws IOException {
		Map<String, Integer> values = Map.of("TCP_KEEPIDLE", seconds(interval.dividedBy(2)), "TCP_KEEPINTERVAL",
				seconds(interval.dividedBy(7)), "TCP_KEEPCOUNT", COUNT);
		for (SocketOption<?> option : ConnectionSocketOptions.supported()) {
			Integer value = values.get(option.name());
			if (value != null) {
				set(transport, option, value);
			}
		}
	}

	private static <T> void set(Transport transport, SocketOption<T> option, Integer value) throws IOException {
		transport.setOption(option, option.type().cast(value));
	}

	private static int seconds(Duration duration) {
		return (int) Math.max(1, Math.min(MAX_SECONDS, duration.toSeconds()));
	}

}
