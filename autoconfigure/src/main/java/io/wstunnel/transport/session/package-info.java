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
 * The fallback: a transport over a session of the container's own WebSocket, which calls
 * a handler and blocks, on any server. What it cannot keep of the contract:
 *
 * <table>
 * <caption>Exceptions</caption>
 * <tr>
 * <th>rule</th>
 * <th>what happens instead</th>
 * </tr>
 * <tr>
 * <td>R6 no container thread is blocked</td>
 * <td>the container's thread waits while the receive window is full; pings, closes and
 * losses are not seen meanwhile</td>
 * </tr>
 * <tr>
 * <td>C7 the peer closes first</td>
 * <td>the container answers at once: writes fail from then on, and the message in flight
 * is cut</td>
 * </tr>
 * <tr>
 * <td>T1 reading and writing side by side</td>
 * <td>the container answers a ping on the thread that reads, behind the frame on its way:
 * while that is stuck, nothing is read</td>
 * </tr>
 * <tr>
 * <td>keep-alive: a peer's ping is a sign of life</td>
 * <td>the container answers it without a word; messages and pongs are such signs</td>
 * </tr>
 * <tr>
 * <td>keep-alive: pings</td>
 * <td>go between messages, not between the frames of one; a session of another server
 * that knows no pings is not kept alive, nor is its peer given up; that is logged
 * once</td>
 * </tr>
 * <tr>
 * <td>I2 TCP probes a silent peer</td>
 * <td>as the server or the system has it: the TCP connection is out of reach</td>
 * </tr>
 * <tr>
 * <td>W3 text that is not UTF-8</td>
 * <td>closes with 1007, but the text in front of it in the same frame is lost; Tomcat
 * reports violations (1002, 1007) as if the peer had closed with that status</td>
 * </tr>
 * <tr>
 * <td>C1 1014</td>
 * <td>is sent as 1011, since the Jakarta API does not know it</td>
 * </tr>
 * <tr>
 * <td>R1 a message is streamed</td>
 * <td>Tomcat keeps up to 8 KiB of a frame until more of it has come</td>
 * </tr>
 * <tr>
 * <td>R4, C5, C7 a close without a status</td>
 * <td>Tomcat says, and answers, 1000</td>
 * </tr>
 * <tr>
 * <td>R5 1012, 1013, 1014</td>
 * <td>Tomcat takes them for violations, and says 1002</td>
 * </tr>
 * <tr>
 * <td>C5 the status of the peer's answer to our close</td>
 * <td>Tomcat does not tell it: the status is our own</td>
 * </tr>
 * <tr>
 * <td>C3 an abort drops the network connection within 100 ms</td>
 * <td>Tomcat's NIO connector ends its own direction at once, but frees the connection by
 * the next selection, which its {@code selectorTimeout} bounds (1 s)</td>
 * </tr>
 * <tr>
 * <td>C3 what the peer sees of an abort during a write</td>
 * <td>Tomcat's NIO connector closes a connection without a look at who writes to it, and
 * gives its buffers to the next one. An abort waits up to 50 ms for the frame on its way;
 * if a peer that had stopped reading goes on at the very end of that, the last bytes over
 * TLS may be no record, or an encrypted one of an earlier connection, which nobody can
 * read, and what was being written may break the next connection. With
 * {@code socket.bufferPool=0} of the connector no buffer sees a second connection</td>
 * </tr>
 * <tr>
 * <td>C3 an abort sends no close frame</td>
 * <td>servers other than Tomcat and Jetty close with 1011</td>
 * </tr>
 * <tr>
 * <td>W2 a peer that does not read</td>
 * <td>on Tomcat, one that does not take a frame within 10 minutes is cut</td>
 * </tr>
 * <tr>
 * <td>R1 no message is too long</td>
 * <td>Jetty refuses a frame of 2 GiB or more with 1009; its own sessions, as Spring's
 * {@code JettyRequestUpgradeStrategy} makes them, refuse a message above their limit</td>
 * </tr>
 * <tr>
 * <td>R5 1014</td>
 * <td>Jetty does not report it: it reads as a loss, 1006</td>
 * </tr>
 * <tr>
 * <td>R5 a close inside a message</td>
 * <td>Jetty does not tell of an empty frame that begins a message, so that a close right
 * behind it with 1000 or 1001 reads as the end</td>
 * </tr>
 * <tr>
 * <td>C7 what still comes is dropped</td>
 * <td>Tomcat and Jetty close the network connection at once behind their answer</td>
 * </tr>
 * </table>
 */
@NullMarked
package io.wstunnel.transport.session;

import org.jspecify.annotations.NullMarked;
