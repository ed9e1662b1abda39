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

import java.nio.channels.ClosedChannelException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Drops the network connection of a session, as soon as what the container has on its way
 * allows it.
 */
final class SessionAbort {

	private static final Log logger = LogFactory.getLog(SessionAbort.class);

	/**
	 * How long a close frame that nothing is in the way of may take before the network
	 * connection goes.
	 */
	private static final long CLOSE_PATIENCE = TimeUnit.MILLISECONDS.toNanos(50);

	/**
	 * How long a container that an abort would harm may take for the frame on its way.
	 */
	private static final long SEND_PATIENCE = TimeUnit.MILLISECONDS.toNanos(50);

	/**
	 * How long the container may take to end a session of which it has told the end.
	 */
	private static final long ANSWER_PATIENCE = TimeUnit.SECONDS.toNanos(2);

	private final ContainerSession container;

	SessionAbort(ContainerSession container) {
		this.container = container;
	}

	/**
	 * Let the output fail, and drop the network connection once it has had its time.
	 * @param output the output
	 * @param ended whether the container has told of the session's end
	 */
	void after(SessionOutput output, boolean ended) {
		if (ended) {
			// The container may still have to answer the peer's close
			output.fail(new ClosedChannelException());
			output.release();
			CompletableFuture.delayedExecutor(ANSWER_PATIENCE, TimeUnit.NANOSECONDS, SenderThreads::execute)
				.execute(this::now);
		}
		else if (output.isClosing()) {
			abort(output, () -> output.awaitClose(CLOSE_PATIENCE));
		}
		else {
			// From here on nothing more begins, so that what is asked next stays true
			output.fail(new ClosedChannelException());
			if (this.container.isHarmedByAbortDuringSend() && output.isSending()) {
				abort(output, () -> output.awaitSent(SEND_PATIENCE));
			}
			else {
				abort(output);
			}
		}
	}

	private void abort(SessionOutput output, Runnable wait) {
		try {
			SenderThreads.execute(() -> {
				wait.run();
				abort(output);
			});
		}
		catch (RuntimeException | OutOfMemoryError ex) {
			abort(output);
		}
	}

	/**
	 * Drop the connection, and only then release the thread that sends: the other way
	 * round the container would first try to send a close frame of its own.
	 */
	private void abort(SessionOutput output) {
		output.fail(new ClosedChannelException());
		try {
			now();
		}
		finally {
			output.release();
		}
	}

	/**
	 * Drop the network connection at once.
	 */
	void now() {
		try {
			this.container.abort();
		}
		catch (RuntimeException | OutOfMemoryError ex) {
			logger.debug("Session " + this.container.getId() + " could not be aborted", ex);
		}
	}

}
