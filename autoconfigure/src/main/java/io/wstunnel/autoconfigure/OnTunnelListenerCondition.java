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

package io.wstunnel.autoconfigure;

import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.StringUtils;

/**
 * Matches if a tunnel of the client has a local port.
 */
class OnTunnelListenerCondition extends SpringBootCondition {

	private static final String TUNNELS = "wstunnel.client.tunnels";

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		ConditionMessage.Builder message = ConditionMessage.forCondition("Local Port of a Tunnel");
		boolean found = Binder.get(context.getEnvironment())
			.bind(TUNNELS, Bindable.mapOf(String.class, Tunnel.class))
			.orElseGet(Map::of)
			.values()
			.stream()
			.anyMatch((tunnel) -> StringUtils.hasText(tunnel.getListen()));
		return found ? ConditionOutcome.match(message.foundExactly("'listen' below " + TUNNELS))
				: ConditionOutcome.noMatch(message.didNotFind("'listen' below " + TUNNELS).atAll());
	}

	/**
	 * Only this is of interest; what is wrong with the other properties is told later.
	 */
	static class Tunnel {

		private @Nullable String listen;

		@Nullable String getListen() {
			return this.listen;
		}

		void setListen(@Nullable String listen) {
			this.listen = listen;
		}

	}

}
