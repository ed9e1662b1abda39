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

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

import org.springframework.util.Assert;

/**
 * A range of addresses, as in {@code 10.0.0.0/8} or {@code fd00::/8}; an address without
 * a length of its prefix is a range of one.
 */
final class AddressRange {

	/**
	 * Whatever else would be looked up as a name.
	 */
	private static final Pattern LITERAL = Pattern
		.compile("((25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(\\.(?!$)|$)){4}|[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*");

	private final byte[] address;

	private final int prefix;

	private AddressRange(byte[] address, int prefix) {
		this.address = address;
		this.prefix = prefix;
	}

	/**
	 * Parse a range.
	 * @param text the text
	 * @return the range
	 * @throws IllegalArgumentException if it is none
	 */
	static AddressRange of(String text) {
		int slash = text.indexOf('/');
		String literal = (slash < 0) ? text : text.substring(0, slash);
		byte[] address = parse(text, literal);
		int bits = address.length * Byte.SIZE;
		String length = (slash < 0) ? String.valueOf(bits) : text.substring(slash + 1);
		Assert.isTrue(length.matches("\\d{1,3}") && Integer.parseInt(length) <= bits,
				() -> "'" + text + "' must have a prefix of 0 to " + bits + " bits");
		AddressRange range = new AddressRange(address, Integer.parseInt(length));
		Assert.isTrue(range.isBoundary(), () -> "'" + text + "' has bits beyond its prefix: use '" + range.boundary()
				+ "/" + length + "' for the range, or '" + literal + "' for the address");
		return range;
	}

	/**
	 * Whether a host is an address, which needs not be looked up.
	 * @param host the host
	 * @return whether it is
	 */
	static boolean isAddress(String host) {
		return LITERAL.matcher(host).matches();
	}

	private static byte[] parse(String text, String literal) {
		try {
			Assert.isTrue(isAddress(literal), "no address");
			return InetAddress.getByName(literal).getAddress();
		}
		catch (UnknownHostException | IllegalArgumentException ex) {
			throw new IllegalArgumentException(
					"'" + text + "' is not a range of addresses such as 10.0.0.0/8 or fd00::/8", ex);
		}
	}

	boolean contains(InetAddress other) {
		return contains(other.getAddress());
	}

	/**
	 * Whether all addresses of this range are also in another.
	 * @param other the other
	 * @return whether they are
	 */
	boolean isWithin(AddressRange other) {
		return this.prefix >= other.prefix && other.contains(this.address);
	}

	private boolean contains(byte[] other) {
		if (other.length != this.address.length) {
			return false;
		}
		for (int bit = 0; bit < this.prefix; bit++) {
			if (bit(other, bit) != bit(this.address, bit)) {
				return false;
			}
		}
		return true;
	}

	private boolean isBoundary() {
		for (int bit = this.prefix; bit < this.address.length * Byte.SIZE; bit++) {
			if (bit(this.address, bit) != 0) {
				return false;
			}
		}
		return true;
	}

	private String boundary() {
		byte[] boundary = new byte[this.address.length];
		for (int bit = 0; bit < this.prefix; bit++) {
			boundary[bit / Byte.SIZE] |= (byte) (bit(this.address, bit) << (7 - bit % Byte.SIZE));
		}
		return format(boundary);
	}

	private static int bit(byte[] bytes, int index) {
		return (bytes[index / Byte.SIZE] >> (7 - index % Byte.SIZE)) & 1;
	}

	private static String format(byte[] address) {
		try {
			return (address.length == 4) ? InetAddress.getByAddress(address).getHostAddress()
					: Inet6Address.getByAddress(null, address, -1).getHostAddress();
		}
		catch (UnknownHostException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public String toString() {
		return format(this.address) + "/" + this.prefix;
	}

}
