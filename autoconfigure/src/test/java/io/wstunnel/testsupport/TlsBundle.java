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

import org.springframework.boot.autoconfigure.ssl.SslBundleRegistrar;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslStoreBundle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The certificate of the tests as the bundle {@value #NAME}.
 */
@Configuration(proxyBeanMethods = false)
public class TlsBundle {

	/**
	 * Name of the bundle.
	 */
	public static final String NAME = "tests";

	@Bean
	SslBundleRegistrar sslBundles() throws Exception {
		SslStoreBundle stores = SslStoreBundle.of(TestTls.create().keyStore(), TestTls.PASSWORD, null);
		return (registry) -> registry.registerBundle(NAME, SslBundle.of(stores));
	}

}
