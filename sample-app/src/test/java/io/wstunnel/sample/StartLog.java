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

package io.wstunnel.sample;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;

import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * What an application logs until it is ready, for whichever test asks: the output of a
 * test has it only if that test was the first.
 */
final class StartLog extends AppenderBase<ILoggingEvent>
		implements ApplicationListener<AvailabilityChangeEvent<ReadinessState>> {

	private final List<String> lines = new CopyOnWriteArrayList<>();

	private final Logger root;

	private StartLog(LoggerContext context) {
		setContext(context);
		this.root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
		this.root.addAppender(this);
		start();
	}

	String text() {
		return String.join("\n", this.lines);
	}

	@Override
	protected void append(ILoggingEvent event) {
		this.lines.add(event.getFormattedMessage());
	}

	@Override
	public void onApplicationEvent(AvailabilityChangeEvent<ReadinessState> event) {
		this.root.detachAppender(this);
	}

	static class Initializer implements ApplicationContextInitializer<ConfigurableApplicationContext> {

		@Override
		public void initialize(ConfigurableApplicationContext context) {
			context.getBeanFactory()
				.registerSingleton("startLog",
						new StartLog((LoggerContext) org.slf4j.LoggerFactory.getILoggerFactory()));
		}

	}

}
