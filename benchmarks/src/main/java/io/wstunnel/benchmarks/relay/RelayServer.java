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

package io.wstunnel.benchmarks.relay;

/**
 * A server that relays what it receives to one of the targets and back, or echoes it
 * itself.
 */
interface RelayServer {

	/**
	 * Start on ports of the loopback interface.
	 * @param targets where to relay to
	 * @return the ports, separated by spaces: one for all paths, or one each for
	 * {@code /sink}, {@code /source}, {@code /echo} and {@code /idle}
	 */
	String start(Targets targets) throws Exception;

}
