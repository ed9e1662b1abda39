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

import io.wstunnel.WsTunnelHandshakeInterceptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.security.autoconfigure.SecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests of {@link UnsecuredForwardWarning}.
 */
@ExtendWith(OutputCaptureExtension.class)
class UnsecuredForwardWarningTests {

	private static final String WARNING = "Nothing asks who opens what leads to a TCP service";

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(WsTunnelAutoConfiguration.class, TaskExecutionAutoConfiguration.class,
				WebMvcAutoConfiguration.class, DispatcherServletAutoConfiguration.class))
		.withPropertyValues("wstunnel.server.tunnels.db.path=/tunnels/db",
				"wstunnel.server.tunnels.db.target=localhost:5432", "wstunnel.server.tunnels.events.path=/events");

	private final WebApplicationContextRunner withSecurity = this.runner.withConfiguration(
			AutoConfigurations.of(SecurityAutoConfiguration.class, ServletWebSecurityAutoConfiguration.class));

	@Test
	void withoutSpringSecurityOnTheClassPathOneLineWarns(CapturedOutput output) {
		this.withSecurity.withClassLoader(new FilteredClassLoader("org.springframework.security"))
			.withPropertyValues("wstunnel.server.tunnels.shell.path=/shell",
					"wstunnel.server.tunnels.shell.target=localhost:22")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output.getOut().lines().filter((line) -> line.contains(WARNING))).singleElement()
			.asString()
			.contains("WARN", "'db' (/tunnels/db), 'shell' (/shell)", "spring-boot-starter-security",
					"WsTunnelHandshakeInterceptor")
			.doesNotContain("events", "localhost");
	}

	@Test
	void springSecurityThatIsThereAndNotUsedWarnsToo(CapturedOutput output) {
		this.runner.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).containsOnlyOnce(WARNING);
	}

	@Test
	void anApplicationWhoseBeansAreLazyIsWarnedToo(CapturedOutput output) {
		this.runner
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).containsOnlyOnce(WARNING);
	}

	@Test
	void withSpringSecurityNothingIsSaid(CapturedOutput output) {
		this.withSecurity.run((context) -> assertThat(context).hasNotFailed().hasBean("springSecurityFilterChain"));
		assertThat(output).doesNotContain(WARNING);
	}

	@Test
	void withAnInterceptorNothingIsSaid(CapturedOutput output) {
		this.runner.withBean(WsTunnelHandshakeInterceptor.class, () -> mock(WsTunnelHandshakeInterceptor.class))
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).doesNotContain(WARNING);
	}

	@Test
	void withoutAForwardNothingIsSaid(CapturedOutput output) {
		this.runner.withPropertyValues("wstunnel.server.tunnels.db.target=")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).doesNotContain(WARNING);
	}

}
