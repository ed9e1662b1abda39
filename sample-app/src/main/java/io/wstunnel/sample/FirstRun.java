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

package io.wstunnel.sample;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Loads the data through the tunnel once the web server is up, queries it back, and says
 * what went through and where to look. A stop meanwhile waits for it.
 */
@Component
class FirstRun implements ApplicationRunner {

	private static final Log logger = LogFactory.getLog(FirstRun.class);

	private static final String SHARED_CURRENCIES = """
			SELECT c.code, c.name, count(*) AS countries, left(string_agg(k.code, ' ' ORDER BY k.code), 40) AS used_in
			FROM country k JOIN currency c ON c.code = k.currency
			GROUP BY c.code ORDER BY countries DESC, c.code LIMIT 5""";

	private static final String NEXT_CLOCK_CHANGES = """
			SELECT to_char(instant AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI') AS utc, count(*) AS zones,
				(offset_after - offset_before) / 60 AS minutes, min(zone) AS first_zone
			FROM clock_change JOIN zone ON zone.id = clock_change.zone
			WHERE instant > now() GROUP BY instant, minutes ORDER BY instant LIMIT 5""";

	private static final String ROWS = """
			SELECT (SELECT count(*) FROM country) AS countries, (SELECT count(*) FROM currency) AS currencies,
				(SELECT count(*) FROM zone) AS time_zones, (SELECT count(*) FROM clock_change) AS clock_changes""";

	private final JdkDataLoader loader;

	private final HikariDataSource pool;

	private final MeterRegistry meters;

	private final Environment environment;

	private final Lock lock = new ReentrantLock();

	FirstRun(JdkDataLoader loader, HikariDataSource pool, MeterRegistry meters, Environment environment) {
		this.loader = loader;
		this.pool = pool;
		this.meters = meters;
		this.environment = environment;
	}

	@Override
	public void run(ApplicationArguments args) {
		this.lock.lock();
		try {
			if (!this.pool.isClosed()) {
				loadAndReport();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Close the pool before anything else stops. This application is both ends, and would
	 * otherwise wait until its idle tunnels have been told that it drains.
	 */
	@EventListener(ContextClosedEvent.class)
	void closePool() {
		this.lock.lock();
		try {
			this.pool.close();
		}
		finally {
			this.lock.unlock();
		}
	}

	private void loadAndReport() {
		long start = System.nanoTime();
		this.loader.load();
		JdbcClient jdbc = JdbcClient.create(this.pool);
		String report = Stream.of(ROWS, SHARED_CURRENCIES, NEXT_CLOCK_CHANGES)
			.map((sql) -> TextTable.format(jdbc.sql(sql).query(QueryResult::from)))
			.collect(Collectors.joining("\n\n", "\n\n", "\n"));
		long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
		logger.info("What the JDK knows of the world, from PostgreSQL through a WebSocket:" + report);
		logger.info(String.format(Locale.ENGLISH,
				"%,d bytes to and %,d bytes from the server through %d tunnel(s) in %d ms", sum("wstunnel.received"),
				sum("wstunnel.sent"), sum("wstunnel.tunnels.opened"), millis));
		String scheme = this.environment.containsProperty("server.ssl.bundle") ? "https" : "http";
		logger.info("Open " + scheme + "://localhost:" + this.environment.getProperty("local.server.port")
				+ this.environment.getProperty("server.servlet.context-path", "") + "/ (Ctrl-C ends it all)");
	}

	private long sum(String counter) {
		return (long) this.meters.find(counter)
			.tag("side", "server")
			.functionCounters()
			.stream()
			.mapToDouble(FunctionCounter::count)
			.sum();
	}

}
