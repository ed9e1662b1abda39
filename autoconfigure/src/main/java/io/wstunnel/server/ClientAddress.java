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

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * What counts as one address. Whoever has an IPv6 address usually has its whole /64 and
 * can change within it at will.
 */
final class ClientAddress {

	private static final int PREFIX_BYTES = 8;

	private ClientAddress() {
	}

	/**
	 * Return what an address is counted as.
	 * @param host the address as the request has it, or whatever a proxy says it is
	 * @return the key
	 */
	static @Nullable String toKey(@Nullable String host) {
		if (host == null || host.indexOf(':') < 0) {
			return host;
		}
		try {
			// With a colon it is an address or fails: no name is resolved
			InetAddress address = InetAddress.getByName(host);
			if (!(address instanceof Inet6Address)) {
				return address.getHostAddress();
			}
			byte[] prefix = Arrays.copyOf(Arrays.copyOf(address.getAddress(), PREFIX_BYTES), 2 * PREFIX_BYTES);
			return InetAddress.getByAddress(prefix).getHostAddress() + "/64";
		}
		catch (UnknownHostException ex) {
			return host;
		}
	}

}
