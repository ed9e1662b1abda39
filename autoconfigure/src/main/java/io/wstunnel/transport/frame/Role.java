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

package io.wstunnel.transport.frame;

/**
 * Which end of a connection this is. Clients mask the frames they send, servers do not
 * (RFC 6455, section 5.1).
 *
 * @since 0.1.0
 */
public enum Role {

	/**
	 * Sends masked frames, receives unmasked ones.
	 */
	CLIENT,

	/**
	 * Sends unmasked frames, receives masked ones.
	 */
	SERVER

}
