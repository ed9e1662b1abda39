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
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

/**
 * Who opened a tunnel, from its handshake to its end. What ends it before the tunnel is
 * open ends the tunnel when it is.
 */
final class Identity {

	private static final String EXPIRED = "The credential has expired";

	private final TunnelIdentities identities;

	private final @Nullable Principal principal;

	private final @Nullable Instant expiry;

	private final ReentrantLock lock = new ReentrantLock();

	private volatile @Nullable String sessionId;

	private @Nullable ServerTunnel tunnel;

	private @Nullable String end;

	/**
	 * Create an identity.
	 * @param identities those known
	 * @param principal the user, if there is one
	 * @param expiry when it expires, or {@code null}
	 */
	Identity(TunnelIdentities identities, @Nullable Principal principal, @Nullable Instant expiry) {
		this.identities = identities;
		this.principal = principal;
		this.expiry = expiry;
	}

	/**
	 * Return the id of the HTTP session.
	 * @return the id, {@code null} if the user had none at the handshake
	 */
	@Nullable String getSessionId() {
		return this.sessionId;
	}

	void setSessionId(String sessionId) {
		this.sessionId = sessionId;
	}

	@Nullable Principal getPrincipal() {
		return this.principal;
	}

	/**
	 * Let a tunnel end with this: at once, if it has ended already, and before the
	 * handler has read or written anything.
	 * @param tunnel the tunnel, which is open, and whose handler does not run yet
	 */
	void bind(ServerTunnel tunnel) {
		Duration left = (this.expiry != null) ? Duration.between(Instant.now(), this.expiry) : null;
		String end;
		this.lock.lock();
		try {
			this.tunnel = tunnel;
			if (this.end == null && left != null && (left.isNegative() || left.isZero())) {
				this.end = EXPIRED;
			}
			end = this.end;
		}
		finally {
			this.lock.unlock();
		}
		if (end != null) {
			tunnel.endIdentity(end);
		}
		else if (left != null) {
			tunnel.schedule(left, () -> end(EXPIRED));
		}
	}

	/**
	 * End the tunnel.
	 * @param reason why, for its reads and writes and for the peer
	 */
	void end(String reason) {
		ServerTunnel tunnel;
		this.lock.lock();
		try {
			if (this.end != null) {
				return;
			}
			this.end = reason;
			tunnel = this.tunnel;
		}
		finally {
			this.lock.unlock();
		}
		if (tunnel != null) {
			tunnel.endIdentity(reason);
		}
	}

	void forget() {
		this.identities.remove(this);
	}

}
