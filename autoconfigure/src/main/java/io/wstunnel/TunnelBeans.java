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

package io.wstunnel;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectFactory;
import org.springframework.util.Assert;

/**
 * The beans of one tunnel.
 */
final class TunnelBeans {

	private static final Log logger = LogFactory.getLog(WsTunnelScope.class);

	private final String connectionId;

	private final ReentrantLock lock = new ReentrantLock();

	private final Map<String, Object> beans = new LinkedHashMap<>();

	private final Map<String, Runnable> destructionCallbacks = new LinkedHashMap<>();

	private boolean ended;

	TunnelBeans(String connectionId) {
		this.connectionId = connectionId;
	}

	Object get(String name, ObjectFactory<?> factory) {
		this.lock.lock();
		try {
			Object bean = this.beans.get(name);
			if (bean == null) {
				checkNotEnded(name);
				bean = factory.getObject();
				this.beans.put(name, bean);
			}
			return bean;
		}
		finally {
			this.lock.unlock();
		}
	}

	@Nullable Object remove(String name) {
		this.lock.lock();
		try {
			this.destructionCallbacks.remove(name);
			return this.beans.remove(name);
		}
		finally {
			this.lock.unlock();
		}
	}

	void registerDestructionCallback(String name, Runnable callback) {
		this.lock.lock();
		try {
			checkNotEnded(name);
			this.destructionCallbacks.put(name, callback);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Create no more beans, if there are none now. Does not wait for one that is being
	 * created.
	 * @return whether there are none
	 */
	boolean endIfEmpty() {
		if (!this.lock.tryLock()) {
			return false;
		}
		try {
			this.ended = this.beans.isEmpty() && this.destructionCallbacks.isEmpty();
			return this.ended;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Create no more beans, and destroy those there are.
	 */
	void end() {
		for (Map.Entry<String, Runnable> callback : takeDestructionCallbacks()) {
			try {
				callback.getValue().run();
			}
			catch (Throwable ex) {
				logger.error("Bean '" + callback.getKey() + "' of connection " + this.connectionId
						+ " could not be destroyed", ex);
			}
		}
		this.lock.lock();
		try {
			this.beans.clear();
		}
		finally {
			this.lock.unlock();
		}
	}

	private List<Map.Entry<String, Runnable>> takeDestructionCallbacks() {
		this.lock.lock();
		try {
			this.ended = true;
			List<Map.Entry<String, Runnable>> callbacks = new ArrayList<>(this.destructionCallbacks.entrySet());
			this.destructionCallbacks.clear();
			Collections.reverse(callbacks);
			return callbacks;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void checkNotEnded(String name) {
		Assert.state(!this.ended, () -> "The tunnel of connection " + this.connectionId + " has ended: its bean '"
				+ name + "' cannot be used any more");
	}

}
