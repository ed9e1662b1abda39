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

package io.wstunnel.transport.selector;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import io.wstunnel.testsupport.Await;
import io.wstunnel.testsupport.FileDescriptors;
import io.wstunnel.transport.socket.SocketFrameChannel;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link SelectorLoop}.
 */
@Timeout(60)
class SelectorLoopTests {

	private static final String THREAD = "selector-loop-tests";

	private final SelectorLoop loop = new SelectorLoop(THREAD);

	private ServerSocket server;

	@BeforeEach
	void startServer() throws IOException {
		this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
	}

	@AfterEach
	void stopServer() throws IOException {
		this.server.close();
		Awaitility.await().until(() -> thread() == null);
	}

	@Test
	void theThreadIsADaemonWithoutTheClassLoaderOfItsFirstUser() throws Exception {
		Thread.currentThread().setContextClassLoader(new ClassLoader() {
		});
		try {
			SelectorRegistration registration = this.loop.register(connect(), (ops) -> {
			});
			assertThat(thread().isDaemon()).isTrue();
			assertThat(thread().getContextClassLoader()).isSameAs(SelectorLoop.class.getClassLoader());
			registration.close();
		}
		finally {
			Thread.currentThread().setContextClassLoader(SelectorLoopTests.class.getClassLoader());
		}
	}

	@Test
	void eachRequestIsAnsweredOnce() throws Exception {
		BlockingQueue<Integer> ready = new LinkedBlockingQueue<>();
		SelectorRegistration registration = this.loop.register(connect(), ready::add);
		Socket peer = this.server.accept();
		peer.getOutputStream().write(1);
		for (int i = 0; i < 3; i++) {
			assertThat(ready.poll(50, TimeUnit.MILLISECONDS)).isNull();
			registration.request(SelectionKey.OP_READ);
			assertThat(Await.next(ready)).isEqualTo(SelectionKey.OP_READ);
		}
		registration.request(SelectionKey.OP_WRITE);
		assertThat(Await.next(ready)).isEqualTo(SelectionKey.OP_WRITE);
		registration.close();
		peer.close();
	}

	@Test
	void aSignalNeedsNoReadiness() throws Exception {
		BlockingQueue<Integer> ready = new LinkedBlockingQueue<>();
		SelectorRegistration registration = this.loop.register(connect(), ready::add);
		registration.signal(SelectionKey.OP_READ);
		assertThat(Await.next(ready)).isEqualTo(SelectionKey.OP_READ);
		registration.signal(SelectionKey.OP_READ);
		assertThat(Await.next(ready)).isEqualTo(SelectionKey.OP_READ);
		registration.close();
	}

	@Test
	void whoSignalsItselfForEverLeavesOthersTheirTurn() throws Exception {
		AtomicReference<SelectorRegistration> busy = new AtomicReference<>();
		AtomicBoolean stopped = new AtomicBoolean();
		busy.set(this.loop.register(connect(), (ops) -> {
			if (!stopped.get()) {
				busy.get().signal(SelectionKey.OP_WRITE);
			}
		}));
		BlockingQueue<Integer> ready = new LinkedBlockingQueue<>();
		SelectorRegistration registration = this.loop.register(connect(), ready::add);
		try {
			busy.get().signal(SelectionKey.OP_WRITE);
			for (int i = 0; i < 3; i++) {
				registration.request(SelectionKey.OP_WRITE);
				assertThat(Await.next(ready)).isEqualTo(SelectionKey.OP_WRITE);
			}
		}
		finally {
			stopped.set(true);
			busy.get().close();
			registration.close();
		}
	}

	@Test
	void neitherAnExceptionNorAnInterruptEndsTheLoop() throws Exception {
		SelectorRegistration failing = this.loop.register(connect(), (ops) -> {
			throw new StackOverflowError("on purpose");
		});
		BlockingQueue<Integer> ready = new LinkedBlockingQueue<>();
		SelectorRegistration registration = this.loop.register(connect(), ready::add);
		Thread thread = thread();
		failing.request(SelectionKey.OP_WRITE);
		failing.signal(SelectionKey.OP_READ);
		thread.interrupt();
		registration.request(SelectionKey.OP_WRITE);
		assertThat(Await.next(ready)).isEqualTo(SelectionKey.OP_WRITE);
		assertThat(thread()).isSameAs(thread);
		assertThat(thread.isInterrupted()).isFalse();
		failing.close();
		registration.close();
	}

	@Test
	void closingReleasesThePeerAndTellsNobody() throws Exception {
		BlockingQueue<Integer> ready = new LinkedBlockingQueue<>();
		SelectorRegistration other = this.loop.register(connect(), ready::add);
		this.server.accept();
		SelectorRegistration registration = this.loop.register(connect(), ready::add);
		Socket peer = this.server.accept();
		registration.request(SelectionKey.OP_READ);
		registration.close();
		registration.close();
		assertThat(peer.getInputStream().read()).isEqualTo(-1);
		registration.request(SelectionKey.OP_WRITE);
		registration.signal(SelectionKey.OP_READ);
		assertThat(ready.poll(50, TimeUnit.MILLISECONDS)).isNull();
		assertThat(thread()).isNotNull();
		other.close();
	}

	@Test
	void theThreadEndsWithTheLastRegistrationAndComesBackWithTheNext() throws Exception {
		for (int i = 0; i < 50; i++) {
			BlockingQueue<Integer> ready = new LinkedBlockingQueue<>();
			SelectorRegistration registration = this.loop.register(connect(), ready::add);
			registration.request(SelectionKey.OP_WRITE);
			assertThat(Await.next(ready)).isEqualTo(SelectionKey.OP_WRITE);
			registration.close();
		}
		Awaitility.await().until(() -> thread() == null);
	}

	@Test
	void aConnectionSoonAfterTheLastHasItsThread() throws Exception {
		BlockingQueue<Integer> ready = new LinkedBlockingQueue<>();
		BlockingQueue<Thread> threads = new LinkedBlockingQueue<>();
		SelectorLoop loop = new SelectorLoop((task) -> {
			Thread thread = new Thread(task, THREAD);
			threads.add(thread);
			return thread;
		});
		for (int i = 0; i < 50; i++) {
			SelectorRegistration registration = loop.register(connect(), ready::add);
			registration.request(SelectionKey.OP_WRITE);
			assertThat(Await.next(ready)).isEqualTo(SelectionKey.OP_WRITE);
			registration.close();
		}
		assertThat(threads).hasSizeLessThan(50);
		Awaitility.await().atMost(Await.LIMIT).until(() -> thread() == null);
	}

	@Test
	void aRegistrationThatFailsLeavesNothing() throws Exception {
		SocketChannel closed = connect();
		closed.close();
		assertThatIOException().isThrownBy(() -> this.loop.register(closed, (ops) -> {
		}));
		Awaitility.await().until(() -> thread() == null);
	}

	@Test
	void aThreadThatCannotStartLeavesNothingAndTheNextOneMay() throws Exception {
		AtomicBoolean exhausted = new AtomicBoolean(true);
		SelectorLoop loop = new SelectorLoop((task) -> new Thread(task, THREAD) {

			@Override
			public synchronized void start() {
				if (exhausted.get()) {
					throw new OutOfMemoryError("unable to create native thread");
				}
				super.start();
			}

		});
		long before = FileDescriptors.countOpen();
		for (int i = 0; i < 20; i++) {
			assertThatIOException().isThrownBy(() -> new SocketFrameChannel(loop, () -> {
			})).withMessageContaining("no thread").withCauseInstanceOf(OutOfMemoryError.class);
		}
		assertThat(FileDescriptors.countOpen()).isLessThan(before + 10);
		exhausted.set(false);
		BlockingQueue<Integer> ready = new LinkedBlockingQueue<>();
		SelectorRegistration registration = loop.register(connect(), ready::add);
		registration.request(SelectionKey.OP_WRITE);
		assertThat(Await.next(ready)).isEqualTo(SelectionKey.OP_WRITE);
		registration.close();
	}

	private SocketChannel connect() throws IOException {
		SocketChannel channel = SocketChannel
			.open(new InetSocketAddress(this.server.getInetAddress(), this.server.getLocalPort()));
		channel.configureBlocking(false);
		return channel;
	}

	private static Thread thread() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().equals(THREAD) && thread.isAlive())
			.findFirst()
			.orElse(null);
	}

}
