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

package io.wstunnel.docs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;

/**
 * The sentences of source files: every text in their code that has a space between words,
 * whatever becomes of it, and every concatenation that has one, in which {@code …} stands
 * for what is not a literal. Left out are annotations, what is logged below WARN, what
 * {@code toString()} returns, and the advice that some exceptions have beside their
 * message.
 */
final class SourceMessages extends TreeScanner<Void, Void> {

	static final char ANYTHING = '…';

	private static final Pattern SENTENCE = Pattern.compile("(?s).*[\\p{Alpha}':] [\\p{Alpha}'].*");

	private static final Set<String> QUIET = Set.of("logger.info", "logger.debug", "logger.trace");

	private static final Set<String> WITH_ADVICE = Set.of("InvalidTunnelException", "FailureAnalyzedException");

	private final Set<String> messages = new LinkedHashSet<>();

	private SourceMessages() {
	}

	/**
	 * Find the sentences.
	 * @param sources the files
	 * @return the sentences, each once
	 * @throws IOException if a file cannot be read
	 */
	static Set<String> find(List<Path> sources) throws IOException {
		SourceMessages scanner = new SourceMessages();
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
			JavacTask task = (JavacTask) compiler.getTask(null, files, null, List.of("-proc:none"), null,
					files.getJavaFileObjectsFromPaths(sources));
			for (CompilationUnitTree unit : task.parse()) {
				scanner.scan(unit, null);
			}
		}
		return scanner.messages;
	}

	@Override
	public Void visitAnnotation(AnnotationTree annotation, Void nothing) {
		return null;
	}

	@Override
	public Void visitMethod(MethodTree method, Void nothing) {
		return method.getName().contentEquals("toString") ? null : super.visitMethod(method, nothing);
	}

	@Override
	public Void visitMethodInvocation(MethodInvocationTree call, Void nothing) {
		return QUIET.contains(call.getMethodSelect().toString()) ? null : super.visitMethodInvocation(call, nothing);
	}

	@Override
	public Void visitNewClass(NewClassTree created, Void nothing) {
		return WITH_ADVICE.contains(created.getIdentifier().toString()) ? scan(created.getArguments().get(0), nothing)
				: super.visitNewClass(created, nothing);
	}

	@Override
	public Void visitBinary(BinaryTree binary, Void nothing) {
		if (binary.getKind() != Tree.Kind.PLUS) {
			return super.visitBinary(binary, nothing);
		}
		List<String> parts = new ArrayList<>();
		collect(binary, parts);
		add(String.join("", parts));
		return null;
	}

	@Override
	public Void visitLiteral(LiteralTree literal, Void nothing) {
		if (literal.getValue() instanceof String text) {
			add(text);
		}
		return null;
	}

	private void collect(ExpressionTree part, List<String> parts) {
		if (part instanceof ParenthesizedTree parenthesized) {
			collect(parenthesized.getExpression(), parts);
		}
		else if (part instanceof BinaryTree binary && binary.getKind() == Tree.Kind.PLUS) {
			collect(binary.getLeftOperand(), parts);
			collect(binary.getRightOperand(), parts);
		}
		else if (part instanceof LiteralTree literal && literal.getValue() instanceof String text) {
			parts.add(text);
		}
		else {
			parts.add(String.valueOf(ANYTHING));
			scan(part, null);
		}
	}

	private void add(String message) {
		if (SENTENCE.matcher(message).matches()) {
			this.messages.add(message);
		}
	}

}
