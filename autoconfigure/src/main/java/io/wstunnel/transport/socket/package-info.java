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

/**
 * The byte channel of a client: a socket of the JDK that never blocks, TLS by tls-channel
 * upon it, and one thread that waits for the readiness of all sockets of a client.
 *
 * <p>
 * Why not an event loop such as Netty's: a {@link io.wstunnel.transport.Transport} is
 * pulled by its reader. Here the thread that reads or writes does so on the socket
 * itself, without a hop to another thread and without a queue in between; what is not
 * read stays in the kernel, where TCP stops the peer. An event loop pushes what it has
 * read, so that the same flow control would need pausing and resuming by hand. The price
 * is one small dependency, tls-channel, instead of own loops around
 * {@link javax.net.ssl.SSLEngine}.
 */
@NullMarked
package io.wstunnel.transport.socket;

import org.jspecify.annotations.NullMarked;
