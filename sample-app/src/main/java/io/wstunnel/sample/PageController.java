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

import java.security.Principal;
import java.time.Duration;

import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.util.Assert;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/**
 * What the page at {@code /} asks for, apart from the Actuator's endpoint.
 */
@RestController
class PageController {

	private final ReadOnlyQueries queries;

	PageController(ReadOnlyQueries queries) {
		this.queries = queries;
	}

	/**
	 * Return who is logged in, which nobody is without the profile {@code secured}.
	 */
	@GetMapping("/api/user")
	Visitor user(Principal principal) {
		return new Visitor((principal != null) ? principal.getName() : null);
	}

	@PostMapping("/api/query")
	QueryResponse query(@RequestBody QueryRequest request) {
		long start = System.nanoTime();
		QueryResult result = this.queries.run(request.sql());
		return new QueryResponse(result, Duration.ofNanos(System.nanoTime() - start).toMillis());
	}

	@ExceptionHandler
	ProblemDetail queryFailed(DataAccessException ex) {
		return ProblemDetail.forStatusAndDetail(HttpStatus.UNPROCESSABLE_CONTENT,
				NestedExceptionUtils.getMostSpecificCause(ex).getMessage());
	}

	record Visitor(String name) {

	}

	record QueryRequest(String sql) {

		QueryRequest {
			Assert.hasText(sql, "'sql' must not be empty");
		}

	}

	record QueryResponse(QueryResult result, long millis) {

	}

}
