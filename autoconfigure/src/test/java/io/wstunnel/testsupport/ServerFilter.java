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

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;
import org.springframework.util.Assert;

/**
 * Leaves an application one server of those on the class path, where Boot would take the
 * first in the alphabet.
 */
class ServerFilter implements AutoConfigurationImportFilter, EnvironmentAware {

	private @Nullable Environment environment;

	@Override
	public void setEnvironment(Environment environment) {
		this.environment = environment;
	}

	@Override
	public boolean[] match(@Nullable String[] classNames, AutoConfigurationMetadata metadata) {
		Assert.state(this.environment != null, "No environment");
		ServerKind kind = this.environment.getProperty(ServerKind.PROPERTY, ServerKind.class, ServerKind.TOMCAT);
		boolean[] matches = new boolean[classNames.length];
		for (int i = 0; i < classNames.length; i++) {
			String className = classNames[i];
			matches[i] = (className == null)
					|| Arrays.stream(ServerKind.values()).noneMatch((other) -> other != kind && other.owns(className));
		}
		return matches;
	}

}
