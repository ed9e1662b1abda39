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

import org.junit.jupiter.api.Test;

import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundleKey;
import org.springframework.boot.ssl.SslOptions;
import org.springframework.boot.ssl.SslStoreBundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link BundleSslEngineFactory}.
 */
class BundleSslEngineFactoryTests {

	@Test
	void anUpdateWhileTheBundleIsReadIsNotLost() {
		DefaultSslBundleRegistry bundles = new DefaultSslBundleRegistry("mine", bundle("TLSv1.2")) {

			@Override
			public SslBundle getBundle(String name) {
				SslBundle bundle = super.getBundle(name);
				updateBundle(name, bundle("TLSv1.3"));
				return bundle;
			}

		};
		BundleSslEngineFactory factory = BundleSslEngineFactory.create("mine", bundles);
		assertProtocol(factory, "TLSv1.3");
		bundles.updateBundle("mine", bundle("TLSv1.2"));
		assertProtocol(factory, "TLSv1.2");
	}

	@Test
	void anUpdateThatCannotBeUsedChangesNothing() {
		DefaultSslBundleRegistry bundles = new DefaultSslBundleRegistry("mine", bundle("TLSv1.2"));
		BundleSslEngineFactory factory = BundleSslEngineFactory.create("mine", bundles);
		bundles.updateBundle("mine", bundle("TLSv9"));
		assertProtocol(factory, "TLSv1.2");
	}

	@Test
	void aBundleThatIsNotThereIsReported() {
		assertThatExceptionOfType(NoSuchSslBundleException.class)
			.isThrownBy(() -> BundleSslEngineFactory.create("mine", new DefaultSslBundleRegistry()));
	}

	private static void assertProtocol(BundleSslEngineFactory factory, String protocol) {
		assertThat(factory.createEngine("localhost", 443).getEnabledProtocols()).containsExactly(protocol);
	}

	private static SslBundle bundle(String protocol) {
		return SslBundle.of(SslStoreBundle.NONE, SslBundleKey.NONE, SslOptions.of(null, new String[] { protocol }));
	}

}
