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

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The turns that threads take in one direction of a connection: who has the turn may wait
 * for the transport, the others wait for the turn, and all of them no longer than a
 * deadline that may change meanwhile. Unless said otherwise, methods are called with the
 * lock held.
 */
final class Turns {

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition turn = this.lock.newCondition();

	private final Condition transport = this.lock.newCondition();

	private volatile Deadline deadline = Deadline.NEVER;

	private boolean taken;

	static void checkInterrupt() throws InterruptedException {
		if (Thread.interrupted()) {
			throw new InterruptedException();
		}
	}

	void lock() {
		this.lock.lock();
	}

	void unlock() {
		this.lock.unlock();
	}

	/**
	 * Set the deadline of who waits and who will wait. Called without the lock.
	 * @param deadline the deadline
	 */
	void setDeadline(Deadline deadline) {
		this.deadline = deadline;
		wake();
	}

	/**
	 * Whether there is no time left.
	 * @param timeout how long the operation may take by itself
	 * @return whether the timeout or the deadline has passed
	 */
	boolean isOver(Deadline timeout) {
		return timeout.hasPassed() || this.deadline.hasPassed();
	}

	boolean isTaken() {
		return this.taken;
	}

	void take() {
		this.taken = true;
	}

	void pass() {
		this.taken = false;
		this.turn.signalAll();
	}

	/**
	 * Wait for the turn, or until something is to be looked at anew.
	 * @param limit how long to wait, unless the deadline comes first
	 * @throws InterruptedException if the thread is interrupted
	 */
	void awaitTurn(Deadline limit) throws InterruptedException {
		await(this.turn, limit);
	}

	/**
	 * Wait for the transport, or until something is to be looked at anew.
	 * @param limit how long to wait, unless the deadline comes first
	 * @throws InterruptedException if the thread is interrupted
	 */
	void awaitTransport(Deadline limit) throws InterruptedException {
		await(this.transport, limit);
	}

	/**
	 * The transport can go on.
	 */
	void transportReady() {
		this.transport.signal();
	}

	void signalAll() {
		this.turn.signalAll();
		this.transport.signalAll();
	}

	/**
	 * Let all who wait look anew at what they wait for. Called without the lock.
	 */
	void wake() {
		this.lock.lock();
		try {
			signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Return how long to wait.
	 * @param limit how long at most, unless the deadline comes first
	 * @return the nanoseconds left, {@code Long.MAX_VALUE} if there is no limit
	 */
	long remaining(Deadline limit) {
		return Math.min(limit.remaining(), this.deadline.remaining());
	}

	private void await(Condition condition, Deadline limit) throws InterruptedException {
		long nanos = remaining(limit);
		if (nanos == Long.MAX_VALUE) {
			condition.await();
		}
		else {
			condition.awaitNanos(nanos);
		}
	}

}
