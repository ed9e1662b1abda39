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

package io.wstunnel.benchmarks.relay;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;

/**
 * The target's side of a Netty relay.
 */
class NettyTargetHandler extends ChannelInboundHandlerAdapter {

	private final Channel tunnel;

	NettyTargetHandler(Channel tunnel) {
		this.tunnel = tunnel;
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		this.tunnel.write(new BinaryWebSocketFrame((ByteBuf) message));
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext context) {
		this.tunnel.flush();
		if (!this.tunnel.isWritable()) {
			context.channel().config().setAutoRead(false);
		}
	}

	@Override
	public void channelWritabilityChanged(ChannelHandlerContext context) {
		this.tunnel.config().setAutoRead(context.channel().isWritable());
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) {
		this.tunnel.close();
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		context.close();
	}

}
