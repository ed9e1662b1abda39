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

package io.wstunnel.forward;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import org.springframework.util.Assert;
import org.springframework.util.PatternMatchUtils;

/**
 * Which targets a peer may choose.
 *
 * <p>
 * A host is allowed if its name matches a pattern, or there are none, and the address it
 * has is in one of the ranges, or there are none. Addresses of this machine, its link,
 * groups and the metadata services of clouds are refused all the same, unless a range
 * says them: one that has no others in it.
 *
 * @since 0.1.0
 */
public final class AllowedTargets {

	private final List<String> hosts;

	private final List<AddressRange> addresses;

	private final List<PortRange> ports;

	/**
	 * Create an allow-list.
	 * @param hosts patterns of names or addresses, in which {@code *} stands for anything
	 * @param addresses ranges of addresses, as in {@code 10.0.0.0/8}
	 * @param ports ports, and ranges as in {@code 8000-8999}
	 * @throws IllegalArgumentException if one of them is none
	 */
	public AllowedTargets(List<String> hosts, List<String> addresses, List<String> ports) {
		this.hosts = hosts.stream().map(AllowedTargets::normalize).toList();
		Assert.isTrue(this.hosts.stream().noneMatch(String::isEmpty), "a pattern of hosts must not be empty");
		this.addresses = addresses.stream().map(String::trim).map(AddressRange::of).toList();
		this.ports = ports.stream().map(String::trim).map(PortRange::of).toList();
	}

	boolean hasHosts() {
		return !this.hosts.isEmpty() || !this.addresses.isEmpty();
	}

	boolean hasPorts() {
		return !this.ports.isEmpty();
	}

	boolean isAllowedPort(int port) {
		return this.ports.stream().anyMatch((range) -> range.contains(port));
	}

	boolean isAllowedHost(String host) {
		String name = normalize(host);
		return this.hosts.isEmpty()
				|| this.hosts.stream().anyMatch((pattern) -> PatternMatchUtils.simpleMatch(pattern, name));
	}

	boolean isAllowedAddress(InetAddress address) {
		Optional<AddressRange> special = SpecialAddresses.find(address);
		if (special.isEmpty() && this.addresses.isEmpty()) {
			return true;
		}
		return this.addresses.stream()
			.filter((range) -> range.contains(address))
			.anyMatch((range) -> special.isEmpty() || range.isWithin(special.get()));
	}

	private static String normalize(String host) {
		String name = host.trim().toLowerCase(Locale.ROOT);
		return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
	}

	/**
	 * Ports from one to another.
	 *
	 * @param first the first
	 * @param last the last
	 */
	private record PortRange(int first, int last) {

		static PortRange of(String text) {
			Assert.isTrue(text.matches("\\d{1,5}(-\\d{1,5})?"),
					() -> "'" + text + "' is not a port such as 5432, nor a range such as 8000-8999");
			int dash = text.indexOf('-');
			int first = Integer.parseInt((dash < 0) ? text : text.substring(0, dash));
			int last = (dash < 0) ? first : Integer.parseInt(text.substring(dash + 1));
			Assert.isTrue(first >= 1 && first <= last && last <= 0xFFFF,
					() -> "'" + text + "' must be from 1 to 65535, the lower first");
			return new PortRange(first, last);
		}

		boolean contains(int port) {
			return port >= this.first && port <= this.last;
		}

	}

}
