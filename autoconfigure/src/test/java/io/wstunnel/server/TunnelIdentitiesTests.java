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
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;

import jakarta.servlet.http.HttpSessionEvent;
import org.junit.jupiter.api.Test;

import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpSession;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link TunnelIdentities}, where a server cannot be made to do things in the
 * order that matters.
 */
class TunnelIdentitiesTests {

	private static final Principal USER = () -> "user";

	private final TunnelIdentities identities = new TunnelIdentities();

	@Test
	void aSessionThatGetsANewIdMeanwhileIsFollowed() {
		Identity identity = add(new RenamedSession("old", "new"));
		assertThat(identity.getSessionId()).isEqualTo("new");
		identity.forget();
		assertNothingIsKept();
	}

	@Test
	void aSessionThatGetsANewIdOnceItIsKnownIsFollowed() {
		RenamedSession session = new RenamedSession("old", "old", "new");
		Identity identity = add(session);
		assertThat(identity.getSessionId()).isIn("old", "new");
		this.identities.sessionIdChanged(new HttpSessionEvent(session), "old");
		assertThat(identity.getSessionId()).isEqualTo("new");
		identity.forget();
		assertNothingIsKept();
	}

	@Test
	void whoIsForgottenLeavesTheOthersOfTheSession() {
		MockHttpSession session = new MockHttpSession();
		Identity first = add(session);
		Identity second = add(session);
		first.forget();
		first.forget();
		assertThat(this.identities).extracting("sessions").isEqualTo(Map.of(session.getId(), Set.of(second)));
		second.forget();
		assertNothingIsKept();
	}

	private Identity add(MockHttpSession session) {
		MockHttpServletRequest request = new MockHttpServletRequest();
		request.setSession(session);
		Identity identity = this.identities.add(request, USER, null);
		assertThat(identity).isNotNull();
		return identity;
	}

	private void assertNothingIsKept() {
		assertThat(this.identities).extracting("all", "sessions").containsExactly(Set.of(), Map.of());
	}

	/**
	 * A session whose id is another one each time that somebody looks, until the last.
	 */
	private static final class RenamedSession extends MockHttpSession {

		private final Queue<String> ids;

		private RenamedSession(String... ids) {
			this.ids = new ArrayDeque<>(List.of(ids));
		}

		@Override
		public String getId() {
			return (this.ids.size() > 1) ? this.ids.remove() : this.ids.element();
		}

	}

}
