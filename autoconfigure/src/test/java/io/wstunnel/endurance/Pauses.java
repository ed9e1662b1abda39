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

package io.wstunnel.endurance;

import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.wstunnel.DeadlineAction;
import io.wstunnel.WsConnection;
import io.wstunnel.WsConnectionSettings;
import io.wstunnel.testsupport.RawPeer;

import org.springframework.util.unit.DataSize;

/**
 * Sends bursts to a connection with a small window until it has paused and resumed often
 * enough. No burst is sent before the last byte of the one before was read, so that
 * nothing hides a wake-up that was lost.
 */
final class Pauses {

	private static final int WINDOW = 1024;

	private Pauses() {
	}

	static WsConnectionSettings settings() {
		return WsConnectionSettings.builder()
			.receiveWindow(DataSize.ofBytes(WINDOW))
			.deadlineAction(DeadlineAction.KEEP_OPEN)
			.build();
	}

	static void run(WsConnection connection, RawPeer peer, int pauses) throws Exception {
		Random random = Endurance.random(1);
		BurstReader reader = new BurstReader(connection, WINDOW, Endurance.random(2));
		// Two, so that readers come and go
		ExecutorService readers = Executors.newFixedThreadPool(2);
		try {
			long position = 0;
			while (reader.getPauses() < pauses) {
				Burst burst = Burst.create(peer, position, random, 10 * WINDOW);
				BurstReader.Pace pace = BurstReader.Pace.next(random);
				Future<BurstReader> read = readers.submit(() -> reader.read(burst.to(), pace));
				burst.send(peer, random);
				Endurance.get(read);
				position = burst.to();
			}
		}
		catch (Exception | Error ex) {
			throw new AssertionError("After " + reader.getPauses() + " pauses, " + Endurance.seed(), ex);
		}
		finally {
			readers.shutdownNow();
		}
	}

}
