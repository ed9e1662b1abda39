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
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Addresses that nobody means who allows all hosts of some name: those of this machine
 * and its link, of groups, and of the services by which a cloud tells a machine its
 * secrets. Those of Teredo and of a local NAT64 are among them, which stand for IPv4
 * addresses in ways that cannot be told.
 */
final class SpecialAddresses {

	private static final List<AddressRange> RANGES = Stream
		.of("0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/4", "240.0.0.0/4", "100.100.100.200",
				"168.63.129.16", "192.0.0.192", "::", "::1", "fe80::/10", "ff00::/8", "fd00:ec2::/32", "fd20:ce::254",
				"fd00:42::42", "2001::/32", "64:ff9b:1::/48")
		.map(AddressRange::of)
		.toList();

	/**
	 * IPv6 addresses that stand for an IPv4 address, and where they have it.
	 */
	private static final List<Embedding> EMBEDDINGS = List.of(new Embedding(AddressRange.of("::/96"), 12),
			new Embedding(AddressRange.of("::ffff:0:0:0/96"), 12), new Embedding(AddressRange.of("64:ff9b::/96"), 12),
			new Embedding(AddressRange.of("2002::/16"), 2));

	private SpecialAddresses() {
	}

	/**
	 * Find the range that makes an address special.
	 * @param address the address
	 * @return the range, if it is special
	 */
	static Optional<AddressRange> find(InetAddress address) {
		return findRange(address).or(() -> EMBEDDINGS.stream()
			.filter((embedding) -> embedding.range().contains(address))
			.findFirst()
			.flatMap((embedding) -> findRange(embedding.extract(address))));
	}

	private static Optional<AddressRange> findRange(InetAddress address) {
		return RANGES.stream().filter((range) -> range.contains(address)).findFirst();
	}

	private record Embedding(AddressRange range, int offset) {

		InetAddress extract(InetAddress address) {
			try {
				return InetAddress.getByAddress(Arrays.copyOfRange(address.getAddress(), this.offset, this.offset + 4));
			}
			catch (UnknownHostException ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

}
