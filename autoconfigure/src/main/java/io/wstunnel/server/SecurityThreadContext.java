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

package io.wstunnel.server;

import org.springframework.security.concurrent.DelegatingSecurityContextRunnable;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;

/**
 * The {@link SecurityContext} of the current thread; a copy, because the original belongs
 * to the user's HTTP session.
 */
final class SecurityThreadContext implements ThreadContext {

	private final SecurityContext securityContext;

	SecurityThreadContext() {
		this.securityContext = SecurityContextHolder.createEmptyContext();
		this.securityContext.setAuthentication(SecurityContextHolder.getContext().getAuthentication());
	}

	@Override
	public Runnable decorate(Runnable task) {
		return new DelegatingSecurityContextRunnable(task, this.securityContext);
	}

}
