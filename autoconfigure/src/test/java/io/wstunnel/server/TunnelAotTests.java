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

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

import io.wstunnel.WsConnection;
import io.wstunnel.autoconfigure.ClientTunnelProperties;
import io.wstunnel.testsupport.ServerKind;
import io.wstunnel.transport.tomcat.TomcatUpgradeHandler;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.SpringApplicationAotProcessor;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;
import org.springframework.context.aot.AbstractAotProcessor.Settings;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.javapoet.ClassName;
import org.springframework.util.ReflectionUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of an application that is processed ahead of time.
 */
@Tag("once")
@Timeout(180)
@ExtendWith(OutputCaptureExtension.class)
class TunnelAotTests {

	@ParameterizedTest
	@EnumSource
	void tunnelsOfAProcessedApplicationAreServed(ServerKind kind, @TempDir Path directory, CapturedOutput output)
			throws Exception {
		process(directory, SeparateApplication.getArguments(kind));
		compile(directory);
		Files.writeString(directory.resolve("resources/spring.properties"), "spring.aot.enabled=true");
		try (SeparateApplication application = new SeparateApplication(
				List.of(directory.resolve("classes"), directory.resolve("resources")), (path) -> true)) {
			application.start(kind);
			assertThat(application.receive("/method/42")).isEqualTo("method 42 1 2");
			assertThat(application.receive("/method/43")).isEqualTo("method 43 1 2");
			assertThat(application.receive("/published")).isEqualTo("event 1 2");
			assertThat(application.connectToNowhere()).contains("localhost:1");
		}
		assertThat(output).contains("Starting AOT-processed").doesNotContain("WARN", "ERROR");
	}

	@Test
	void whatIsUsedByReflectionIsKnownToANativeImage() throws Exception {
		AnnotationConfigServletWebServerApplicationContext context = new AnnotationConfigServletWebServerApplicationContext();
		TestPropertyValues.of("wstunnel.client.tunnels.no-where.uri=ws://localhost:1/").applyTo(context);
		context.register(AotApplication.class);
		DefaultGenerationContext generation = new DefaultGenerationContext(
				new ClassNameGenerator(ClassName.get(AotApplication.class)), new InMemoryGeneratedFiles());
		new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
		context.close();
		RuntimeHints hints = generation.getRuntimeHints();
		for (String name : List.of("method", "declared", "inherited", "opened")) {
			assertThat(Stream.of(ReflectionUtils.getUniqueDeclaredMethods(AotApplication.Tunnels.class))
				.filter((method) -> method.getName().equals(name))).singleElement()
				.satisfies((method) -> assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(method))
					.accepts(hints));
		}
		assertThat(RuntimeHintsPredicates.reflection()
			.onConstructorInvocation(TomcatUpgradeHandler.class.getConstructor())).accepts(hints);
		assertThat(RuntimeHintsPredicates.reflection()
			.onType(TomcatUpgradeHandler.class)
			.withMemberCategory(MemberCategory.INVOKE_PUBLIC_CONSTRUCTORS)).accepts(hints);
		assertThat(RuntimeHintsPredicates.reflection()
			.onMethodInvocation(ClientTunnelProperties.class.getMethod("setUri", String.class))).accepts(hints);
		WsConnection proxy = new CurrentConnectionFactoryBean().getObject();
		assertThat(RuntimeHintsPredicates.proxies().forInterfaces(proxy.getClass().getInterfaces())).accepts(hints);
	}

	private static void process(Path directory, String[] arguments) {
		Settings settings = Settings.builder()
			.sourceOutput(directory.resolve("sources"))
			.resourceOutput(directory.resolve("resources"))
			.classOutput(directory.resolve("classes"))
			.groupId("io.wstunnel")
			.artifactId("test")
			.build();
		new SpringApplicationAotProcessor(AotApplication.class, settings, arguments).process();
	}

	private static void compile(Path directory) throws IOException {
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);
				Stream<Path> sources = Files.walk(directory.resolve("sources"))) {
			List<Path> units = sources.filter((path) -> path.toString().endsWith(".java")).toList();
			assertThat(
					compiler
						.getTask(null, files, null,
								List.of("-proc:none", "-nowarn", "-d", directory.resolve("classes").toString(),
										"-classpath",
										directory.resolve("classes") + File.pathSeparator
												+ System.getProperty("java.class.path")),
								null, files.getJavaFileObjectsFromPaths(units))
						.call())
				.isTrue();
		}
	}

}
