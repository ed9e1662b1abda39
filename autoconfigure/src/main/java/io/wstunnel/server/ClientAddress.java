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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * What counts as one address. Whoever has an IPv6 address usually has its whole /64 and
 * can change within it at will; a port is another one for each connection.
 */
final class ClientAddress {

	private static final int PREFIX_BYTES = 8;

	/**
	 * Proxies forward IPv4 with a port, or IPv6 in brackets and perhaps with one.
	 */
	private static final Pattern WITH_PORT = Pattern.compile("([0-9]+(?:\\.[0-9]+){3}):[0-9]+|\\[(.*)\\](:[0-9]+)?");

	/**
	 * What the JDK takes for an address, or refuses. It asks for the address of anything
	 * else, as "client:80".
	 */
	private static final Pattern LITERAL = Pattern.compile("[0-9a-fA-F:][0-9a-fA-F:.]*");

	private ClientAddress() {
	}

	/**
	 * Return what an address is counted as. Resolves no name.
	 * @param host the address as the request has it, or whatever a proxy says it is
	 * @return the key
	 */
	static @Nullable String toKey(@Nullable String host) {
		if (host == null || host.indexOf(':') < 0) {
			return host;
		}
		String address = withoutZone(withoutPort(host));
		if (address.indexOf(':') < 0) {
			return address;
		}
		if (!LITERAL.matcher(address).matches()) {
			return host;
		}
		try {
			return toKey(InetAddress.getByName(address));
		}
		catch (UnknownHostException ex) {
			return host;
		}
	}

	private static String toKey(InetAddress address) throws UnknownHostException {
		if (!(address instanceof Inet6Address)) {
			return address.getHostAddress();
		}
		byte[] prefix = Arrays.copyOf(Arrays.copyOf(address.getAddress(), PREFIX_BYTES), 2 * PREFIX_BYTES);
		return InetAddress.getByAddress(prefix).getHostAddress() + "/64";
	}

	private static String withoutPort(String host) {
		Matcher matcher = WITH_PORT.matcher(host);
		if (!matcher.matches()) {
			return host;
		}
		return (matcher.group(1) != null) ? matcher.group(1) : matcher.group(2);
	}

	private static String withoutZone(String address) {
		int zone = address.indexOf('%');
		return (zone < 0) ? address : address.substring(0, zone);
	}

}
