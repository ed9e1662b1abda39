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

import java.lang.reflect.Method;
import java.time.Duration;

import io.wstunnel.testsupport.Call;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/**
 * Runs each test on a thread of the kind under test, and ends one that hangs with the
 * stacks of all threads.
 */
class CallingThreadExtension implements InvocationInterceptor {

	private static final Duration LIMIT = Duration.ofSeconds(60);

	@Override
	public void interceptTestMethod(Invocation<Void> invocation, ReflectiveInvocationContext<Method> method,
			ExtensionContext context) throws Throwable {
		run(invocation, context);
	}

	@Override
	public void interceptTestTemplateMethod(Invocation<Void> invocation, ReflectiveInvocationContext<Method> method,
			ExtensionContext context) throws Throwable {
		run(invocation, context);
	}

	private void run(Invocation<Void> invocation, ExtensionContext context) throws Throwable {
		ContractSupport test = (ContractSupport) context.getRequiredTestInstance();
		Call<?> call = test.run(invocation::proceed);
		call.get(LIMIT);
	}

}
