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

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;

import io.wstunnel.WsConnectionSettings;
import io.wstunnel.WsCredentialExpiryResolver;
import io.wstunnel.WsReceiveBudget;
import io.wstunnel.WsRemoteAddressResolver;
import io.wstunnel.WsTunnelArgumentResolver;
import io.wstunnel.WsTunnelHandshakeInterceptor;
import io.wstunnel.WsTunnelRegistration;
import io.wstunnel.monitor.TunnelMonitor;
import io.wstunnel.observation.TunnelSide;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.convert.ConversionService;
import org.springframework.web.socket.server.HandshakeInterceptor;
import org.springframework.web.socket.server.support.OriginHandshakeInterceptor;

/**
 * Collects the tunnels of an application: those of methods, of beans and of the
 * configuration.
 *
 * @since 0.1.0
 */
public final class TunnelRegistrar {

	private static final Log logger = LogFactory.getLog(TunnelRegistrar.class);

	private final ConfigurableApplicationContext context;

	private final ServerSettings settings;

	private final OpenTunnels tunnels;

	private final Executors executors;

	private final ConversionService conversionService;

	/**
	 * Create a registrar.
	 * @param context the application
	 * @param settings the settings
	 * @param tunnels the registry of open tunnels
	 * @param executor runs the handlers
	 * @param conversionService converts what comes from handshake requests
	 */
	public TunnelRegistrar(ConfigurableApplicationContext context, ServerSettings settings, OpenTunnels tunnels,
			Executor executor, ConversionService conversionService) {
		this.context = context;
		this.settings = settings;
		this.tunnels = tunnels;
		this.executors = Executors.of(executor);
		this.conversionService = conversionService;
	}

	/**
	 * Create the handlers of the handshakes.
	 * @return the handlers, by their paths
	 */
	Map<String, Object> createRequestHandlers() {
		TunnelUpgradeStrategy strategy = new TunnelUpgradeStrategy(createAdmission(), this.settings.transport());
		List<WsTunnelHandshakeInterceptor> interceptors = getBeans(WsTunnelHandshakeInterceptor.class);
		WsRemoteAddressResolver addressResolver = this.context.getBeanProvider(WsRemoteAddressResolver.class)
			.getIfAvailable();
		TunnelMonitor monitor = this.context.getBeanProvider(TunnelMonitor.class).getIfAvailable(TunnelMonitor::new);
		Map<String, Object> handlers = new LinkedHashMap<>();
		for (Tunnel tunnel : findTunnels()) {
			TunnelRequestHandler handler = new TunnelRequestHandler(
					new ServerTunnelHandler(tunnel, this.tunnels, this.executors, this.context, monitor),
					new TunnelHandshakeHandler(strategy), tunnel.id(), monitor);
			handler.setHandshakeInterceptors(getInterceptors(tunnel, addressResolver, interceptors, monitor));
			monitor.getTotals(TunnelSide.SERVER, tunnel.id());
			handlers.put(tunnel.path(), handler);
			logger.debug("Tunnel '" + tunnel.id() + "' is at " + tunnel.path());
		}
		return handlers;
	}

	private Admission createAdmission() {
		return new Admission(this.tunnels, this.context.getBeanProvider(TunnelIdentities.class).getIfAvailable(),
				getBeans(WsCredentialExpiryResolver.class), this.settings.drainPeriod(), this.context);
	}

	private List<Tunnel> findTunnels() {
		List<TunnelDeclaration> declarations = new ArrayList<>(new TunnelMethods(this.context.getBeanFactory(),
				new RequestArgumentResolvers(this.conversionService, this.context.getBeanFactory()),
				getBeans(WsTunnelArgumentResolver.class), this.tunnels)
			.find());
		this.context.getBeansOfType(WsTunnelRegistration.class)
			.forEach((beanName, registration) -> declarations.add(declare(beanName, registration)));
		return new TunnelDeclarations(this.settings, new EventTunnelHandlers(this.context), this.tunnels)
			.toTunnels(declarations);
	}

	private static TunnelDeclaration declare(String beanName, WsTunnelRegistration registration) {
		WsConnectionSettings own = registration.getSettings();
		UnaryOperator<WsConnectionSettings> settings = (general) -> (own != null) ? withBudget(own, general) : general;
		return new TunnelDeclaration(registration.getId(), registration.getPath(), registration.getSubprotocols(),
				settings, registration.getHandler(), RequestArguments.NONE, registration.getInterceptors(),
				"bean '" + beanName + "'");
	}

	private static WsConnectionSettings withBudget(WsConnectionSettings own, WsConnectionSettings general) {
		return (own.getReceiveBudget() != WsReceiveBudget.shared()) ? own
				: own.mutate().receiveBudget(general.getReceiveBudget()).build();
	}

	private List<HandshakeInterceptor> getInterceptors(Tunnel tunnel, @Nullable WsRemoteAddressResolver addressResolver,
			List<WsTunnelHandshakeInterceptor> interceptors, TunnelMonitor monitor) {
		OriginHandshakeInterceptor origins = new OriginHandshakeInterceptor(this.settings.allowedOrigins());
		origins.setAllowedOriginPatterns(this.settings.allowedOriginPatterns());
		List<HandshakeInterceptor> all = new ArrayList<>();
		all.add(origins);
		all.add(new HandshakeObservation(monitor.getObservations()));
		all.add(new HandshakeFactsInterceptor(tunnel.arguments(), addressResolver));
		all.addAll(interceptors);
		all.addAll(tunnel.interceptors());
		return all;
	}

	private <T> List<T> getBeans(Class<T> type) {
		return this.context.getBeanProvider(type).orderedStream().toList();
	}

}
