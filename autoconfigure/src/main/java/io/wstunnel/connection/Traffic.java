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

package io.wstunnel.connection;

/**
 * What has gone through one connection, or several.
 *
 * @param bytesReceived the payload received, in bytes
 * @param bytesSent the payload sent, in bytes
 * @param messagesReceived the messages received whole
 * @param messagesSent the messages sent whole
 * @param blockedNanos how long writers had to wait for the peer or the network, in
 * nanoseconds; a wait that has not ended counts as far as it has come
 * @param blockedWaits how often they had to
 * @since 0.1.0
 */
public record Traffic(long bytesReceived, long bytesSent, long messagesReceived, long messagesSent, long blockedNanos,
		long blockedWaits) {

	/**
	 * Nothing.
	 */
	public static final Traffic NONE = new Traffic(0, 0, 0, 0, 0, 0);

	/**
	 * Add other traffic.
	 * @param other the other
	 * @return both
	 */
	public Traffic plus(Traffic other) {
		return new Traffic(this.bytesReceived + other.bytesReceived, this.bytesSent + other.bytesSent,
				this.messagesReceived + other.messagesReceived, this.messagesSent + other.messagesSent,
				this.blockedNanos + other.blockedNanos, this.blockedWaits + other.blockedWaits);
	}

}
