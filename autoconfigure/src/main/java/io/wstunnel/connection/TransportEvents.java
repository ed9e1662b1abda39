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

package io.wstunnel.connection;

import io.wstunnel.transport.TransportListener;

/**
 * What the transport tells: the side of the connection that it concerns goes on, and so
 * does the closing.
 */
final class TransportEvents implements TransportListener {

	private final Closing closing;

	private final Inbound inbound;

	private final Outbound outbound;

	TransportEvents(Closing closing) {
		this.closing = closing;
		this.inbound = closing.getInbound();
		this.outbound = closing.getOutbound();
	}

	@Override
	public void onReadable() {
		callBack(this.inbound::onReadable);
	}

	@Override
	public void onWritable() {
		callBack(this.outbound::onWritable);
	}

	/**
	 * A call-back that failed may have armed nothing and woken nobody.
	 */
	private void callBack(Runnable operation) {
		try {
			operation.run();
			this.closing.proceed();
		}
		catch (RuntimeException | Error ex) {
			this.closing.abort();
			throw ex;
		}
	}

}
