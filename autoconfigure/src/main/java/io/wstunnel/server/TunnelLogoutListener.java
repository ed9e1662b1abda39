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

import java.security.Principal;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationListener;
import org.springframework.security.authentication.event.LogoutSuccessEvent;
import org.springframework.security.core.Authentication;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * Ends the tunnels of a login with its logout. Needs Spring Security.
 *
 * @since 0.1.0
 */
public final class TunnelLogoutListener implements ApplicationListener<LogoutSuccessEvent> {

	private final TunnelIdentities identities;

	/**
	 * Create a listener.
	 * @param identities who the open tunnels belong to
	 */
	public TunnelLogoutListener(TunnelIdentities identities) {
		this.identities = identities;
	}

	@Override
	public void onApplicationEvent(LogoutSuccessEvent event) {
		Authentication login = event.getAuthentication();
		String sessionId = getSessionId();
		this.identities.loggedOut((identity) -> isOf(identity, login, sessionId));
	}

	/**
	 * Return the id of the HTTP session that the request belongs, or belonged, to.
	 */
	private static @Nullable String getSessionId() {
		if (!(RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes)) {
			return null;
		}
		HttpServletRequest request = attributes.getRequest();
		HttpSession session = request.getSession(false);
		return (session != null) ? session.getId() : request.getRequestedSessionId();
	}

	/**
	 * A session outlives its first {@code Authentication}: further factors replace that,
	 * and sessions may be kept elsewhere. Credentials do not tell apart several logins
	 * with the same password, of which each has a session; without one they are all there
	 * is.
	 */
	private static boolean isOf(Identity identity, Authentication login, @Nullable String sessionId) {
		Principal principal = identity.getPrincipal();
		if (principal == null || principal == login) {
			return principal == login;
		}
		if (!login.getName().equals(principal.getName())) {
			return false;
		}
		if (identity.getSessionId() != null) {
			return identity.getSessionId().equals(sessionId);
		}
		Object credentials = login.getCredentials();
		return credentials != null && principal instanceof Authentication authentication
				&& credentials.equals(authentication.getCredentials());
	}

}
