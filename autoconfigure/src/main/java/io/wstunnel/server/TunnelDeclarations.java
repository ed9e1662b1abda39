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
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.wstunnel.WsConnectionHandler;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;
import org.springframework.web.util.pattern.PathPatternParser;
import org.springframework.web.util.pattern.PatternParseException;

/**
 * Makes tunnels of what was declared and configured, and finds contradictions.
 */
final class TunnelDeclarations {

	private final ServerSettings settings;

	private final EventTunnelHandlers eventHandlers;

	private final OpenTunnels openTunnels;

	TunnelDeclarations(ServerSettings settings, EventTunnelHandlers eventHandlers, OpenTunnels openTunnels) {
		this.settings = settings;
		this.eventHandlers = eventHandlers;
		this.openTunnels = openTunnels;
	}

	List<Tunnel> toTunnels(List<TunnelDeclaration> declared) {
		declared.forEach(this::checkNoTarget);
		List<TunnelDeclaration> declarations = new ArrayList<>(declared);
		this.settings.tunnels().forEach((id, override) -> {
			if (declared.stream().noneMatch((declaration) -> ServerSettings.isSameId(declaration.id(), id))) {
				declarations.add(declareByProperties(id, override));
			}
		});
		Map<String, TunnelDeclaration> ids = new HashMap<>();
		Map<String, TunnelDeclaration> paths = new HashMap<>();
		List<Tunnel> tunnels = new ArrayList<>();
		for (TunnelDeclaration declaration : declarations) {
			Tunnel tunnel = toTunnel(declaration);
			checkUnique(ids.put(tunnel.id(), declaration), declaration, "id '" + tunnel.id() + "'", "id");
			checkUnique(paths.put(normalize(tunnel.path()), declaration), declaration, "path '" + tunnel.path() + "'",
					"path");
			tunnels.add(tunnel);
		}
		return tunnels;
	}

	private TunnelDeclaration declareByProperties(String id, TunnelOverride override) {
		String prefix = "wstunnel.server.tunnels." + id;
		if (!StringUtils.hasLength(override.path())) {
			throw new InvalidTunnelException(
					"The configuration has properties below '" + prefix + "', but there is no tunnel with the id '" + id
							+ "'.",
					"Set '" + prefix + ".path' to open a tunnel that publishes events, or that leads to the target of '"
							+ prefix + ".target', or correct the id: the id of a @WsTunnel method is its name in kebab "
							+ "case, unless it says otherwise.");
		}
		TunnelPreparation preparation = override.preparation();
		WsConnectionHandler handler = (preparation != null) ? new PreparedTunnelHandler(preparation, this.openTunnels)
				: this.eventHandlers.create(id);
		return new TunnelDeclaration(id, null, List.of(), (settings) -> settings, handler, RequestArguments.NONE,
				List.of(), "property '" + prefix + ".path'");
	}

	private void checkNoTarget(TunnelDeclaration declaration) {
		if (this.settings.getTunnel(declaration.id()).preparation() != null) {
			String property = "wstunnel.server.tunnels." + declaration.id() + ".target";
			throw new InvalidTunnelException(
					"The tunnel '" + declaration.id() + "' has a handler, which is " + declaration.source()
							+ ", and a target, which is given by property '" + property + "'.",
					"Remove one of them, or give one of them another id.");
		}
	}

	private Tunnel toTunnel(TunnelDeclaration declaration) {
		TunnelOverride override = this.settings.getTunnel(declaration.id());
		String path = getPath(declaration, override);
		declaration.arguments().checkPath(path);
		return new Tunnel(declaration.id(), path, declaration.subprotocols(),
				override.settings().apply(declaration.settings().apply(this.settings.connection())),
				override.maxConnections(), declaration.handler(), declaration.arguments(), declaration.interceptors());
	}

	private static String getPath(TunnelDeclaration declaration, TunnelOverride override) {
		String path = (StringUtils.hasLength(override.path())) ? override.path() : declaration.path();
		if (!StringUtils.hasText(path)) {
			throw new InvalidTunnelException(
					"The tunnel '" + declaration.id() + "' of " + declaration.source() + " has no path.",
					"Give it one there, or set 'wstunnel.server.tunnels." + declaration.id() + ".path'.");
		}
		try {
			return PathPatternParser.defaultInstance
				.initFullPathPattern(PathPatternParser.defaultInstance.parse((path.startsWith("/")) ? path : "/" + path)
					.getPatternString());
		}
		catch (PatternParseException ex) {
			throw new InvalidTunnelException(
					"The path '" + path + "' of the tunnel '" + declaration.id() + "', given by "
							+ (StringUtils.hasLength(override.path())
									? "property 'wstunnel.server.tunnels." + declaration.id() + ".path'"
									: declaration.source())
							+ ", is not valid: " + ex.getMessage(),
					"Correct it: a path is a pattern such as '/shell/{host}'.", ex);
		}
	}

	/**
	 * The names of variables make no difference to what a pattern matches.
	 */
	private static String normalize(String path) {
		return path.replaceAll("\\{(\\*?)\\w+", "{$1");
	}

	private static void checkUnique(@Nullable TunnelDeclaration other, TunnelDeclaration declaration, String what,
			String attribute) {
		if (other != null) {
			throw new InvalidTunnelException(
					"Two tunnels have the " + what + ": " + other.source() + " and " + declaration.source() + ".",
					"Give one of them another " + attribute + ".");
		}
	}

}
