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

package io.wstunnel;

import java.util.Objects;
import java.util.function.Supplier;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClass.Predicates;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.AbstractClassesTransformer;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import io.wstunnel.client.MariaDbSocketFactory;
import io.wstunnel.monitor.TunnelMetrics;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Tag;

import org.springframework.boot.autoconfigure.AutoConfiguration;

/**
 * The arrows between the packages, and the rules of the house that a compiler cannot
 * check.
 */
@Tag("once")
@AnalyzeClasses(packages = "io.wstunnel", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

	private static final String ROOT = "io.wstunnel";

	private static final String AUTOCONFIGURE = "io.wstunnel.autoconfigure..";

	private static final String SERVER = "io.wstunnel.server..";

	private static final String CLIENT = "io.wstunnel.client..";

	private static final String FORWARD = "io.wstunnel.forward..";

	private static final String CONNECTION = "io.wstunnel.connection..";

	private static final String TRANSPORT = "io.wstunnel.transport..";

	private static final String MONITOR = "io.wstunnel.monitor..";

	private static final String OBSERVATION = "io.wstunnel.observation..";

	@ArchTest
	final ArchRule nothingKnowsTheAutoConfiguration = ArchRuleDefinition.noClasses()
		.that(DescribedPredicate.not(Predicates.resideInAPackage(AUTOCONFIGURE)))
		.should()
		.dependOnClassesThat()
		.resideInAPackage(AUTOCONFIGURE);

	@ArchTest
	final ArchRule serverClientAndForwardDoNotKnowEachOther = SlicesRuleDefinition.slices()
		.matching("io.wstunnel.(server|client|forward)..")
		.should()
		.notDependOnEachOther();

	@ArchTest
	final ArchRule whatAUserTypesKnowsNoneOfServerClientAndForward = ArchRuleDefinition.noClasses()
		.that()
		.resideInAPackage(ROOT)
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage(SERVER, CLIENT, FORWARD, MONITOR, OBSERVATION);

	@ArchTest
	final ArchRule theMonitorKnowsNoneOfServerClientAndForward = ArchRuleDefinition.noClasses()
		.that()
		.resideInAnyPackage(MONITOR, OBSERVATION)
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage(SERVER, CLIENT, FORWARD);

	@ArchTest
	final ArchRule observationsKnowOnlyWhatAUserTypes = ArchRuleDefinition.noClasses()
		.that()
		.resideInAPackage(OBSERVATION)
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage(MONITOR, CONNECTION, TRANSPORT);

	@ArchTest
	final ArchRule onlyTheMetricsKnowMeters = ArchRuleDefinition.noClasses()
		.that(DescribedPredicate.not(Predicates.belongToAnyOf(TunnelMetrics.class)))
		.should()
		.dependOnClassesThat()
		.resideInAPackage("io.micrometer.core..");

	@ArchTest
	final ArchRule onlyTheHandlerItsTaskAndThePairKnowTheConnectionAmongWhatAUserTypes = ArchRuleDefinition.noClasses()
		.that()
		.resideInAPackage(ROOT)
		.and(DescribedPredicate.not(Predicates.belongToAnyOf(WsTunnelHandler.class, TunnelTask.class,
				WsConnectionPair.class, ConnectionPairEnd.class, PairTunnel.class)))
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage(CONNECTION, TRANSPORT);

	@ArchTest
	final ArchRule theConnectionKnowsOnlyWhatAUserTypesAndTheSpi = ArchRuleDefinition.noClasses()
		.that()
		.resideInAPackage(CONNECTION)
		.should()
		.dependOnClassesThat(Predicates.resideInAnyPackage(SERVER, CLIENT, FORWARD, MONITOR, OBSERVATION,
				"io.wstunnel.transport.*..", "org.springframework.web.servlet..",
				"org.springframework.web.socket.server..", "jakarta..", "org.apache.catalina..", "org.apache.coyote..",
				"org.apache.tomcat..", "org.eclipse.jetty.."));

	@ArchTest
	final ArchRule aTransportKnowsNothingAboveIt = ArchRuleDefinition.noClasses()
		.that()
		.resideInAPackage(TRANSPORT)
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage(CONNECTION, SERVER, CLIENT, FORWARD, MONITOR, OBSERVATION);

	@ArchTest
	final ArchRule aTransportKnowsOfWhatAUserTypesOnlyTheMessageType = ArchRuleDefinition.noClasses()
		.that()
		.resideInAPackage(TRANSPORT)
		.should()
		.dependOnClassesThat(Predicates.resideInAPackage(ROOT)
			.and(DescribedPredicate.not(Predicates.belongToAnyOf(MessageType.class))));

	@ArchTest
	final ArchRule theSpiAndTheFramesKnowNoChannel = ArchRuleDefinition.noClasses()
		.that()
		.resideInAnyPackage("io.wstunnel.transport", "io.wstunnel.transport.frame")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("io.wstunnel.transport.tomcat", "io.wstunnel.transport.jetty",
				"io.wstunnel.transport.socket", "io.wstunnel.transport.loopback");

	@ArchTest
	final ArchRule channelsDoNotKnowEachOther = SlicesRuleDefinition.slices()
		.matching("io.wstunnel.transport.(tomcat|jetty|socket|loopback)")
		.should()
		.notDependOnEachOther();

	@ArchTest
	final ArchRule onlyTheAutoConfigurationKnowsBoot = ArchRuleDefinition.noClasses()
		.that(DescribedPredicate.not(Predicates.resideInAPackage(AUTOCONFIGURE)))
		.should()
		.dependOnClassesThat()
		.resideInAPackage("org.springframework.boot..");

	@ArchTest
	final ArchRule onlyItsTransportKnowsTomcat = ArchRuleDefinition.noClasses()
		.that(DescribedPredicate
			.not(Predicates.resideInAnyPackage("io.wstunnel.transport.tomcat", "io.wstunnel.transport.session")))
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("org.apache.tomcat..", "org.apache.coyote..", "org.apache.catalina..");

	@ArchTest
	final ArchRule onlyItsTransportKnowsJetty = ArchRuleDefinition.noClasses()
		.that(DescribedPredicate
			.not(Predicates.resideInAnyPackage("io.wstunnel.transport.jetty", "io.wstunnel.transport.session")))
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("org.eclipse.jetty..");

	@ArchTest
	final ArchRule onlyItsSocketFactoryKnowsTheDriverOfMariaDb = ArchRuleDefinition.noClasses()
		.that(DescribedPredicate.not(Predicates.belongToAnyOf(MariaDbSocketFactory.class)))
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("org.mariadb..");

	@ArchTest
	final ArchRule onlyTheServerKnowsSpringMvcAndServlets = ArchRuleDefinition.noClasses()
		.that(DescribedPredicate.not(Predicates.resideInAnyPackage(SERVER, AUTOCONFIGURE,
				"io.wstunnel.transport.tomcat", "io.wstunnel.transport.jetty")))
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("org.springframework.web.servlet..", "jakarta.servlet..");

	@ArchTest
	final ArchRule autoConfigurationsArePublicAndFinal = ArchRuleDefinition.classes()
		.that()
		.areAnnotatedWith(AutoConfiguration.class)
		.should()
		.bePublic()
		.andShould()
		.haveModifier(JavaModifier.FINAL);

	@ArchTest
	final ArchRule beanMethodsAreNotPublic = ArchRuleDefinition.methods()
		.that()
		.areAnnotatedWith("org.springframework.context.annotation.Bean")
		.should()
		.notBePublic();

	@ArchTest
	final ArchRule packagesAreFreeOfCyclesBelowTheRoot = SlicesRuleDefinition.slices()
		.matching("io.wstunnel.(*)..")
		.should()
		.beFreeOfCycles();

	@ArchTest
	final ArchRule everyPackageIsNullMarked = ArchRuleDefinition.all(new PackagesTransformer()).should(beNullMarked());

	@ArchTest
	final ArchRule nothingThatBlocksIsSynchronized = ArchRuleDefinition.methods()
		.that()
		.areDeclaredInClassesThat()
		.resideInAnyPackage(CONNECTION, TRANSPORT, SERVER, CLIENT, FORWARD, MONITOR)
		.should()
		.notHaveModifier(JavaModifier.SYNCHRONIZED);

	@ArchTest
	final ArchRule argumentsAreCheckedWithAssert = ArchRuleDefinition.noClasses()
		.should()
		.callMethod(Objects.class, "requireNonNull", Object.class, String.class)
		.orShould()
		.callMethod(Objects.class, "requireNonNull", Object.class, Supplier.class);

	private static ArchCondition<JavaPackage> beNullMarked() {
		return new ArchCondition<>("be @NullMarked") {

			@Override
			public void check(JavaPackage item, ConditionEvents events) {
				boolean marked = item.tryGetAnnotationOfType(NullMarked.class).isPresent();
				events.add(new SimpleConditionEvent(item, marked, item.getName() + " is not @NullMarked"));
			}

		};
	}

	static final class PackagesTransformer extends AbstractClassesTransformer<JavaPackage> {

		PackagesTransformer() {
			super("packages");
		}

		@Override
		public Iterable<JavaPackage> doTransform(JavaClasses collection) {
			DescribedPredicate<JavaClass> real = DescribedPredicate.describe("not a package-info",
					(type) -> !type.getSimpleName().equals("package-info"));
			return collection.that(real).stream().map(JavaClass::getPackage).distinct().toList();
		}

	}

}
