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

package io.wstunnel.contract;

import java.io.Closeable;
import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

import io.wstunnel.WsConnectionSettings;
import io.wstunnel.testsupport.CallingThreads;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;

import org.springframework.util.Assert;

import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * The whole contract.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(CallingThreadExtension.class)
abstract class ConnectionContractTests implements WritingContract, TextContract, ReadingContract, PauseContract,
		EndOfStreamContract, ClosingContract, ReleaseContract, InterruptContract, PeerCloseContract, DeadlineContract,
		DeadlineActionContract, LifetimeContract, KeepAliveContract, HalfCloseContract, AddressContract, ThreadContract,
		StreamContract, SocketViewContract, NetConnContract {

	private final Queue<Closeable> opened = new ConcurrentLinkedQueue<>();

	@Parameter
	private CallingThreads threads;

	private @Nullable Rigs rigs;

	protected abstract Rigs createRigs() throws Exception;

	@BeforeParameterizedClassInvocation
	void startRigs() throws Exception {
		assumeThat(this.threads.isAvailable()).as("Virtual threads need JDK 21").isTrue();
		this.rigs = createRigs();
	}

	@AfterParameterizedClassInvocation
	void stopRigs() throws Exception {
		if (this.rigs != null) {
			this.rigs.close();
			this.rigs = null;
		}
	}

	@AfterEach
	void closeOpened() throws IOException {
		while (!this.opened.isEmpty()) {
			this.opened.remove().close();
		}
		rigs().release();
	}

	@Override
	public Rigs rigs() {
		Assert.state(this.rigs != null, "Not started");
		return this.rigs;
	}

	@Override
	public CallingThreads threads() {
		return this.threads;
	}

	@Override
	public ConnectionRig open(Consumer<WsConnectionSettings.Builder> settings) throws Exception {
		WsConnectionSettings.Builder builder = WsConnectionSettings.builder();
		settings.accept(builder);
		return remember(rigs().open(builder.build()));
	}

	@Override
	public ConnectionRig openExtended(Consumer<WsConnectionSettings.Builder> settings) throws Exception {
		WsConnectionSettings.Builder builder = WsConnectionSettings.builder();
		settings.accept(builder);
		return remember(rigs().openExtended(builder.build()));
	}

	private ConnectionRig remember(ConnectionRig rig) {
		this.opened.add(rig.connection()::abort);
		this.opened.add(rig.peer());
		return rig;
	}

	@Override
	public ConnectionPair openPair(Consumer<WsConnectionSettings.Builder> settings) throws Exception {
		WsConnectionSettings.Builder builder = WsConnectionSettings.builder();
		settings.accept(builder);
		ConnectionPair pair = rigs().openPair(builder.build());
		this.opened.add(pair.client()::abort);
		this.opened.add(pair.server()::abort);
		return pair;
	}

}
