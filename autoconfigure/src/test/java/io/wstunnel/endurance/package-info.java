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

/**
 * What only shows after many repetitions: pauses and resumes, aborts, and the hand-overs
 * between threads. The property {@code endurance.factor} repeats more or less, and
 * {@code endurance.seed} repeats what failed.
 */
@NullMarked
package io.wstunnel.endurance;

import org.jspecify.annotations.NullMarked;
