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

import java.util.concurrent.atomic.AtomicReference;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;

import io.wstunnel.client.SslEngineFactory;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.ssl.SslOptions;
import org.springframework.util.Assert;

/**
 * Creates TLS engines of an SSL bundle, as it is at the time of each handshake.
 */
final class BundleSslEngineFactory implements SslEngineFactory {

	private static final Log logger = LogFactory.getLog(WsTunnelAutoConfiguration.class);

	private final String bundleName;

	private final AtomicReference<@Nullable Current> current = new AtomicReference<>();

	private BundleSslEngineFactory(String bundleName) {
		this.bundleName = bundleName;
	}

	/**
	 * Create a factory that uses a bundle and what it is updated to.
	 * @param bundleName the name of the bundle
	 * @param bundles knows the bundle
	 * @return the factory
	 * @throws org.springframework.boot.ssl.NoSuchSslBundleException if there is no such
	 * bundle
	 */
	static BundleSslEngineFactory create(String bundleName, SslBundles bundles) {
		BundleSslEngineFactory factory = new BundleSslEngineFactory(bundleName);
		// Before the bundle is read, which is older than what an update then brings
		bundles.addBundleUpdateHandler(bundleName, factory::update);
		factory.current.compareAndSet(null, Current.of(bundles.getBundle(bundleName)));
		return factory;
	}

	/**
	 * Use another bundle from now on, if it can be used.
	 * @param bundle the bundle
	 */
	private void update(SslBundle bundle) {
		try {
			this.current.set(Current.of(bundle));
		}
		catch (RuntimeException ex) {
			logger.error("SSL bundle '" + this.bundleName
					+ "' was updated but cannot be used: tunnels go on with it as it was", ex);
		}
	}

	@Override
	public SSLEngine createEngine(String host, int port) {
		Current current = this.current.get();
		Assert.state(current != null, "The bundle was not read");
		return current.createEngine(host, port);
	}

	/**
	 * What engines are created of. The sessions that can be resumed hang on the context.
	 */
	private record Current(SSLContext context, SslOptions options) {

		static Current of(SslBundle bundle) {
			Current current = new Current(bundle.createSslContext(), bundle.getOptions());
			current.createEngine("localhost", 443);
			return current;
		}

		SSLEngine createEngine(String host, int port) {
			SSLEngine engine = this.context.createSSLEngine(host, port);
			if (this.options.getEnabledProtocols() != null) {
				engine.setEnabledProtocols(this.options.getEnabledProtocols());
			}
			if (this.options.getCiphers() != null) {
				engine.setEnabledCipherSuites(this.options.getCiphers());
			}
			return engine;
		}

	}

}
