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

import java.util.concurrent.CompletableFuture;

import io.wstunnel.MessageType;
import io.wstunnel.WsConnection;
import io.wstunnel.WsTunnel;
import io.wstunnel.WsTunnelRegistration;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.aop.framework.autoproxy.DefaultAdvisorAutoProxyCreator;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.NameMatchMethodPointcut;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Role;
import org.springframework.scheduling.annotation.Async;
import org.springframework.web.bind.annotation.PathVariable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests of {@link InvalidTunnelFailureAnalyzer} and what it explains.
 */
class InvalidTunnelFailureAnalyzerTests {

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(WsTunnelAutoConfiguration.class));

	@Test
	void anUnsupportedParameterIsExplained() {
		FailureAnalysis analysis = analyze(UnsupportedParameter.class);
		assertThat(analysis.getDescription()).contains("Parameter 2 ('number')", "UnsupportedParameter.tunnel(",
				"java.lang.Integer");
		assertThat(analysis.getAction()).contains("InputStream", "WsTunnelArgumentResolver", "@PathVariable");
	}

	@Test
	void aPathVariableThatThePathDoesNotHaveIsExplained() {
		FailureAnalysis analysis = analyze(UnknownVariable.class);
		assertThat(analysis.getDescription()).contains("'/x/{host}'", "UnknownVariable.tunnel(int)", "'port'");
		assertThat(analysis.getAction()).contains("{port}");
		this.runner.withUserConfiguration(UnknownVariable.class)
			.withPropertyValues("wstunnel.server.tunnels.tunnel.path=/y/{host}/{port:[0-9]+}/{*rest}")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void anUnsupportedReturnTypeIsExplained() {
		FailureAnalysis analysis = analyze(UnsupportedReturnType.class);
		assertThat(analysis.getDescription()).contains("UnsupportedReturnType.tunnel()", "java.lang.String");
		assertThat(analysis.getAction()).contains("void", "CompletionStage");
	}

	@Test
	void anAsynchronousMethodThatReturnsNoFutureIsExplained() {
		FailureAnalysis analysis = analyze(Abandoned.class);
		assertThat(analysis.getDescription()).contains("Abandoned.tunnel()", "@Async", "before it has run");
		assertThat(analysis.getAction()).contains("Remove @Async", "CompletableFuture");
	}

	@Test
	void aSharedPathIsExplained() {
		FailureAnalysis analysis = analyze(SharedPath.class);
		assertThat(analysis.getDescription()).contains("SharedPath.first()", "SharedPath.second()", "path '/x/{");
		assertThat(analysis.getAction()).contains("another path");
	}

	@Test
	void aSharedIdIsExplained() {
		FailureAnalysis analysis = analyze(SharedId.class);
		assertThat(analysis.getDescription()).contains("SharedId.textEcho()", "bean 'registration'", "id 'text-echo'");
		assertThat(analysis.getAction()).contains("another id");
	}

	@Test
	void aMissingPathIsExplained() {
		FailureAnalysis analysis = analyze(WithoutPath.class);
		assertThat(analysis.getDescription()).contains("WithoutPath.tunnel()", "no path");
		assertThat(analysis.getAction()).contains("wstunnel.server.tunnels.tunnel.path");
	}

	@Test
	void aMissingPathCanBeConfigured() {
		this.runner.withUserConfiguration(WithoutPath.class)
			.withPropertyValues("wstunnel.server.tunnels.tunnel.path=/here")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void anInvalidPathIsExplained() {
		FailureAnalysis analysis = analyze(WithoutPath.class, "wstunnel.server.tunnels.tunnel.path=/x/{");
		assertThat(analysis.getDescription()).contains("'/x/{'", "wstunnel.server.tunnels.tunnel.path");
	}

	@Test
	void anUnknownIdIsExplained() {
		FailureAnalysis analysis = analyze(Fine.class, "wstunnel.server.tunnels.text-ecko.read-timeout=1s");
		assertThat(analysis.getDescription()).contains("'text-ecko'");
		assertThat(analysis.getAction()).contains("'wstunnel.server.tunnels.text-ecko.path'", "kebab case");
	}

	@Test
	void theIdsOfEnvironmentVariablesAreKnown() {
		this.runner.withUserConfiguration(Fine.class)
			.withPropertyValues("wstunnel.server.tunnels.textecho.read-timeout=1s")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void anIdSpeltInTwoWaysIsOneTunnel() {
		this.runner
			.withPropertyValues("wstunnel.server.tunnels.my-own.path=/own", "wstunnel.server.tunnels.myown.path=/own")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void twoMessageTypesAreExplained() {
		assertThat(analyze(TwoTypes.class).getDescription()).contains("TwoTypes.tunnel()", "message type");
	}

	@Test
	void aMethodBehindAProxyOfInterfacesIsExplained() {
		FailureAnalysis analysis = analyze(Proxied.class);
		assertThat(analysis.getDescription()).contains("Target.tunnel()", "proxy", "'proxied'");
		assertThat(analysis.getAction()).contains("proxyTargetClass");
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void theExplanationIsPrinted(CapturedOutput output) {
		assertThatException().isThrownBy(
				() -> SpringApplication.run(new Class<?>[] { Application.class }, new String[] { "--server.port=0" }));
		assertThat(output).contains("APPLICATION FAILED TO START", "Two tunnels have the path", "another path");
	}

	private FailureAnalysis analyze(Class<?> configuration, String... properties) {
		FailureAnalysis[] analysis = new FailureAnalysis[1];
		this.runner.withUserConfiguration(configuration)
			.withPropertyValues(properties)
			.run((context) -> analysis[0] = new InvalidTunnelFailureAnalyzer().analyze(context.getStartupFailure()));
		assertThat(analysis[0]).isNotNull();
		return analysis[0];
	}

	static class Fine {

		@WsTunnel("/x")
		CompletableFuture<Void> textEcho(WsConnection connection) {
			return new CompletableFuture<>();
		}

	}

	static class UnsupportedParameter {

		@WsTunnel("/x")
		void tunnel(WsConnection connection, Integer number) {
		}

	}

	static class UnknownVariable {

		@WsTunnel("/x/{host}")
		void tunnel(@PathVariable int port) {
		}

	}

	static class UnsupportedReturnType {

		@WsTunnel("/x")
		String tunnel() {
			return "";
		}

	}

	static class SharedPath {

		@WsTunnel("/x/{a}")
		void first() {
		}

		@WsTunnel("x/{b}")
		void second() {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class SharedId {

		@WsTunnel("/x")
		void textEcho() {
		}

		@Bean
		WsTunnelRegistration registration() {
			return WsTunnelRegistration.builder("text-echo", (connection) -> {
			}).path("/y").build();
		}

	}

	static class WithoutPath {

		@WsTunnel
		void tunnel() {
		}

	}

	@Async
	static class Abandoned {

		@WsTunnel("/x")
		void tunnel() {
		}

	}

	static class TwoTypes {

		@WsTunnel(path = "/x", messageType = { MessageType.TEXT, MessageType.BINARY })
		void tunnel() {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Proxied {

		@Bean
		static DefaultAdvisorAutoProxyCreator proxyCreator() {
			return new DefaultAdvisorAutoProxyCreator();
		}

		@Bean
		@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
		static DefaultPointcutAdvisor advisor() {
			NameMatchMethodPointcut pointcut = new NameMatchMethodPointcut();
			pointcut.setMappedName("run");
			return new DefaultPointcutAdvisor(pointcut, (MethodInterceptor) MethodInvocation::proceed);
		}

		@Bean
		static Target proxied() {
			return new Target();
		}

	}

	static class Target implements Runnable {

		@WsTunnel("/x")
		void tunnel() {
		}

		@Override
		public void run() {
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(exclude = DataSourceAutoConfiguration.class)
	static class Application {

		@Bean
		SharedPath sharedPath() {
			return new SharedPath();
		}

	}

}
