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

import java.io.IOException;

import io.micrometer.observation.Observation;
import io.wstunnel.WsTunnelRefusedEvent.Reason;
import io.wstunnel.monitor.TunnelMonitor;
import io.wstunnel.observation.HandshakeOutcome;
import io.wstunnel.observation.ServerHandshakeObservationContext;
import io.wstunnel.observation.TunnelSide;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.web.socket.server.HandshakeHandler;

/**
 * Spring's request handler of a tunnel's handshakes, observed: what became of each is
 * told.
 */
final class TunnelRequestHandler extends DiscreetRequestHandler {

	private final String tunnelId;

	private final TunnelMonitor monitor;

	TunnelRequestHandler(ServerTunnelHandler handler, HandshakeHandler handshakeHandler, String tunnelId,
			TunnelMonitor monitor) {
		super(handler, handshakeHandler);
		this.tunnelId = tunnelId;
		this.monitor = monitor;
	}

	@Override
	public void handleRequest(HttpServletRequest servletRequest, HttpServletResponse servletResponse)
			throws ServletException, IOException {
		ServerHandshakeObservationContext context = new ServerHandshakeObservationContext(this.tunnelId,
				new ServletServerHttpRequest(servletRequest));
		Observation observation = this.monitor.getObservations().create(context).start();
		HandshakeOutcome outcome = HandshakeOutcome.ERROR;
		Observation.Scope scope = observation.openScope();
		try {
			super.handleRequest(servletRequest, servletResponse);
			outcome = getOutcome(servletRequest, servletResponse);
		}
		catch (ServletException | IOException | RuntimeException | Error ex) {
			observation.error(ex);
			throw ex;
		}
		finally {
			scope.close();
			context.setOutcome(outcome);
			observation.stop();
			if (outcome != HandshakeOutcome.OPENED) {
				this.monitor.refused(TunnelSide.SERVER, this.tunnelId, outcome);
			}
		}
	}

	private static HandshakeOutcome getOutcome(HttpServletRequest request, HttpServletResponse response) {
		Reason refusal = Admission.getRefusal(request);
		if (refusal == null) {
			return HandshakeOutcome.of(response.getStatus());
		}
		return switch (refusal) {
			case STOPPING -> HandshakeOutcome.STOPPING;
			case CONNECTIONS -> HandshakeOutcome.LIMIT;
			case CONNECTIONS_OF_TUNNEL -> HandshakeOutcome.LIMIT_OF_TUNNEL;
			case CONNECTIONS_OF_PRINCIPAL -> HandshakeOutcome.LIMIT_OF_PRINCIPAL;
			case CONNECTIONS_OF_ADDRESS -> HandshakeOutcome.LIMIT_OF_ADDRESS;
		};
	}

}
