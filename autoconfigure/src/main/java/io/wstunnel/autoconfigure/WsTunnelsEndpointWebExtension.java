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

package io.wstunnel.autoconfigure;

import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

/**
 * {@link EndpointWebExtension @EndpointWebExtension} for the {@link WsTunnelsEndpoint}:
 * to close what is not there is HTTP 404.
 *
 * @since 0.1.0
 */
@EndpointWebExtension(endpoint = WsTunnelsEndpoint.class)
public class WsTunnelsEndpointWebExtension {

	private final WsTunnelsEndpoint delegate;

	/**
	 * Create an extension.
	 * @param delegate the endpoint
	 */
	public WsTunnelsEndpointWebExtension(WsTunnelsEndpoint delegate) {
		this.delegate = delegate;
	}

	/**
	 * Close one tunnel.
	 * @param id the id of its connection
	 * @return 204, or 404 if there is none
	 */
	@DeleteOperation
	public WebEndpointResponse<Void> close(@Selector String id) {
		return new WebEndpointResponse<>(
				this.delegate.close(id) ? WebEndpointResponse.STATUS_NO_CONTENT : WebEndpointResponse.STATUS_NOT_FOUND);
	}

}
