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
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.wstunnel.WsCredentialExpiryResolver;
import io.wstunnel.WsTunnelRefusedEvent;
import io.wstunnel.WsTunnelRefusedEvent.Reason;
import jakarta.servlet.http.HttpServletRequest;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.http.server.ServletServerHttpRequest;

/**
 * Gives a handshake its place, or refuses it.
 */
final class Admission {

	private static final String REFUSAL = Admission.class.getName() + ".refusal";

	private static final Log logger = LogFactory.getLog(Admission.class);

	private final OpenTunnels tunnels;

	private final @Nullable TunnelIdentities identities;

	private final List<WsCredentialExpiryResolver> expiryResolvers;

	private final Duration drainPeriod;

	private final ApplicationEventPublisher eventPublisher;

	private final RefusalLog refusalLog = new RefusalLog(Duration.ofMinutes(1));

	/**
	 * Create an admission.
	 * @param tunnels the open tunnels
	 * @param identities who they belong to, {@code null} if that does not matter
	 * @param expiryResolvers tell when credentials expire
	 * @param drainPeriod when to try again if the application stops
	 * @param eventPublisher told of what is refused
	 */
	Admission(OpenTunnels tunnels, @Nullable TunnelIdentities identities,
			List<WsCredentialExpiryResolver> expiryResolvers, Duration drainPeriod,
			ApplicationEventPublisher eventPublisher) {
		this.tunnels = tunnels;
		this.identities = identities;
		this.expiryResolvers = expiryResolvers;
		this.drainPeriod = drainPeriod;
		this.eventPublisher = eventPublisher;
	}

	/**
	 * Admit a handshake.
	 * @param request the handshake
	 * @param response its response, written to if it is refused
	 * @param tunnel the handler of the tunnel
	 * @param principal the user, or {@code null}
	 * @return the place, or {@code null} if it is refused
	 * @throws IOException if the response could not be written
	 */
	@Nullable Place admit(ServerHttpRequest request, ServerHttpResponse response, ServerTunnelHandler tunnel,
			@Nullable Principal principal) throws IOException {
		HttpServletRequest servletRequest = ((ServletServerHttpRequest) request).getServletRequest();
		Claim claim = tunnel.createClaim((principal != null) ? principal.getName() : null,
				ClientAddress.toKey(servletRequest.getRemoteAddr()));
		try {
			Place place = this.tunnels.takePlace(claim);
			identify(place, request, servletRequest, principal);
			return place;
		}
		catch (TunnelRefusedException ex) {
			servletRequest.setAttribute(REFUSAL, ex.getReason());
			this.refusalLog.refused(claim, ex.getReason());
			publish(claim, ex.getReason());
			refuse(response, ex.getReason());
			return null;
		}
	}

	/**
	 * Return why a handshake was refused.
	 * @param request the handshake
	 * @return the reason, {@code null} if it was not refused here
	 */
	static @Nullable Reason getRefusal(HttpServletRequest request) {
		return (Reason) request.getAttribute(REFUSAL);
	}

	private void identify(Place place, ServerHttpRequest request, HttpServletRequest servletRequest,
			@Nullable Principal principal) {
		if (this.identities == null) {
			return;
		}
		try {
			Identity identity = this.identities.add(servletRequest, principal, getExpiry(request));
			if (identity != null) {
				place.setIdentity(identity);
			}
		}
		catch (RuntimeException | Error ex) {
			place.free();
			throw ex;
		}
	}

	private @Nullable Instant getExpiry(ServerHttpRequest request) {
		Instant earliest = null;
		for (WsCredentialExpiryResolver resolver : this.expiryResolvers) {
			Instant expiry = resolver.resolve(request);
			if (expiry != null && (earliest == null || expiry.isBefore(earliest))) {
				earliest = expiry;
			}
		}
		return earliest;
	}

	private void publish(Claim claim, Reason reason) {
		try {
			this.eventPublisher.publishEvent(new WsTunnelRefusedEvent(this, claim.tunnelId(), reason));
		}
		catch (RuntimeException ex) {
			logger.error("The refusal of a handshake of tunnel '" + claim.tunnelId() + "' could not be published", ex);
		}
	}

	private void refuse(ServerHttpResponse response, Reason reason) throws IOException {
		response.setStatusCode(reason.getStatus());
		response.getHeaders().setContentType(new MediaType(MediaType.TEXT_PLAIN, StandardCharsets.UTF_8));
		if (reason == Reason.STOPPING) {
			response.getHeaders().set(HttpHeaders.RETRY_AFTER, Long.toString(this.drainPeriod.toSeconds() + 1));
		}
		response.getBody().write((describe(reason) + "\n").getBytes(StandardCharsets.UTF_8));
	}

	private static String describe(Reason reason) {
		return switch (reason) {
			case STOPPING -> "The server stops: try again later.";
			case CONNECTIONS -> "The server has as many tunnels open as it may have: try again later.";
			case CONNECTIONS_OF_TUNNEL -> "This tunnel has as many connections as it may have: try again later.";
			case CONNECTIONS_OF_PRINCIPAL ->
				"You have as many tunnels open as a user may have: close one of them first.";
			case CONNECTIONS_OF_ADDRESS ->
				"Your address has as many tunnels open as an address may have: close one of them first.";
		};
	}

}
