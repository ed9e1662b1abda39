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
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionIdListener;
import jakarta.servlet.http.HttpSessionListener;
import org.jspecify.annotations.Nullable;

/**
 * Who the open tunnels belong to. A tunnel whose user had an HTTP session at the
 * handshake is closed with 3000 when that ends, and any other when its user logs out.
 *
 * @since 0.1.0
 */
public final class TunnelIdentities implements HttpSessionListener, HttpSessionIdListener {

	private static final String SESSION_ENDED = "The HTTP session has ended";

	private static final String LOGGED_OUT = "The user has logged out";

	private final Set<Identity> all = new LinkedHashSet<>();

	private final Map<String, Set<Identity>> sessions = new HashMap<>();

	private final ReentrantLock lock = new ReentrantLock();

	/**
	 * Note whose tunnel a handshake opens.
	 * @param request the handshake
	 * @param principal the user, or {@code null}
	 * @param expiry when the credential expires, or {@code null}
	 * @return the identity, or {@code null} if there is nothing that could end
	 */
	@Nullable Identity add(HttpServletRequest request, @Nullable Principal principal, @Nullable Instant expiry) {
		if (principal == null) {
			return (expiry != null) ? new Identity(this, null, expiry) : null;
		}
		Identity identity = new Identity(this, principal, expiry);
		HttpSession session = request.getSession(false);
		String sessionId = (session != null) ? session.getId() : null;
		this.lock.lock();
		try {
			this.all.add(identity);
			if (sessionId != null) {
				enterSession(identity, sessionId);
			}
		}
		finally {
			this.lock.unlock();
		}
		if (session != null) {
			follow(identity, session);
			if (request.getSession(false) == null) {
				// It may have ended before there was something to end
				identity.end(SESSION_ENDED);
			}
		}
		return identity;
	}

	/**
	 * The session may have been given another id before the identity was known.
	 */
	private void follow(Identity identity, HttpSession session) {
		String sessionId = session.getId();
		while (!sessionId.equals(identity.getSessionId())) {
			move(identity, sessionId);
			sessionId = session.getId();
		}
	}

	private void move(Identity identity, String sessionId) {
		this.lock.lock();
		try {
			leaveSession(identity);
			enterSession(identity, sessionId);
		}
		finally {
			this.lock.unlock();
		}
	}

	private void enterSession(Identity identity, String sessionId) {
		identity.setSessionId(sessionId);
		this.sessions.computeIfAbsent(sessionId, (id) -> new LinkedHashSet<>()).add(identity);
	}

	private void leaveSession(Identity identity) {
		String sessionId = identity.getSessionId();
		if (sessionId != null) {
			this.sessions.computeIfPresent(sessionId, (id, identities) -> {
				identities.remove(identity);
				return identities.isEmpty() ? null : identities;
			});
		}
	}

	void remove(Identity identity) {
		this.lock.lock();
		try {
			this.all.remove(identity);
			leaveSession(identity);
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public void sessionDestroyed(HttpSessionEvent event) {
		List<Identity> ended;
		this.lock.lock();
		try {
			ended = List.copyOf(this.sessions.getOrDefault(event.getSession().getId(), Set.of()));
		}
		finally {
			this.lock.unlock();
		}
		ended.forEach((identity) -> identity.end(SESSION_ENDED));
	}

	@Override
	public void sessionIdChanged(HttpSessionEvent event, String oldSessionId) {
		this.lock.lock();
		try {
			Set<Identity> moved = this.sessions.remove(oldSessionId);
			if (moved != null) {
				String sessionId = event.getSession().getId();
				moved.forEach((identity) -> identity.setSessionId(sessionId));
				this.sessions.computeIfAbsent(sessionId, (id) -> new LinkedHashSet<>()).addAll(moved);
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * A user has logged out.
	 * @param login which identities have ended
	 */
	void loggedOut(Predicate<Identity> login) {
		List<Identity> ended;
		this.lock.lock();
		try {
			ended = this.all.stream().filter(login).toList();
		}
		finally {
			this.lock.unlock();
		}
		ended.forEach((identity) -> identity.end(LOGGED_OUT));
	}

}
