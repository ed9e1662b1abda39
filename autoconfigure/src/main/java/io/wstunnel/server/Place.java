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

import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;
import org.springframework.web.socket.WebSocketSession;

/**
 * The place that a tunnel takes among the {@link OpenTunnels}, from its handshake to its
 * end. Handed from the handshake to the handler in the attributes of the session.
 */
final class Place {

	private static final String ATTRIBUTE = Place.class.getName();

	private final OpenTunnels tunnels;

	private final Claim claim;

	private final AtomicReference<State> state = new AtomicReference<>(State.TAKEN);

	private volatile @Nullable Identity identity;

	private volatile Runnable onFree = () -> {
	};

	private volatile Runnable onNotOpened = () -> {
	};

	Place(OpenTunnels tunnels, Claim claim) {
		this.tunnels = tunnels;
		this.claim = claim;
	}

	/**
	 * Let the tunnel end with an identity.
	 * @param identity the identity, forgotten with the place
	 */
	void setIdentity(Identity identity) {
		this.identity = identity;
	}

	@Nullable Identity getIdentity() {
		return this.identity;
	}

	void storeIn(Map<String, Object> attributes) {
		attributes.put(ATTRIBUTE, this);
	}

	static Place of(WebSocketSession session) {
		Place place = (Place) session.getAttributes().get(ATTRIBUTE);
		Assert.state(place != null, "The handshake of a tunnel took no place");
		return place;
	}

	/**
	 * Run something when the place is freed, by the thread that took it and before it is
	 * known to others.
	 * @param task what to run
	 */
	void onFree(Runnable task) {
		this.onFree = task;
	}

	/**
	 * The handshake was answered.
	 * @param onNotOpened run if the place is then freed without having been opened
	 */
	void answered(Runnable onNotOpened) {
		this.onNotOpened = onNotOpened;
	}

	/**
	 * The tunnel is open.
	 */
	void open() {
		Assert.state(this.state.compareAndSet(State.TAKEN, State.OPENED),
				"The server opened the session of a tunnel too late");
	}

	/**
	 * Free the place of a tunnel that was not opened.
	 */
	void freeUnlessOpened() {
		if (this.state.compareAndSet(State.TAKEN, State.FREED)) {
			freed(State.TAKEN);
		}
	}

	/**
	 * Free the place; once is enough.
	 */
	void free() {
		State before = this.state.getAndSet(State.FREED);
		if (before != State.FREED) {
			freed(before);
		}
	}

	private void freed(State before) {
		try {
			if (before == State.TAKEN) {
				this.onNotOpened.run();
			}
		}
		finally {
			release();
		}
	}

	private void release() {
		try {
			forgetIdentity();
		}
		finally {
			try {
				this.onFree.run();
			}
			finally {
				this.tunnels.freePlace(this.claim);
			}
		}
	}

	private void forgetIdentity() {
		Identity identity = this.identity;
		if (identity != null) {
			identity.forget();
		}
	}

	private enum State {

		TAKEN, OPENED, FREED

	}

}
