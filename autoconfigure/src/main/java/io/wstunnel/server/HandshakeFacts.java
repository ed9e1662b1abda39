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

import io.wstunnel.WsAddress;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;
import org.springframework.web.socket.WebSocketSession;

/**
 * What the handshake request said beyond what a session knows. Handed from the handshake
 * to the handler in the attributes of the session.
 *
 * @param pathVariables the variables of the tunnel's path
 * @param remoteAddress the remote address
 * @param threadContext decorates the handler's task with the context of the request's
 * thread
 * @param arguments the arguments of the handler method that come from the request;
 * {@code null} for the others
 */
record HandshakeFacts(Map<String, String> pathVariables, WsAddress remoteAddress, ThreadContext threadContext,
		@Nullable Object[] arguments) {

	private static final String ATTRIBUTE = HandshakeFacts.class.getName();

	void storeIn(Map<String, Object> attributes) {
		attributes.put(ATTRIBUTE, this);
	}

	static HandshakeFacts of(WebSocketSession session) {
		return of(session.getAttributes());
	}

	static HandshakeFacts of(Map<String, Object> attributes) {
		HandshakeFacts facts = (HandshakeFacts) attributes.get(ATTRIBUTE);
		Assert.state(facts != null, "The handshake of a tunnel was not intercepted");
		return facts;
	}

	/**
	 * Leave out the arguments, which may be secrets such as the values of headers.
	 */
	@Override
	public String toString() {
		return "HandshakeFacts[remoteAddress=" + this.remoteAddress + "]";
	}

}
