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

package io.wstunnel.protocols;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.wstunnel.testsupport.Call;
import io.wstunnel.testsupport.CallingThreads;
import io.wstunnel.testsupport.PatternInput;
import io.wstunnel.testsupport.PatternOutput;
import io.wstunnel.testsupport.TestTls;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSink;
import okio.Okio;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * HTTP through a tunnel: OkHttp to the pages of the application that has the tunnels.
 * Where the tunnel is over TLS, so are they: TLS in TLS.
 */
@Tag("once")
@OnEachTunnel
@Timeout(120)
class HttpTunnelTests {

	private static final int LARGE = 20 * 1024 * 1024;

	private static TunnelEnds ends;

	@Parameter
	private TunnelKind kind;

	private OkHttpClient client;

	@BeforeParameterizedClassInvocation
	static void start(TunnelKind kind) throws Exception {
		ends = TunnelEnds.start(kind, Application.class, "server.http2.enabled=true",
				"server.tomcat.max-keep-alive-requests=-1");
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		ends.close();
	}

	@AfterEach
	void nothingIsLeftBehind() {
		this.client.connectionPool().evictAll();
		ends.awaitOpen(0);
	}

	@Test
	void aThousandRequestsShareOneConnection() throws Exception {
		this.client = client(Protocol.HTTP_1_1);
		int opened = ends.countEverOpened();
		for (int i = 0; i < 500; i++) {
			assertThat(download(i)).isEqualTo(Protocol.HTTP_1_1);
			assertThat(upload(i)).isEqualTo(Protocol.HTTP_1_1);
		}
		assertThat(ends.countEverOpened()).isEqualTo(opened + 1);
	}

	@Test
	void largeBodiesArriveUnchanged() throws Exception {
		this.client = client(Protocol.HTTP_1_1);
		upload(LARGE);
		download(LARGE);
	}

	@Test
	void http2RequestsShareOneConnectionAtOnce() throws Exception {
		Protocol protocol = this.kind.isOverTls() ? Protocol.HTTP_2 : Protocol.H2_PRIOR_KNOWLEDGE;
		this.client = client(protocol);
		int opened = ends.countEverOpened();
		assertThat(download(1)).isEqualTo(protocol);
		List<Call<Protocol>> calls = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			int length = 100_000 + i;
			calls.add(CallingThreads.PLATFORM.call(() -> upload(length)));
			calls.add(CallingThreads.PLATFORM.call(() -> download(length)));
		}
		for (Call<Protocol> call : calls) {
			assertThat(call.get()).isEqualTo(protocol);
		}
		assertThat(ends.countEverOpened()).isEqualTo(opened + 1);
	}

	@Test
	void largeBodiesArriveUnchangedOverHttp2() throws Exception {
		this.client = client(this.kind.isOverTls() ? Protocol.HTTP_2 : Protocol.H2_PRIOR_KNOWLEDGE);
		upload(LARGE);
		download(LARGE);
	}

	private OkHttpClient client(Protocol protocol) throws Exception {
		OkHttpClient.Builder builder = new OkHttpClient.Builder().socketFactory(ends.socketFactory(ends.getPort()))
			.callTimeout(60, TimeUnit.SECONDS)
			.readTimeout(30, TimeUnit.SECONDS)
			.writeTimeout(30, TimeUnit.SECONDS)
			.connectTimeout(30, TimeUnit.SECONDS)
			.retryOnConnectionFailure(false);
		if (this.kind.isOverTls()) {
			TestTls tls = TestTls.create();
			builder.sslSocketFactory(tls.context().getSocketFactory(), tls.trustManager());
		}
		// With TLS the server chooses, and OkHttp insists on having HTTP/1.1 to offer
		builder.protocols((protocol == Protocol.HTTP_2) ? List.of(protocol, Protocol.HTTP_1_1) : List.of(protocol));
		return builder.build();
	}

	private Protocol download(long length) throws IOException {
		try (Response response = this.client.newCall(request("/pattern/" + length).build()).execute()) {
			PatternOutput received = new PatternOutput();
			response.body().byteStream().transferTo(received);
			assertThat(received.getLength()).isEqualTo(length);
			return response.protocol();
		}
	}

	private Protocol upload(long length) throws IOException {
		Request request = request("/pattern").post(new Pattern(length)).build();
		try (Response response = this.client.newCall(request).execute()) {
			assertThat(response.body().string()).isEqualTo(String.valueOf(length));
			return response.protocol();
		}
	}

	private Request.Builder request(String path) {
		return new Request.Builder()
			.url((this.kind.isOverTls() ? "https" : "http") + "://localhost:" + ends.getPort() + path);
	}

	private static final class Pattern extends RequestBody {

		private final long length;

		Pattern(long length) {
			this.length = length;
		}

		@Override
		public MediaType contentType() {
			return MediaType.get("application/octet-stream");
		}

		@Override
		public long contentLength() {
			return this.length;
		}

		@Override
		public void writeTo(BufferedSink sink) throws IOException {
			sink.writeAll(Okio.source(new PatternInput(this.length)));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(TunnelEnds.Application.class)
	static class Application {

		@Bean
		Pages pages() {
			return new Pages();
		}

	}

	@RestController
	static class Pages {

		@GetMapping("/pattern/{length}")
		void pattern(@PathVariable long length, OutputStream out) throws IOException {
			new PatternInput(length).transferTo(out);
		}

		@PostMapping("/pattern")
		String check(InputStream in) throws IOException {
			PatternOutput received = new PatternOutput();
			in.transferTo(received);
			return String.valueOf(received.getLength());
		}

	}

}
