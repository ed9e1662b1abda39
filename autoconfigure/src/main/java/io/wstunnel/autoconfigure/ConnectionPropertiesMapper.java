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
import java.util.function.Consumer;

import io.wstunnel.WsConnectionSettings;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.PropertyMapper;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.Assert;

/**
 * Maps {@link ConnectionProperties} onto {@link WsConnectionSettings}; a value that these
 * refuse is reported with the name of its property.
 */
final class ConnectionPropertiesMapper {

	private final String prefix;

	private final ConnectionProperties properties;

	/**
	 * Create a mapper.
	 * @param prefix the prefix of the names of the properties
	 * @param properties the properties
	 */
	ConnectionPropertiesMapper(String prefix, ConnectionProperties properties) {
		this.prefix = prefix;
		this.properties = properties;
		apply(WsConnectionSettings.defaults());
	}

	/**
	 * Apply the properties.
	 * @param settings the settings to start with
	 * @return the settings with what the properties say
	 */
	WsConnectionSettings apply(WsConnectionSettings settings) {
		WsConnectionSettings.Builder builder = settings.mutate();
		PropertyMapper map = PropertyMapper.get();
		map.from(this.properties::getMessageType).to(builder::messageType);
		map.from(this.properties::getReadTimeout).to(checked("read-timeout", builder::readTimeout));
		map.from(this.properties::getWriteTimeout).to(checked("write-timeout", builder::writeTimeout));
		map.from(this.properties::getLifetime).to(checked("lifetime", (Duration value) -> builder.lifetime(value)));
		map.from(this.properties::getIdleTimeout).to(checked("idle-timeout", builder::idleTimeout));
		map.from(this.properties::getCloseTimeout).to(checked("close-timeout", builder::closeTimeout));
		map.from(this.properties::getDeadlineAction).to(builder::deadlineAction);
		map.from(this.properties::getReceiveWindow).to(checked("receive-window", builder::receiveWindow));
		map.from(this.properties::getControlExtension).to(builder::controlExtension);
		map.from(this.properties::getDrainIdleTimeout).to(checked("drain-idle-timeout", builder::drainIdleTimeout));
		applyKeepAlive(map, builder);
		return builder.build();
	}

	private void applyKeepAlive(PropertyMapper map, WsConnectionSettings.Builder builder) {
		ConnectionProperties.KeepAlive keepAlive = this.properties.getKeepAlive();
		map.from(keepAlive::getInterval).to(checked("keep-alive.interval", builder::keepAliveInterval));
		map.from(keepAlive::getTimeout).to(checked("keep-alive.timeout", (Duration value) -> {
			Duration interval = keepAlive.getInterval();
			Assert.isTrue(value.isZero() || interval == null || !interval.isZero(),
					"must not be set where 'keep-alive.interval' is 0, since without pings nothing is to be answered");
			builder.keepAliveTimeout(value);
		}));
	}

	private <T> Consumer<T> checked(String name, Consumer<T> setter) {
		return (value) -> {
			try {
				setter.accept(value);
			}
			catch (IllegalArgumentException ex) {
				throw invalid(name, value, ex);
			}
		};
	}

	private InvalidConfigurationPropertyValueException invalid(String name, @Nullable Object value,
			IllegalArgumentException cause) {
		return new InvalidConfigurationPropertyValueException(this.prefix + "." + name, value,
				String.valueOf(cause.getMessage()).replaceFirst("^'\\w+' ", ""), cause);
	}

}
