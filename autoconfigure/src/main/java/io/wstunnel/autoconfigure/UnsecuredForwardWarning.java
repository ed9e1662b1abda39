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

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

import io.wstunnel.WsTunnelHandshakeInterceptor;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.util.StringUtils;

/**
 * Warns at the start of tunnels that lead to a TCP service while nothing in the
 * application asks who opens them.
 */
final class UnsecuredForwardWarning implements SmartInitializingSingleton {

	/**
	 * The bean that Spring Security's filters are, whatever configures them.
	 */
	private static final String SECURITY_FILTER = "springSecurityFilterChain";

	private static final Log logger = LogFactory.getLog(UnsecuredForwardWarning.class);

	private final Map<String, ServerTunnelProperties> tunnels;

	private final ListableBeanFactory beanFactory;

	/**
	 * Create what warns.
	 * @param tunnels the tunnels of the server by their ids
	 * @param beanFactory knows what asks who opens them
	 */
	UnsecuredForwardWarning(Map<String, ServerTunnelProperties> tunnels, ListableBeanFactory beanFactory) {
		this.tunnels = new LinkedHashMap<>(tunnels);
		TunnelIds.removeDuplicates(this.tunnels);
		this.beanFactory = beanFactory;
	}

	@Override
	public void afterSingletonsInstantiated() {
		String forwards = this.tunnels.entrySet()
			.stream()
			.filter((tunnel) -> StringUtils.hasText(tunnel.getValue().getTarget()))
			.map((tunnel) -> "'" + tunnel.getKey() + "' (" + tunnel.getValue().getPath() + ")")
			.collect(Collectors.joining(", "));
		if (!forwards.isEmpty() && !isAnyoneAsking()) {
			logger.warn("Nothing asks who opens what leads to a TCP service: " + forwards
					+ ". Add spring-boot-starter-security and rules for the path, or a WsTunnelHandshakeInterceptor");
		}
	}

	private boolean isAnyoneAsking() {
		return this.beanFactory.containsBean(SECURITY_FILTER) || BeanFactoryUtils
			.beanNamesForTypeIncludingAncestors(this.beanFactory, WsTunnelHandshakeInterceptor.class).length > 0;
	}

}
