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

package io.wstunnel.contract;

import io.wstunnel.testsupport.CallingThreads;
import io.wstunnel.testsupport.ServerKind;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The contract for the server's end over sessions of Jetty's own WebSocket.
 */
@Tag("again")
@Tag("once")
@ParameterizedClass(name = "{0}")
@EnumSource(value = CallingThreads.class, names = "PLATFORM")
class JettySessionServerEndTests extends AbstractServerEndTests implements JettySessionInstead {

	@RegisterExtension
	static final SessionExceptions EXCEPTIONS = SessionExceptions.onJetty();

	@Override
	protected Rigs createRigs() throws Exception {
		return new ServerEndRigs(ServerKind.JETTY, null, "wstunnel.server.transport=session");
	}

}
