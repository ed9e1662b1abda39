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

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import io.wstunnel.WsConnection;
import io.wstunnel.WsCredentialExpiryResolver;
import io.wstunnel.WsTunnel;
import io.wstunnel.WsTunnelClient;
import io.wstunnel.WsTunnels;
import io.wstunnel.client.DefaultWsTunnelClient;
import io.wstunnel.monitor.TunnelMonitor;
import io.wstunnel.monitor.TunnelSampler;
import io.wstunnel.server.OpenTunnels;
import io.wstunnel.server.TunnelHandlerMapping;
import io.wstunnel.server.TunnelIdentities;
import io.wstunnel.server.TunnelLogoutListener;
import io.wstunnel.server.TunnelServerLifecycle;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.core.task.TaskExecutor;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import org.springframework.web.servlet.DispatcherServlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;

/**
 * Tests of {@link WsTunnelAutoConfiguration}.
 */
@Tag("once")
class WsTunnelAutoConfigurationTests {

	private static final AutoConfigurations TUNNELS = AutoConfigurations.of(WsTunnelAutoConfiguration.class,
			TaskExecutionAutoConfiguration.class);

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(TUNNELS);

	private final ReactiveWebApplicationContextRunner reactiveRunner = new ReactiveWebApplicationContextRunner()
		.withConfiguration(TUNNELS);

	private final WebApplicationContextRunner webRunner = new WebApplicationContextRunner().withConfiguration(TUNNELS)
		.withConfiguration(
				AutoConfigurations.of(WebMvcAutoConfiguration.class, DispatcherServletAutoConfiguration.class));

	@Test
	void aServletApplicationHasAServerHalf() {
		this.webRunner.run((context) -> {
			assertThat(context).hasSingleBean(WsTunnels.class);
			assertThat(context).hasSingleBean(TunnelHandlerMapping.class);
			assertThat(context).hasSingleBean(TunnelServerLifecycle.class);
		});
	}

	@Test
	void theServerHalfCanBeDisabled() {
		this.webRunner.withPropertyValues("wstunnel.server.enabled=false").run(this::hasNoServerHalf);
	}

	@Test
	void withoutSpringMvcThereIsNoServerHalf() {
		new WebApplicationContextRunner().withConfiguration(TUNNELS)
			.withClassLoader(new FilteredClassLoader(DispatcherServlet.class))
			.run(this::hasNoServerHalf);
	}

	@Test
	void withoutTomcatAServletApplicationStarts() {
		this.webRunner.withClassLoader(new FilteredClassLoader("org.apache.catalina", "org.apache.coyote"))
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void withoutSpringSecurityAServletApplicationStarts() {
		this.webRunner.withClassLoader(new FilteredClassLoader("org.springframework.security"))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(WsTunnels.class)
				.hasSingleBean(TunnelIdentities.class)
				.doesNotHaveBean("wsTunnelLogoutListener")
				.doesNotHaveBean("wsTunnelTokenExpiryResolver"));
	}

	@Test
	void withoutOauthTokensTunnelsEndWithSessionsAndLogins() {
		this.webRunner.withClassLoader(new FilteredClassLoader("org.springframework.security.oauth2"))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(TunnelLogoutListener.class)
				.doesNotHaveBean(WsCredentialExpiryResolver.class));
	}

	@Test
	void tunnelsEndWithTheIdentityOfTheirUsersUnlessThatIsSwitchedOff() {
		this.webRunner.run((context) -> assertThat(context).hasSingleBean(TunnelIdentities.class)
			.hasSingleBean(TunnelLogoutListener.class)
			.hasSingleBean(WsCredentialExpiryResolver.class));
		this.webRunner.withPropertyValues("wstunnel.server.end-with-identity=false")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(TunnelIdentities.class)
				.doesNotHaveBean(TunnelLogoutListener.class)
				.doesNotHaveBean(WsCredentialExpiryResolver.class));
	}

	@Test
	void withoutContextPropagationAServletApplicationStarts() {
		this.webRunner.withClassLoader(new FilteredClassLoader("io.micrometer.context"))
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(WsConnection.class));
	}

	@Test
	void withoutMetersAServletApplicationStarts() {
		this.webRunner.withClassLoader(new FilteredClassLoader("io.micrometer.core"))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(TunnelMonitor.class)
				.doesNotHaveBean("wsTunnelMetrics"));
	}

	@Test
	void theEndpointIsThereWhereItIsExposedAndAccessible() {
		WebApplicationContextRunner runner = this.webRunner
			.withConfiguration(AutoConfigurations.of(WsTunnelEndpointAutoConfiguration.class));
		runner.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(WsTunnelsEndpoint.class));
		runner.withPropertyValues("management.endpoints.web.exposure.include=wstunnels")
			.run((context) -> assertThat(context).hasSingleBean(WsTunnelsEndpoint.class)
				.hasSingleBean(TunnelSampler.class));
		runner
			.withPropertyValues("management.endpoints.web.exposure.include=wstunnels",
					"management.endpoint.wstunnels.access=NONE")
			.run((context) -> assertThat(context).doesNotHaveBean(WsTunnelsEndpoint.class)
				.doesNotHaveBean(TunnelSampler.class));
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void aConnectionOfTheApplicationWinsOverThatOfTheTunnelAndIsClosed(CapturedOutput output) throws Exception {
		AtomicReference<WsConnection> own = new AtomicReference<>();
		this.webRunner.withUserConfiguration(OwnConnection.class).run((context) -> {
			own.set(context.getBean("ownConnection", WsConnection.class));
			assertThat(context.getBean(WsConnection.class)).isSameAs(own.get());
			assertThat(context.getBean("wsTunnelConnection", WsConnection.class)).isNotSameAs(own.get());
		});
		then(own.get()).should().close();
		assertThat(output).doesNotContain("WARN");
	}

	@Test
	void aReactiveApplicationHasNoServerHalf() {
		this.reactiveRunner
			.withClassLoader(new FilteredClassLoader("jakarta.servlet", "org.springframework.web.servlet",
					"org.apache.catalina"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(WsTunnels.class));
	}

	@Test
	void anApplicationWithoutAWebServerHasNoServerHalf() {
		this.runner
			.withClassLoader(new FilteredClassLoader("jakarta.servlet", "org.springframework.web.servlet",
					"org.apache.catalina"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(WsTunnels.class));
	}

	@Test
	void everyApplicationHasAClientHalf() {
		this.webRunner.run((context) -> assertThat(context).hasSingleBean(WsTunnelClient.class));
		this.runner
			.withClassLoader(new FilteredClassLoader("jakarta.servlet", "org.springframework.web.servlet",
					"org.apache.catalina"))
			.run((context) -> assertThat(context).hasSingleBean(WsTunnelClient.class));
	}

	@Test
	void theClientHalfCanBeDisabled() {
		this.webRunner.withPropertyValues("wstunnel.client.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(WsTunnelClient.class)
				.hasSingleBean(WsTunnels.class));
	}

	@Test
	void theClientCanBeReplaced() {
		this.webRunner.withUserConfiguration(OwnClient.class)
			.run((context) -> assertThat(context).hasSingleBean(WsTunnelClient.class).hasBean("ownClient"));
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void aDrainPeriodThatTheShutdownHasNoTimeForIsWarnedOf(CapturedOutput output) {
		this.webRunner.withPropertyValues("wstunnel.server.drain-period=25s")
			.run((context) -> assertThat(output).contains("WARN", "'wstunnel.server.drain-period' (25s)",
					"'spring.lifecycle.timeout-per-shutdown-phase' (30s)"));
		int length = output.length();
		this.webRunner
			.withPropertyValues("wstunnel.server.drain-period=25s", "spring.lifecycle.timeout-per-shutdown-phase=1m")
			.run((context) -> assertThat(output.toString().substring(length)).doesNotContain("drain-period"));
	}

	@Test
	void theApplicationIsNotLeftWithoutAnExecutorOfItsOwn() {
		this.runner.withUserConfiguration(ExecutorUser.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean(ExecutorUser.class).executor)
				.isSameAs(context.getBean("applicationTaskExecutor"));
			assertThat(context.getBean(TaskExecutor.class)).isSameAs(context.getBean("applicationTaskExecutor"));
			assertThat(context.getBean("wsTunnelTaskExecutor")).isInstanceOf(ThreadPoolTaskExecutor.class);
		});
	}

	@Test
	void theLimitOfOtherTasksIsNotThatOfTunnels() {
		this.runner
			.withPropertyValues("spring.task.execution.pool.max-size=1", "spring.task.execution.pool.core-size=1",
					"spring.task.execution.pool.queue-capacity=1")
			.run((context) -> {
				ThreadPoolTaskExecutor executor = context.getBean("wsTunnelTaskExecutor", ThreadPoolTaskExecutor.class);
				CountDownLatch started = new CountDownLatch(3);
				for (int i = 0; i < 3; i++) {
					executor.execute(() -> {
						started.countDown();
						awaitUninterruptibly(started);
					});
				}
				assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();
				assertThat(executor.getThreadNamePrefix()).isEqualTo("ws-tunnel-");
			});
	}

	private static void awaitUninterruptibly(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void handlersRunOnVirtualThreadsIfTheApplicationUsesThem() {
		this.runner.withPropertyValues("spring.threads.virtual.enabled=true").run((context) -> {
			SimpleAsyncTaskExecutor executor = context.getBean("wsTunnelTaskExecutor", SimpleAsyncTaskExecutor.class);
			assertThat(executor.isThrottleActive()).isFalse();
			assertThat(executor.submit(() -> Thread.currentThread().toString()).get()).startsWith("VirtualThread");
		});
	}

	@Test
	void theExecutorCanBeReplaced() {
		this.webRunner.withUserConfiguration(OwnExecutor.class)
			.run((context) -> assertThat(context.getBean("wsTunnelTaskExecutor"))
				.isInstanceOf(ThreadPoolTaskExecutor.class));
	}

	@Test
	void theTunnelsOfAnApplicationWithLazyBeansAreServed() {
		this.webRunner.withUserConfiguration(LazyTunnel.class)
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBeanFactory().containsSingleton("wsTunnelHandlerMapping")).isTrue();
				assertThat(context.getBeanFactory().containsSingleton("wsTunnelServerLifecycle")).isTrue();
				assertThat(context.getBeanFactory().containsSingleton("tunnel")).isFalse();
				assertThat(context.getBean(TunnelHandlerMapping.class).getUrlMap()).containsOnlyKeys("/lazy");
			});
	}

	private void hasNoServerHalf(AssertableWebApplicationContext context) {
		assertThat(context).hasNotFailed();
		assertThat(context).doesNotHaveBean(WsTunnels.class);
		assertThat(context).doesNotHaveBean(OpenTunnels.class);
		assertThat(context).doesNotHaveBean(WsConnection.class);
		assertThat(context).doesNotHaveBean(TunnelHandlerMapping.class);
	}

	@Configuration(proxyBeanMethods = false)
	static class ExecutorUser {

		private final AsyncTaskExecutor executor;

		ExecutorUser(AsyncTaskExecutor executor) {
			this.executor = executor;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnExecutor {

		@Bean
		Executor wsTunnelTaskExecutor() {
			return new ThreadPoolTaskExecutor();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnClient {

		@Bean
		DefaultWsTunnelClient ownClient() {
			return DefaultWsTunnelClient.create();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnConnection {

		@Bean
		WsConnection ownConnection() {
			return mock();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class LazyTunnel {

		@Bean
		Tunnel tunnel() {
			return new Tunnel();
		}

	}

	static class Tunnel {

		@WsTunnel("/lazy")
		void lazy() {
		}

	}

}
