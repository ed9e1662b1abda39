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

package io.wstunnel.sample;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Arrays;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Real data that every JDK brings along, as rows of the tables in {@code world.sql}.
 */
final class JdkData {

	private static final Instant END = Instant.parse("2038-01-01T00:00:00Z");

	private JdkData() {
	}

	static Stream<List<?>> currencies() {
		return Currency.getAvailableCurrencies()
			.stream()
			.map((currency) -> row(currency.getCurrencyCode(), currency.getNumericCode(),
					currency.getDisplayName(Locale.ENGLISH),
					(currency.getDefaultFractionDigits() >= 0) ? currency.getDefaultFractionDigits() : null));
	}

	static Stream<List<?>> countries() {
		return Stream.of(Locale.getISOCountries()).map((code) -> {
			Locale country = new Locale.Builder().setRegion(code).build();
			return row(code, country.getISO3Country(), country.getDisplayCountry(Locale.ENGLISH),
					Currency.getInstance(country));
		});
	}

	static Stream<List<?>> zones(Instant now) {
		return zoneIds().map((id) -> {
			ZoneRules rules = rules(id);
			return row(id, rules.getStandardOffset(now).getTotalSeconds(), rules.isDaylightSavings(now));
		});
	}

	static Stream<List<?>> clockChanges() {
		return zoneIds().flatMap((id) -> transitions(rules(id)).map((transition) -> row(id, transition.getInstant(),
				seconds(transition.getOffsetBefore()), seconds(transition.getOffsetAfter()))));
	}

	private static Stream<String> zoneIds() {
		return ZoneId.getAvailableZoneIds().stream().sorted();
	}

	private static ZoneRules rules(String id) {
		return ZoneId.of(id).getRules();
	}

	private static Stream<ZoneOffsetTransition> transitions(ZoneRules rules) {
		return Stream.iterate(rules.nextTransition(Instant.MIN),
				(transition) -> transition != null && transition.getInstant().isBefore(END),
				(transition) -> rules.nextTransition(transition.getInstant()));
	}

	private static int seconds(ZoneOffset offset) {
		return offset.getTotalSeconds();
	}

	private static List<?> row(Object... values) {
		return Arrays.asList(values);
	}

}
