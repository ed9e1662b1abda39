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

import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.Assert;

/**
 * Who may come in, in the secured profile.
 *
 * @param userPassword the password of {@code user}, made up at each start unless set
 * @param operatorPassword that of {@code operator}
 * @param tokenLifetime how long a token for tunnels is valid
 */
@ConfigurationProperties("sample.security")
record SecuredProperties(String userPassword, String operatorPassword, @DefaultValue("10m") Duration tokenLifetime) {

	private static final int PASSWORD_BYTES = 12;

	SecuredProperties {
		userPassword = (userPassword != null) ? userPassword : makeUp();
		Assert.isTrue(tokenLifetime.compareTo(Duration.ofSeconds(1)) >= 0,
				"'sample.security.token-lifetime' must be at least 1s");
		operatorPassword = (operatorPassword != null) ? operatorPassword : makeUp();
	}

	private static String makeUp() {
		byte[] bytes = new byte[PASSWORD_BYTES];
		new SecureRandom().nextBytes(bytes);
		return Base64.getUrlEncoder().encodeToString(bytes);
	}

	/**
	 * Not the passwords.
	 */
	@Override
	public String toString() {
		return "SecuredProperties[tokenLifetime=" + this.tokenLifetime + "]";
	}

}
