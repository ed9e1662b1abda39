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
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests of {@link AllowedTargets}.
 */
class AllowedTargetsTests {

	@ParameterizedTest
	@ValueSource(strings = { "127.0.0.1", "127.9.9.9", "0.0.0.0", "0.1.2.3", "169.254.1.1", "169.254.169.254",
			"224.0.0.1", "255.255.255.255", "100.100.100.200", "168.63.129.16", "192.0.0.192", "::", "::1", "fe80::1",
			"ff02::1", "fd00:ec2::254", "fd20:ce::254", "::ffff:127.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1",
			"64:ff9b::a9fe:a9fe", "64:ff9b:1::7f00:1", "64:ff9b:1:a9fe:a9:fe00::", "2002:7f00:1::", "2002:a9fe:a9fe::1",
			"2001:0:a9fe:a9fe::1", "2001::80ff:fffe", "fd00:ec2::23" })
	void whatNobodyMeansIsRefused(String address) {
		assertThat(allowed().isAllowedAddress(address(address))).isFalse();
		assertThat(allowed("0.0.0.0/0", "::/0").isAllowedAddress(address(address))).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "10.1.2.3", "172.16.0.1", "192.168.1.1", "93.184.216.34", "2001:db8::1", "fd00::1" })
	void othersAreAllowedUnlessThereAreRanges(String address) {
		assertThat(allowed().isAllowedAddress(address(address))).isTrue();
		assertThat(allowed("0.0.0.0/0", "::/0").isAllowedAddress(address(address))).isTrue();
		assertThat(allowed("10.9.0.0/16").isAllowedAddress(address(address))).isFalse();
	}

	@Test
	void whatIsSpecialIsAllowedByARangeOfNothingElse() {
		assertThat(allowed("127.0.0.0/8").isAllowedAddress(address("127.0.0.1"))).isTrue();
		assertThat(allowed("127.0.0.1").isAllowedAddress(address("127.0.0.1"))).isTrue();
		assertThat(allowed("127.0.0.1").isAllowedAddress(address("127.0.0.2"))).isFalse();
		assertThat(allowed("126.0.0.0/7").isAllowedAddress(address("127.0.0.1"))).isFalse();
		assertThat(allowed("::1").isAllowedAddress(address("::1"))).isTrue();
		assertThat(allowed("fe80::/10").isAllowedAddress(address("fe80::1"))).isTrue();
		assertThat(allowed("169.254.169.254").isAllowedAddress(address("169.254.169.254"))).isTrue();
		assertThat(allowed("64:ff9b:1::/48").isAllowedAddress(address("64:ff9b:1::a00:1"))).isTrue();
	}

	@Test
	void rangesEndWhereTheirPrefixSays() {
		AllowedTargets allowed = allowed("10.128.0.0/9", "2001:db8::/33");
		assertThat(allowed.isAllowedAddress(address("10.127.255.255"))).isFalse();
		assertThat(allowed.isAllowedAddress(address("10.128.0.0"))).isTrue();
		assertThat(allowed.isAllowedAddress(address("10.255.255.255"))).isTrue();
		assertThat(allowed.isAllowedAddress(address("2001:db8:7fff::"))).isTrue();
		assertThat(allowed.isAllowedAddress(address("2001:db8:8000::"))).isFalse();
	}

	@Test
	void hostsMatchPatternsWhateverTheirCase() {
		AllowedTargets allowed = new AllowedTargets(List.of("*.db.internal", "cache"), List.of(), List.of());
		assertThat(allowed.isAllowedHost("a.DB.internal")).isTrue();
		assertThat(allowed.isAllowedHost("a.db.internal.")).isTrue();
		assertThat(allowed.isAllowedHost("cache")).isTrue();
		assertThat(allowed.isAllowedHost("db.internal")).isFalse();
		assertThat(allowed.isAllowedHost("a.db.internal.evil.example")).isFalse();
		assertThat(allowed.isAllowedHost("cache2")).isFalse();
	}

	@Test
	void portsAreSingleOnesAndRanges() {
		AllowedTargets allowed = new AllowedTargets(List.of(), List.of(), List.of("22", "8000-8001"));
		assertThat(List.of(22, 8000, 8001)).allMatch(allowed::isAllowedPort);
		assertThat(List.of(21, 23, 7999, 8002)).noneMatch(allowed::isAllowedPort);
	}

	@ParameterizedTest
	@ValueSource(strings = { "10.0.0.0/33", "10.0.0.1/8", "localhost", "10.0.0.0/-1", "10.0.0.0/", "", "1/8",
			"2001:db8::/129", "300.0.0.1", "10.0.0.256", "010.0.0.0/8" })
	void whatIsNoRangeIsRefused(String range) {
		assertThatIllegalArgumentException().isThrownBy(() -> allowed(range)).withMessageContaining("'" + range + "'");
	}

	@Test
	void aRangeWithBitsBeyondItsPrefixSaysWhatToWrite() {
		assertThatIllegalArgumentException().isThrownBy(() -> allowed("10.1.2.3/8"))
			.withMessageContaining("'10.0.0.0/8'");
	}

	@ParameterizedTest
	@ValueSource(strings = { "0", "65536", "9-8", "a", "", "1-", "-1" })
	void whatIsNoPortIsRefused(String port) {
		assertThatIllegalArgumentException().isThrownBy(() -> new AllowedTargets(List.of(), List.of(), List.of(port)))
			.withMessageContaining("'" + port + "'");
	}

	private static AllowedTargets allowed(String... ranges) {
		return new AllowedTargets(List.of(), List.of(ranges), List.of());
	}

	private static InetAddress address(String text) {
		try {
			return InetAddress.getByName(text);
		}
		catch (UnknownHostException ex) {
			throw new IllegalArgumentException(ex);
		}
	}

}
