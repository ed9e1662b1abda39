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

package io.wstunnel.client;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;

import io.micrometer.observation.Observation;
import io.wstunnel.WsHandshakeException;
import io.wstunnel.WsProxyException;
import io.wstunnel.connection.SocketConnector;
import io.wstunnel.connection.TransportConnection;
import io.wstunnel.monitor.TunnelMonitor;
import io.wstunnel.observation.ClientHandshakeObservationContext;
import io.wstunnel.observation.HandshakeOutcome;
import io.wstunnel.observation.TunnelSide;

/**
 * An attempt to connect, observed: what became of it is told, and the trace goes on at
 * the peer.
 */
final class ObservedDial implements SocketConnector.Attempt {

	private final TunnelMonitor monitor;

	private final ClientHandshakeObservationContext context;

	private final Dial dial;

	ObservedDial(DialTarget target, ClientServices services, Duration timeout) {
		this.monitor = services.monitor();
		this.context = new ClientHandshakeObservationContext(target.name(), target.endpoint().uri());
		this.dial = new Dial(target, services, timeout, this.context::getCarrier);
	}

	@Override
	public TransportConnection connect() throws IOException {
		Observation observation = this.monitor.getObservations().create(this.context).start();
		HandshakeOutcome outcome = HandshakeOutcome.ERROR;
		try {
			TransportConnection connection = observation.scopedChecked(this.dial::connect);
			outcome = HandshakeOutcome.OPENED;
			return connection;
		}
		catch (IOException ex) {
			outcome = getOutcome(ex);
			throw ex;
		}
		finally {
			this.context.setOutcome(outcome);
			observation.stop();
			if (outcome != HandshakeOutcome.OPENED) {
				this.monitor.refused(TunnelSide.CLIENT, this.context.getTunnelName(), outcome);
			}
		}
	}

	@Override
	public void cancel() {
		this.dial.cancel();
	}

	private static HandshakeOutcome getOutcome(IOException failure) {
		if (failure instanceof WsHandshakeException refusal) {
			int status = refusal.getStatusCode().value();
			return (status != 101) ? HandshakeOutcome.of(status) : HandshakeOutcome.UNREACHABLE;
		}
		if (failure instanceof WsProxyException) {
			return HandshakeOutcome.PROXY;
		}
		if (failure instanceof SocketTimeoutException) {
			return HandshakeOutcome.TIMEOUT;
		}
		return (failure instanceof ClosedChannelException) ? HandshakeOutcome.CANCELLED : HandshakeOutcome.UNREACHABLE;
	}

}
