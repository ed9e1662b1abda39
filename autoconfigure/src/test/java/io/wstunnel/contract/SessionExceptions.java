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

package io.wstunnel.contract;

import java.util.HashMap;
import java.util.Map;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

import org.springframework.util.Assert;
import org.springframework.util.ReflectionUtils;

/**
 * The tests of rules that a transport over a container's session cannot hold, each with
 * what happens instead: these are skipped, and {@link SessionInstead},
 * {@link TomcatSessionInstead} and {@link JettySessionInstead} test that. The same list
 * is in the Javadoc of the package {@code io.wstunnel.transport.session}. What needs a
 * server of its own (C3 and W2 on Tomcat) is in {@code TomcatSessionLimitsTests}, and any
 * other server in {@code ForeignSessionTests}.
 */
final class SessionExceptions implements ExecutionCondition {

	private final Map<String, String> reasons = new HashMap<>();

	/**
	 * What holds on both servers.
	 */
	private SessionExceptions() {
		except("R6: the container's thread waits while the window is full", "r6NoThreadOfTheContainerIsBlocked");
		except("C7: the container answers the peer's close by itself, at once; writes fail from then on",
				"c7AnEndIsAnsweredWithItsOwnCodeWhenTheReaderHasReachedIt",
				"c7AFailureIsAnsweredWithItsOwnCodeWhenTheReaderHasReachedIt", "c7UntilTheAnswerWritesStillGoThrough",
				"c7TheMessageInFlightMayFinish", "c7TheReaderDoesNotWaitForTheMessageInFlight",
				"c7WritersWaitingBehindTheMessageInFlightFail");
		except("T1: the container answers a ping on the thread that reads, behind the frame on its way",
				"d3KeepOpenPongsAndClosesQueueBehindTheEndOfTheMessage");
		except("Keep-alive: pings go between messages, a peer's pings do not show, and a session that knows none is left "
				+ "alone");
		except("H1: no extension is negotiated in a session of the container's",
				"h1ThePeerReadsTheEndBehindTheLastByteWhileItsOwnWritesGoOn",
				"h1TheEndIsAControlFrameBehindMessagesThatAreAsEver", "h1TheEndReleasesABlockedReaderAndLetsWritesGoOn",
				"h1OnceBothHaveEndedAndAllWasReadTheConnectionClosesWith1000",
				"h1APeerThatDoesNotAnswerThatCloseIsNotWaitedForForEver", "h1WritesBehindTheEndFail",
				"h1TheEndWaitsForTheMessageInFlight", "h1AnEndInsideAMessageIsNone",
				"h1AMessageBehindTheEndIsAViolation", "h1WhatALaterVersionMaySayIsPassedOver",
				"h1ACloseGoesBehindTheEndAndReleasesTheReader", "h1AnEndWithHalfACharacterFailsAndIsNone",
				"h1TheSocketViewEndsItsOutputAsASocketDoes", "c6ACutBehindOurEndIsNoEndOfThePeersStream",
				"c6ACutBehindThePeersEndIsToldToWritersAndLeavesItsStreamComplete",
				"kaAPeerThatSaysWhenItDoesNotReadIsGivenUpByDefaultOtherwise",
				"kaAPeerThatSaysWhenItDoesNotReadIsLeftToTcpIfTheTimeoutIsZero",
				"kaAPauseThatLastsIsToldAndSoIsItsEnd");
		except("I2: how TCP probes a silent peer is out of reach");
		except("W3: the container drops the text in front of what is malformed in the same frame",
				"w3TextReceivedThatIsNotUtf8ClosesWith1007");
	}

	static SessionExceptions onTomcat() {
		SessionExceptions exceptions = new SessionExceptions();
		exceptions.except("R1: Tomcat keeps up to 8 KiB of a frame until more of it has come",
				"r1AMessageIsStreamedBeforeItsEndHasArrived");
		exceptions.except("R4, C5, C7: Tomcat reports, and answers, a close without a status as 1000",
				"c5TheStageCompletesWith1005IfThePeerGaveNoStatus", "r5NoStatusInsideAMessageIsAFailure",
				"c7ACloseWithoutStatusIsAnsweredWithoutStatus");
		exceptions.except("C5: Tomcat does not tell the status of the peer's answer",
				"c5TheStageCompletesWithTheStatusOfThePeersAnswer");
		exceptions.except("R5: Tomcat takes 1012, 1013 and 1014 for violations and reports 1002",
				"r5AStatusYoungerThanTheProtocolReadsAsAFailureThatCarriesIt",
				"r5TheYoungestStatusReadsAsAFailureThatCarriesIt");
		exceptions.except("C3: Tomcat frees the connection by the next selection, within its selectorTimeout (1 s)",
				"c3AbortDropsTheTcpConnectionWithin100Ms");
		exceptions.except("W2: Tomcat cuts a peer that does not take a frame within 10 minutes");
		exceptions.except("C7: Tomcat closes the network connection at once behind its answer",
				"c7WhatStillComesIsDroppedSoThatNoResetDestroysTheLastFrame");
		return exceptions;
	}

	static SessionExceptions onTomcatOverTls() {
		SessionExceptions exceptions = onTomcat();
		// The close flushes a buffer that a write may be filling, and that Tomcat does
		// not
		// clear before it uses it again: zeros, or records of an earlier connection with
		// that one's keys. Nothing is sent in the clear, as the close waits for the
		// engine
		exceptions.except("C3: Tomcat gives the buffers of an aborted connection up under who writes, so that what the "
				+ "peer sees last may be no TLS record", "c2AWriteInFlightWhoseDeadlineStrikesNowIsAborted");
		return exceptions;
	}

	static SessionExceptions onJetty() {
		SessionExceptions exceptions = new SessionExceptions();
		exceptions.except("R1: Jetty refuses a frame of 2 GiB or more with 1009",
				"r1AMessageIsStreamedBeforeItsEndHasArrived");
		exceptions.except("R5: Jetty does not report a close with 1014, which reads as a loss, 1006",
				"r5TheYoungestStatusReadsAsAFailureThatCarriesIt");
		exceptions.except("R5: Jetty does not tell of an empty frame that begins a message",
				"c5TheStageCompletesWithTheStatusOfACloseInsideAMessage");
		exceptions.except("C7: Jetty closes the network connection at once behind its answer",
				"c7WhatStillComesIsDroppedSoThatNoResetDestroysTheLastFrame");
		return exceptions;
	}

	private void except(String reason, String... tests) {
		for (String test : tests) {
			Assert.state(ReflectionUtils.getUniqueDeclaredMethods(AbstractServerEndTests.class,
					(method) -> method.getName().equals(test)).length == 1, () -> "There is no test " + test);
			this.reasons.put(test, reason);
		}
	}

	@Override
	public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
		return context.getTestMethod()
			.map((method) -> this.reasons.get(method.getName()))
			.map(ConditionEvaluationResult::disabled)
			.orElseGet(() -> ConditionEvaluationResult.enabled("No exception"));
	}

}
