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

package io.wstunnel.client;

import java.time.Duration;
import java.util.List;

import io.wstunnel.WsConnectionSettings;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.util.Assert;

/**
 * What a tunnel is dialled with.
 *
 * @param settings the settings of the connections
 * @param connectTimeout how long dialling may take as a whole
 * @param subprotocols the subprotocols to offer
 * @param headers the headers to add to the handshake
 * @param sslEngineFactory creates the TLS engines
 * @param proxy the proxy, {@code null} to ask the proxy selector
 */
record DialSettings(WsConnectionSettings settings, Duration connectTimeout, List<String> subprotocols,
		HttpHeaders headers, SslEngineFactory sslEngineFactory, @Nullable HttpProxy proxy) {

	/**
	 * Return what a client that is told nothing else dials with.
	 * @return the defaults
	 */
	static DialSettings defaults() {
		return new DialSettings(WsConnectionSettings.defaults(), Duration.ofSeconds(10), List.of(), HttpHeaders.EMPTY,
				ClientDefaults::createEngine, null);
	}

	DialSettings withSettings(WsConnectionSettings settings) {
		return new DialSettings(settings, this.connectTimeout, this.subprotocols, this.headers, this.sslEngineFactory,
				this.proxy);
	}

	DialSettings withConnectTimeout(Duration connectTimeout) {
		return new DialSettings(this.settings, checkConnectTimeout(connectTimeout), this.subprotocols, this.headers,
				this.sslEngineFactory, this.proxy);
	}

	DialSettings withSubprotocols(String... subprotocols) {
		return new DialSettings(this.settings, this.connectTimeout, HandshakeRequest.checkSubprotocols(subprotocols),
				this.headers, this.sslEngineFactory, this.proxy);
	}

	DialSettings withSslEngineFactory(SslEngineFactory sslEngineFactory) {
		return new DialSettings(this.settings, this.connectTimeout, this.subprotocols, this.headers, sslEngineFactory,
				this.proxy);
	}

	static Duration checkConnectTimeout(Duration connectTimeout) {
		Assert.notNull(connectTimeout, "'connectTimeout' must not be null");
		Assert.isTrue(!connectTimeout.isNegative() && !connectTimeout.isZero(), "'connectTimeout' must be positive");
		return connectTimeout;
	}

	/**
	 * Leave out the values of the headers, which may be secrets.
	 */
	@Override
	public String toString() {
		return "DialSettings[connectTimeout=" + this.connectTimeout + ", subprotocols=" + this.subprotocols
				+ ", headers=" + this.headers.headerNames() + ", proxy=" + this.proxy + "]";
	}

}
