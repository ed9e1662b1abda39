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

package io.wstunnel.transport;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A number that grows. One thread at a time adds to it, holding a lock that it needs
 * anyway; any thread reads it, without one and perhaps a moment late. Adding costs as
 * much as to a plain field.
 *
 * @since 0.1.0
 */
public final class Count {

	private static final VarHandle VALUE;

	static {
		try {
			VALUE = MethodHandles.lookup().findVarHandle(Count.class, "value", long.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private long value;

	/**
	 * Add to the number.
	 * @param amount how much
	 */
	public void add(long amount) {
		VALUE.setOpaque(this, this.value + amount);
	}

	/**
	 * Return the number.
	 * @return the number, never less than what was returned before
	 */
	public long get() {
		return (long) VALUE.getOpaque(this);
	}

}
