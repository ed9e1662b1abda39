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

package io.wstunnel.autoconfigure;

import java.lang.reflect.RecordComponent;

import org.junit.jupiter.api.Test;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.annotation.ReflectiveRuntimeHintsRegistrar;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of what a native image knows of the endpoint's types: all that becomes JSON.
 */
class WsTunnelsEndpointHintsTests {

	@Test
	void whatBecomesJsonIsKnownToANativeImage() {
		RuntimeHints hints = new RuntimeHints();
		new ReflectiveRuntimeHintsRegistrar().registerRuntimeHints(hints, WsTunnelsEndpoint.class,
				WsTunnelsEndpointWebExtension.class);
		for (Class<?> type : new Class<?>[] { WsTunnelsEndpoint.TunnelsDescriptor.class, TunnelDescriptor.class,
				TunnelTotalsDescriptor.class, TunnelDetailsDescriptor.class,
				TunnelDetailsDescriptor.EndDescriptor.class }) {
			for (RecordComponent component : type.getRecordComponents()) {
				assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(component.getAccessor()))
					.as(component.toString())
					.accepts(hints);
			}
		}
	}

}
