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

package io.wstunnel.testsupport;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;
import org.springframework.util.Assert;

/**
 * Leaves Boot's Actuator, which is on the class path of the tests, out of applications
 * that do not ask for it: they start faster. Its security is left out of all.
 */
class ActuatorFilter implements AutoConfigurationImportFilter, EnvironmentAware {

	/**
	 * Whether an application has the Actuator.
	 */
	private static final String PROPERTY = "test.actuator";

	private @Nullable Environment environment;

	@Override
	public void setEnvironment(Environment environment) {
		this.environment = environment;
	}

	@Override
	public boolean[] match(@Nullable String[] classNames, AutoConfigurationMetadata metadata) {
		Assert.state(this.environment != null, "No environment");
		boolean wanted = this.environment.getProperty(PROPERTY, Boolean.class, false);
		boolean[] matches = new boolean[classNames.length];
		for (int i = 0; i < classNames.length; i++) {
			String className = classNames[i];
			matches[i] = className == null || (!className.contains(".actuate.") && !className.contains(".boot.health."))
					|| (wanted && !className.contains(".security."));
		}
		return matches;
	}

}
