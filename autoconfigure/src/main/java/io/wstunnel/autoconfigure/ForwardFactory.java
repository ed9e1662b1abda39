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

import java.time.Duration;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.wstunnel.forward.AllowedTargets;
import io.wstunnel.forward.TargetDialer;
import io.wstunnel.forward.TargetPattern;
import io.wstunnel.server.TunnelPreparation;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.util.StringUtils;

/**
 * Makes of its properties what leads a tunnel of the server to a target.
 */
final class ForwardFactory {

	private static final Pattern PATH_VARIABLE = Pattern.compile("\\{\\*?(\\w+)");

	private final TargetDialer dialer;

	/**
	 * Create a factory.
	 * @param server the properties of the server
	 */
	ForwardFactory(WsTunnelProperties.Server server) {
		Duration timeout = server.getTargetConnectTimeout();
		if (timeout.isNegative() || timeout.isZero()) {
			throw new InvalidConfigurationPropertyValueException("wstunnel.server.target-connect-timeout", timeout,
					"must be positive");
		}
		if (server.getMaxTargetDials() <= 0) {
			throw new InvalidConfigurationPropertyValueException("wstunnel.server.max-target-dials",
					server.getMaxTargetDials(), "must be positive");
		}
		this.dialer = new TargetDialer(timeout, server.getMaxTargetDials());
	}

	/**
	 * Create what connects to the target of a tunnel.
	 * @param id the id of the tunnel
	 * @param tunnel its properties
	 * @return the preparation, or {@code null} if the tunnel has no target
	 */
	@Nullable TunnelPreparation create(String id, ServerTunnelProperties tunnel) {
		String prefix = "wstunnel.server.tunnels." + id;
		String target = tunnel.getTarget();
		ServerTunnelProperties.AllowedTargetsProperties allowed = tunnel.getAllowedTargets();
		if (!StringUtils.hasText(target)) {
			if (!allowed.isEmpty()) {
				throw new FailureAnalyzedException(
						"There are properties below '" + prefix + ".allowed-targets', but '" + prefix
								+ ".target' is not set.",
						"Set the latter to where the tunnel leads to, such as '{host}:5432', or remove the former.");
			}
			return null;
		}
		AllowedTargets targets = check(prefix + ".allowed-targets", allowed,
				() -> new AllowedTargets(allowed.getHosts(), allowed.getAddresses(), allowed.getPorts()));
		TargetPattern pattern = check(prefix + ".target", target, () -> new TargetPattern(target, targets));
		checkVariables(prefix, tunnel, pattern);
		return new ForwardPreparation(this.dialer, pattern);
	}

	private static void checkVariables(String prefix, ServerTunnelProperties tunnel, TargetPattern pattern) {
		if (pattern.getVariables().isEmpty() && !tunnel.getAllowedTargets().isEmpty()) {
			throw new FailureAnalyzedException(
					"There are properties below '" + prefix + ".allowed-targets', but the target '" + tunnel.getTarget()
							+ "' of the tunnel is fixed.",
					"Remove them: a fixed target is connected to wherever it is. Only a target with variables of the "
							+ "path, such as '{host}:5432', has a list of what is allowed.");
		}
		for (String variable : pattern.getVariables()) {
			Matcher path = PATH_VARIABLE.matcher(String.valueOf(tunnel.getPath()));
			if (path.results().noneMatch((result) -> result.group(1).equals(variable))) {
				throw new FailureAnalyzedException(
						"Property '" + prefix + ".target' has the variable '{" + variable + "}', which the path '"
								+ tunnel.getPath() + "' does not have.",
						"Use a variable of '" + prefix + ".path', or add it there.");
			}
		}
		String missing = pattern.findMissing();
		if (missing != null) {
			String hosts = "'" + prefix + ".allowed-targets.hosts' to patterns of names such as '*.db.internal', or '"
					+ prefix + ".allowed-targets.addresses' to ranges such as '10.0.0.0/8'";
			throw new FailureAnalyzedException(
					"Property '" + prefix + ".target' leaves the " + missing
							+ " to whoever opens the tunnel, and nothing says which are allowed.",
					"Set " + (missing.equals("hosts") ? hosts
							: "'" + prefix + ".allowed-targets.ports' to ports such as '5432' or '8000-8999'") + ".");
		}
	}

	private static <T> T check(String property, Object value, Supplier<T> check) {
		try {
			return check.get();
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidConfigurationPropertyValueException(property, value, String.valueOf(ex.getMessage()), ex);
		}
	}

}
