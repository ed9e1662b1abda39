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

package io.wstunnel.client;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;

import javax.net.ssl.SSLContext;

import io.wstunnel.WsConnectionSettings;
import org.jspecify.annotations.Nullable;

/**
 * What a client dials with.
 *
 * @param settings the settings of the connections
 * @param connectTimeout how long dialling may take as a whole
 * @param subprotocols the subprotocols to offer
 * @param sslContext the SSL context, {@code null} for the JVM's default
 * @param resolver finds the addresses of a host
 * @param executor runs what depends on the end of a connection
 */
record DialSettings(WsConnectionSettings settings, Duration connectTimeout, List<String> subprotocols,
		@Nullable SSLContext sslContext, HostResolver resolver, Executor executor) {

}
