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

package io.wstunnel.transport.session;

import java.io.IOException;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * What the thread of a {@link SessionOutput} does: one step after the other, without the
 * lock, in each of which the container may block it.
 */
final class SessionSender implements Runnable {

	private static final Log logger = LogFactory.getLog(SessionSender.class);

	private final SessionOutput output;

	private final Runnable writable;

	/**
	 * Create a sender.
	 * @param output knows what there is to do
	 * @param writable told when something has been sent
	 */
	SessionSender(SessionOutput output, Runnable writable) {
		this.output = output;
		this.writable = writable;
	}

	@Override
	public void run() {
		for (SessionSlots.Step step = this.output.next(); step != null; step = this.output.next()) {
			IOException failure = null;
			long start = System.nanoTime();
			try {
				step.action().run();
			}
			catch (IOException ex) {
				failure = ex;
			}
			catch (RuntimeException | Error ex) {
				failure = new IOException("The container could not send: " + ex.getMessage(), ex);
			}
			this.output.done(step, start, failure);
			tellWritable();
		}
	}

	private void tellWritable() {
		try {
			this.writable.run();
		}
		catch (RuntimeException | Error ex) {
			logger.error("What waited for a frame to be sent failed", ex);
		}
	}

}
