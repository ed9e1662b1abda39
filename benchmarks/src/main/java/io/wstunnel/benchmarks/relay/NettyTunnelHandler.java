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

import java.net.SocketAddress;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler.HandshakeComplete;
import org.jspecify.annotations.Nullable;

/**
 * The WebSocket's side of a Netty relay. Not shared: one per connection.
 */
class NettyTunnelHandler extends ChannelInboundHandlerAdapter {

	private final Targets targets;

	private @Nullable Channel target;

	NettyTunnelHandler(Targets targets) {
		this.targets = targets;
	}

	@Override
	public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
		if (event instanceof HandshakeComplete handshake && !"/idle".equals(handshake.requestUri())) {
			connect(context.channel(), this.targets.address(handshake.requestUri()));
		}
		super.userEventTriggered(context, event);
	}

	private void connect(Channel tunnel, SocketAddress address) {
		tunnel.config().setAutoRead(false);
		ChannelFuture connected = new Bootstrap().group(tunnel.eventLoop())
			.channel(NioSocketChannel.class)
			.option(ChannelOption.TCP_NODELAY, true)
			.handler(new NettyTargetHandler(tunnel))
			.connect(address);
		this.target = connected.channel();
		connected.addListener((ChannelFutureListener) (future) -> {
			if (future.isSuccess()) {
				tunnel.config().setAutoRead(true);
			}
			else {
				tunnel.close();
			}
		});
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		if (this.target == null) {
			context.write(message);
		}
		else {
			this.target.write(((WebSocketFrame) message).content());
		}
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext context) {
		Channel out = (this.target != null) ? this.target : context.channel();
		out.flush();
		if (!out.isWritable()) {
			context.channel().config().setAutoRead(false);
		}
	}

	@Override
	public void channelWritabilityChanged(ChannelHandlerContext context) {
		Channel source = (this.target != null) ? this.target : context.channel();
		source.config().setAutoRead(context.channel().isWritable());
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) {
		if (this.target != null) {
			this.target.close();
		}
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		context.close();
	}

}
