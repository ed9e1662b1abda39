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

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

import io.wstunnel.WsProxyException;

import org.springframework.http.HttpHeaders;
import org.springframework.util.StringUtils;

/**
 * Asks a proxy for a way to a server (RFC 9110, section 9.3.6).
 *
 * @param proxy the proxy
 * @param endpoint the server
 */
record ProxyConnect(HttpProxy proxy, TunnelEndpoint endpoint) {

	/**
	 * Ask.
	 * @param channel a channel to the proxy, afterwards to the server
	 * @throws WsProxyException if the proxy refused or made no sense
	 * @throws IOException if something else came first
	 */
	void open(DialledChannel channel) throws IOException {
		ResponseReader reader = new ResponseReader(channel, "the proxy " + this.proxy, "HTTP proxy",
				"CONNECT " + this.endpoint.authority());
		ResponseHead head;
		try {
			channel.write(request(), "sending CONNECT " + this.endpoint.authority() + " to the proxy " + this.proxy);
			head = reader.readHead();
		}
		catch (SocketTimeoutException | AsynchronousCloseException ex) {
			throw ex;
		}
		catch (IOException ex) {
			String message = String.valueOf(ex.getMessage());
			WsProxyException exception = failure(message.startsWith("the proxy") ? StringUtils.capitalize(message)
					: "The connection to the proxy " + this.proxy + " failed: " + message);
			exception.initCause(ex);
			throw exception;
		}
		if (head.statusCode() < 200 || head.statusCode() > 299) {
			throw new WsProxyException(
					this.proxy.toString(), "The proxy " + this.proxy + " refused to connect to " + this.endpoint
							+ " with HTTP status " + head.statusCode() + explain(head),
					head.statusCode(), head.headers());
		}
		if (reader.getReceived().hasRemaining()) {
			throw failure("The proxy " + this.proxy + " sent bytes behind its consent that are not from "
					+ this.endpoint + ": is it an HTTP proxy?");
		}
	}

	private ByteBuffer request() {
		String target = this.endpoint.authority();
		StringBuilder request = new StringBuilder(256);
		request.append("CONNECT ").append(target).append(" HTTP/1.1\r\nHost: ").append(target).append("\r\n");
		if (this.proxy.username() != null) {
			String password = (this.proxy.password() != null) ? this.proxy.password() : "";
			byte[] credentials = (this.proxy.username() + ":" + password).getBytes(StandardCharsets.UTF_8);
			request.append("Proxy-Authorization: Basic ")
				.append(Base64.getEncoder().encodeToString(credentials))
				.append("\r\n");
		}
		return ByteBuffer.wrap(request.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
	}

	private String explain(ResponseHead head) {
		return switch (head.statusCode()) {
			case 407 -> ((this.proxy.username() != null) ? ": it does not accept the credentials"
					: ": it wants credentials, give the tunnel a proxy with user name and password") + asked(head);
			case 400, 403, 405, 501 -> ": does it allow CONNECT to port " + this.endpoint.port() + "?";
			case 502, 503, 504 -> ": can it resolve and reach the host?";
			default -> "";
		};
	}

	private static String asked(ResponseHead head) {
		String challenge = head.headers().getFirst(HttpHeaders.PROXY_AUTHENTICATE);
		return (challenge == null || challenge.regionMatches(true, 0, "Basic", 0, 5)) ? ""
				: " (it asks for " + ResponseHead.show(challenge) + ", only Basic is spoken)";
	}

	private WsProxyException failure(String message) {
		return new WsProxyException(this.proxy.toString(), message, null, HttpHeaders.EMPTY);
	}

}
