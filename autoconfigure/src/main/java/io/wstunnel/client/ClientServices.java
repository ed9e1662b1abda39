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

import java.net.ProxySelector;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

import io.wstunnel.WsTunnelClientCustomizer;
import io.wstunnel.monitor.TunnelMonitor;
import io.wstunnel.transport.selector.SelectorLoop;
import org.jspecify.annotations.Nullable;

/**
 * What all dials of one client use.
 *
 * @param loop tells when sockets are ready
 * @param connections what is open and what is being opened
 * @param names finds the addresses of hosts
 * @param proxySelector returns who knows the proxies, {@code null} for no proxies
 * @param customizers see each handshake before it is sent
 * @param executor runs what depends on the end of a connection
 * @param monitor told of all handshakes and connections
 */
record ClientServices(SelectorLoop loop, ClientConnections connections, NameResolution names,
		Supplier<@Nullable ProxySelector> proxySelector, Supplier<List<WsTunnelClientCustomizer>> customizers,
		Executor executor, TunnelMonitor monitor) {

}
