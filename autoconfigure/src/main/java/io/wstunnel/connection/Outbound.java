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

package io.wstunnel.connection;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;

import io.wstunnel.DeadlineAction;
import io.wstunnel.MessageType;
import io.wstunnel.WsClosedException;
import io.wstunnel.WsConnectionSettings;
import io.wstunnel.transport.Count;
import io.wstunnel.transport.Transport;
import io.wstunnel.transport.TransportEnd;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;
import org.springframework.web.socket.CloseStatus;

/**
 * The writing side of a connection: one message at a time, and behind the last one the
 * close frame.
 */
final class Outbound {

	private static final int MAX_PARTIAL_CHARACTER = 3;

	private final Turns turns = new Turns();

	private final Transport transport;

	private final Closing closing;

	private final WsConnectionSettings settings;

	private final PartialCharacter partialCharacter = new PartialCharacter();

	private volatile @Nullable FlowWait flow;

	private @Nullable TransportEnd end;

	private boolean endCutsMessage;

	private boolean messageBroken;

	private @Nullable CloseStatus requestedClose;

	private volatile boolean closeSent;

	private volatile boolean closeFirst;

	private volatile boolean characterCut;

	private boolean abortDue;

	private final Count sent = new Count();

	private final Count messagesSent = new Count();

	private final BlockedTime blocked = new BlockedTime();

	Outbound(Transport transport, Closing closing, WsConnectionSettings settings) {
		this.transport = transport;
		this.closing = closing;
		this.settings = settings;
	}

	/**
	 * Write one message.
	 * @param source the bytes, whose position tells what was taken
	 */
	void write(ByteBuffer source) throws IOException, InterruptedException {
		Deadline timeout = Deadline.after(this.settings.getWriteTimeout());
		this.turns.lock();
		try {
			Assert.state(this.flow == null, "The connection is relayed, and not to be written to");
			this.closing.check(false);
			Turns.checkInterrupt();
			if (this.turns.isOver(timeout)) {
				throw new SocketTimeoutException("Write timed out");
			}
			checkEnd();
			while (this.turns.isTaken()) {
				this.turns.awaitTurn(timeout);
				Turns.checkInterrupt();
				this.closing.check(true);
				checkEnd();
				if (this.turns.isOver(timeout)) {
					this.abortDue = closesOnTimeout();
					throw new SocketTimeoutException("Write timed out");
				}
			}
			this.turns.take();
			try {
				send(source, timeout);
			}
			finally {
				passTurn();
			}
		}
		finally {
			unlock();
		}
	}

	/**
	 * Let a flow write in place of threads that wait.
	 * @param writable told when a write may be taken
	 * @return whether none waits
	 */
	boolean openFlow(Runnable writable) {
		this.turns.lock();
		try {
			if (this.turns.isTaken() || this.flow != null) {
				return false;
			}
			this.flow = new FlowWait(this.turns, this.settings.getWriteTimeout(), writable);
			return true;
		}
		finally {
			this.turns.unlock();
		}
	}

	/**
	 * Whether a message would be taken, because the one before it has gone.
	 * @return whether it would; if not, the flow will be told
	 */
	boolean isWritable() throws IOException {
		this.turns.lock();
		try {
			return waitUnless(checkFlow(), tryOperation(this.transport::flush));
		}
		finally {
			unlock();
		}
	}

	/**
	 * Write one message of one frame, if it is taken at once.
	 * @param source the bytes, as many of which are taken as the frame has room for
	 * @return whether it was taken; if not, the flow will be told
	 */
	boolean tryWrite(ByteBuffer source) throws IOException {
		int limit = source.limit();
		this.turns.lock();
		try {
			FlowWait flow = checkFlow();
			source.limit(Math.min(limit, source.position() + getFlowRoom()));
			OutgoingMessage message = begin(source);
			ByteBuffer payload = message.next();
			int length = payload.remaining();
			if (!waitUnless(flow, tryOperation(() -> this.transport.send(payload, true)))) {
				return false;
			}
			message.taken(length);
			this.sent.add(length);
			end(source, message);
			return true;
		}
		finally {
			source.limit(limit);
			unlock();
		}
	}

	/**
	 * The connection is over, and the flow waits for nothing.
	 */
	void endFlow() {
		this.turns.lock();
		try {
			FlowWait flow = getFlow();
			endWait(flow);
			flow.cancel();
		}
		finally {
			this.turns.unlock();
		}
	}

	void setDeadline(Deadline deadline) {
		this.turns.setDeadline(deadline);
		FlowWait.look(this.turns, this.flow);
	}

	long getSent() {
		return this.sent.get();
	}

	long getMessagesSent() {
		return this.messagesSent.get();
	}

	BlockedTime getBlocked() {
		return this.blocked;
	}

	boolean isCloseSent() {
		return this.closeSent;
	}

	/**
	 * Whether our close frame was sent before the peer's was seen.
	 * @return whether it was
	 */
	boolean isCloseFirst() {
		return this.closeFirst;
	}

	/**
	 * Whether a close of ours found half a character waiting.
	 * @return whether it did, and was made with 1007
	 */
	boolean isCharacterCut() {
		return this.characterCut;
	}

	/**
	 * The transport takes something again.
	 */
	void onWritable() {
		FlowWait told = null;
		this.turns.lock();
		try {
			this.turns.transportReady();
			if (this.flow != null && this.flow.isWaiting()) {
				told = this.flow;
			}
		}
		finally {
			this.turns.unlock();
		}
		if (told != null) {
			told.tell();
		}
	}

	/**
	 * Let who waits look anew at what it waits for.
	 */
	void wake() {
		this.turns.wake();
		tellFlow();
	}

	/**
	 * Send a close frame of ours behind the message in flight, and let none begin.
	 * @param status the status
	 */
	void close(CloseStatus status) {
		this.turns.lock();
		try {
			requestClose(status);
			this.turns.signalAll();
		}
		finally {
			unlock();
		}
		tellFlow();
	}

	/**
	 * Answer the peer's close behind the message in flight, and let later ones fail.
	 * @param end the peer's close
	 */
	void answer(TransportEnd end) {
		this.turns.lock();
		try {
			this.end = (this.end != null) ? this.end : end;
			requestClose(end.status());
			this.turns.signalAll();
		}
		finally {
			unlock();
		}
		tellFlow();
	}

	/**
	 * Let the message in flight fail, and all later ones.
	 * @param end what happened; the close frame after a violation is sent at once
	 */
	void fail(TransportEnd end) {
		this.turns.lock();
		try {
			this.end = end;
			this.endCutsMessage = true;
			if (end.kind() == TransportEnd.Kind.VIOLATION && !this.closeSent) {
				this.requestedClose = null;
				sendClose(end.status());
			}
			this.turns.signalAll();
		}
		finally {
			unlock();
		}
		tellFlow();
	}

	/**
	 * Send a close frame if nothing is in its way.
	 * @param status the status
	 * @return whether it has gone
	 */
	boolean closeAtOnce(CloseStatus status) {
		this.turns.lock();
		try {
			if (this.turns.isTaken() || this.closeSent || !this.transport.flush()) {
				return false;
			}
			sendClose(status);
			return this.transport.flush();
		}
		catch (IOException ex) {
			return false;
		}
		finally {
			this.turns.unlock();
		}
	}

	private FlowWait getFlow() {
		Assert.state(this.flow != null, "The connection is not relayed");
		return this.flow;
	}

	/**
	 * One frame, before whose payload the beginning of a character may wait.
	 */
	private int getFlowRoom() {
		return (this.settings.getMessageType() == MessageType.TEXT)
				? Transport.MAX_FRAME_PAYLOAD - MAX_PARTIAL_CHARACTER : Transport.MAX_FRAME_PAYLOAD;
	}

	private void tellFlow() {
		FlowWait flow = this.flow;
		if (flow != null) {
			flow.tell();
		}
	}

	private FlowWait checkFlow() throws IOException {
		FlowWait flow = getFlow();
		this.closing.check(true);
		if (this.turns.isOver(flow.getLimit())) {
			this.abortDue = closesOnTimeout();
			throw new SocketTimeoutException("Write timed out");
		}
		checkEnd();
		return flow;
	}

	private boolean waitUnless(FlowWait flow, boolean taken) {
		if (taken) {
			endWait(flow);
			return true;
		}
		if (!flow.isWaiting()) {
			this.blocked.begin();
		}
		flow.begin();
		return false;
	}

	private void endWait(FlowWait flow) {
		if (flow.isWaiting()) {
			this.blocked.end();
		}
		flow.end();
	}

	private void send(ByteBuffer source, Deadline timeout) throws IOException, InterruptedException {
		OutgoingMessage message = begin(source);
		try {
			while (!message.isEnded()) {
				ByteBuffer payload = message.next();
				boolean last = message.isLast(payload);
				int length = payload.remaining();
				while (!tryOperation(() -> this.transport.send(payload, last))) {
					awaitWritable(message, timeout);
				}
				message.taken(length);
				this.sent.add(length);
			}
			while (!tryOperation(this.transport::flush)) {
				awaitWritable(message, timeout);
			}
		}
		catch (RuntimeException | Error ex) {
			this.abortDue = true;
			throw ex;
		}
		finally {
			end(source, message);
		}
	}

	private OutgoingMessage begin(ByteBuffer source) throws IOException {
		return (this.settings.getMessageType() == MessageType.TEXT) ? this.partialCharacter.begin(source)
				: new OutgoingMessage(MessageType.BINARY, source, source.remaining(), new byte[0]);
	}

	private void end(ByteBuffer source, OutgoingMessage message) {
		if (message.isComplete()) {
			this.messagesSent.add(1);
			this.partialCharacter.end(source, message);
		}
		else if (message.isBegun()) {
			this.partialCharacter.clear();
			this.messageBroken = !message.isEnded();
		}
	}

	private boolean tryOperation(Operation operation) throws IOException {
		try {
			return operation.run();
		}
		catch (IOException ex) {
			this.closing.check(true);
			checkEnd();
			throw new WsClosedException(CloseStatus.NO_CLOSE_FRAME,
					"The network connection failed without a close frame", ex);
		}
	}

	private void awaitWritable(OutgoingMessage message, Deadline timeout) throws IOException, InterruptedException {
		this.blocked.begin();
		try {
			this.turns.awaitTransport(timeout);
		}
		finally {
			this.blocked.end();
		}
		Turns.checkInterrupt();
		if (!message.isBegun() || this.endCutsMessage || this.closing.isNetworkClosed()) {
			this.closing.check(true);
		}
		if (!message.isBegun() || this.endCutsMessage) {
			checkEnd();
		}
		if (this.turns.isOver(timeout)) {
			if (this.closing.isLocal()) {
				this.abortDue = true;
				throw new AsynchronousCloseException();
			}
			throw timedOut(message);
		}
	}

	private SocketTimeoutException timedOut(OutgoingMessage message) {
		this.abortDue = closesOnTimeout();
		if (!this.abortDue && message.isBegun() && !message.isEnded()) {
			this.transport.endMessage();
			message.end();
		}
		return new SocketTimeoutException("Write timed out");
	}

	private boolean closesOnTimeout() {
		return this.settings.getDeadlineAction() == DeadlineAction.CLOSE;
	}

	private void checkEnd() throws WsClosedException {
		if (this.end != null) {
			throw Closing.toException(this.end);
		}
	}

	private void requestClose(CloseStatus status) {
		if (this.closeSent || this.requestedClose != null) {
			return;
		}
		this.requestedClose = status;
		if (!this.turns.isTaken()) {
			sendRequestedClose();
		}
	}

	private void passTurn() {
		this.turns.pass();
		sendRequestedClose();
	}

	private void sendRequestedClose() {
		CloseStatus status = this.requestedClose;
		if (status == null || this.messageBroken) {
			return;
		}
		this.requestedClose = null;
		if (this.partialCharacter.isPresent() && this.closing.isLocal() && isClean(status)) {
			this.characterCut = true;
			status = CloseStatus.BAD_DATA;
		}
		sendClose(status);
	}

	private void sendClose(CloseStatus status) {
		this.closeFirst = (this.transport.getEnd() == null);
		this.transport.sendClose(status);
		this.closeSent = true;
	}

	private static boolean isClean(CloseStatus status) {
		return status.equalsCode(CloseStatus.NORMAL) || status.equalsCode(CloseStatus.GOING_AWAY);
	}

	/**
	 * Unlock, and do outside the lock what is due.
	 */
	private void unlock() {
		boolean abort = this.abortDue;
		this.abortDue = false;
		this.turns.unlock();
		if (abort) {
			this.closing.abort();
		}
		else {
			this.closing.proceed();
		}
	}

	private interface Operation {

		boolean run() throws IOException;

	}

}
