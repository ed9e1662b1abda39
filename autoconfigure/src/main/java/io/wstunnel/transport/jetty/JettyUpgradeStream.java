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

package io.wstunnel.transport.jetty;

import java.nio.ByteBuffer;

import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Watches the response of a handshake. Jetty would upgrade after any, for example after
 * the error page of a filter that failed.
 */
final class JettyUpgradeStream extends HttpStream.Wrapper {

	private final Request request;

	private final JettyConnection connection;

	private volatile int status;

	JettyUpgradeStream(HttpStream stream, Request request, JettyConnection connection) {
		super(stream);
		this.request = request;
		this.connection = connection;
	}

	@Override
	public void send(MetaData.Request request, MetaData.@Nullable Response response, boolean last,
			@Nullable ByteBuffer content, Callback callback) {
		if (response != null) {
			this.status = response.getStatus();
		}
		super.send(request, response, last, content, callback);
	}

	@Override
	public void succeeded() {
		if (this.status != HttpStatus.SWITCHING_PROTOCOLS_101) {
			this.request.removeAttribute(UPGRADE_CONNECTION_ATTRIBUTE);
		}
		try {
			super.succeeded();
		}
		finally {
			this.connection.onCompleted();
		}
	}

	@Override
	public void failed(Throwable cause) {
		this.request.removeAttribute(UPGRADE_CONNECTION_ATTRIBUTE);
		try {
			super.failed(cause);
		}
		finally {
			this.connection.onCompleted();
		}
	}

}
