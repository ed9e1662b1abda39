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

package io.wstunnel.testsupport;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A network that can be cut in silence: what one end sends does not reach the other any
 * more, and neither is told. What was under way arrives when the network is mended.
 */
public final class CuttableNetwork implements AutoCloseable {

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition mended = this.lock.newCondition();

	private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

	private final ServerSocket serverSocket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

	private final int target;

	private boolean cut;

	/**
	 * Create a network.
	 * @param target the port on this host that connections lead to
	 * @throws IOException if there is no port left
	 */
	public CuttableNetwork(int target) throws IOException {
		this.target = target;
		start(this::accept);
	}

	/**
	 * Return the port to connect to.
	 * @return the port on this host
	 */
	public int getPort() {
		return this.serverSocket.getLocalPort();
	}

	public void cut() {
		setCut(true);
	}

	public void mend() {
		setCut(false);
	}

	private void setCut(boolean cut) {
		this.lock.lock();
		try {
			this.cut = cut;
			this.mended.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	private void awaitMended() throws InterruptedException {
		this.lock.lock();
		try {
			while (this.cut) {
				this.mended.await();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private void accept() {
		try {
			while (true) {
				Socket client = this.serverSocket.accept();
				Socket server = new Socket(InetAddress.getLoopbackAddress(), this.target);
				this.sockets.add(client);
				this.sockets.add(server);
				start(() -> carry(client, server));
				start(() -> carry(server, client));
			}
		}
		catch (IOException ex) {
			// Closed
		}
	}

	private void carry(Socket from, Socket to) {
		byte[] bytes = new byte[16 * 1024];
		try {
			int count = from.getInputStream().read(bytes);
			while (count >= 0) {
				awaitMended();
				to.getOutputStream().write(bytes, 0, count);
				count = from.getInputStream().read(bytes);
			}
			awaitMended();
			to.shutdownOutput();
		}
		catch (IOException ex) {
			// An end is gone, of which the other hears nothing
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public void close() throws IOException {
		mend();
		this.serverSocket.close();
		for (Socket socket : this.sockets) {
			socket.close();
		}
	}

	private static void start(Runnable task) {
		Thread thread = new Thread(task, "cuttable-network");
		thread.setDaemon(true);
		thread.start();
	}

}
