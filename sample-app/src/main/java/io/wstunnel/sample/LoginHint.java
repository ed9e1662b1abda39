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

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.annotation.Profile;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * Says with which passwords to log in, as Spring Boot does with the one it makes up.
 * Those that the configuration has are nobody's business.
 */
@Component
@Profile("secured")
class LoginHint {

	private static final Log logger = LogFactory.getLog(LoginHint.class);

	private final SecuredProperties properties;

	private final Environment environment;

	LoginHint(SecuredProperties properties, Environment environment) {
		this.properties = properties;
		this.environment = environment;
	}

	@EventListener(ApplicationReadyEvent.class)
	void log() {
		log("user", this.properties.userPassword());
		log("operator", this.properties.operatorPassword());
	}

	private void log(String user, String password) {
		boolean madeUp = !this.environment.containsProperty("sample.security." + user + "-password");
		logger.info("Log in as '" + user + "' with " + (madeUp ? "the password " + password + ", made up for this start"
				: "the password of the configuration"));
	}

}
