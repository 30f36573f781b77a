package dev.interrex.tidy;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.PackageTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** Rules about one Java source, read with the JDK's own parser: sizes, names, and who may ask for the time. */
public final class JavaRules {
    static final int MAX_FILE_LINES = 500;
    static final int MAX_METHOD_LINES = 60;

    private static final Set<String> VAGUE_PACKAGES =
            Set.of("util", "utils", "common", "impl", "manager", "managers", "helper", "helpers");
    private static final Pattern VAGUE_CLASS = Pattern.compile(".*(Utils?|Common|Impl|Manager|Helpers?)");

    /** Receiver and method that read a clock or wait for one. */
    private static final Map<String, Set<String>> CLOCK_CALLS =
            Map.of("System", Set.of("currentTimeMillis", "nanoTime"), "Thread", Set.of("sleep"));

    private final String path;
    private final List<Violation> found = new ArrayList<>();

    private JavaRules(String path) {
        this.path = path;
    }

    /**
     * Every rule that the source {@code text} breaks. A source that does not parse is a violation too.
     *
     * @param path relative to the root of the tree; its first folder is the module
     */
    public static List<Violation> check(String path, String text) throws IOException {
        var rules = new JavaRules(path);
        rules.checkLength(text);
        rules.checkTree(text);
        return rules.found;
    }

    private void checkLength(String text) {
        var lines = text.lines().count();
        if (lines > MAX_FILE_LINES) {
            report(0, "has " + lines + " lines, more than " + MAX_FILE_LINES);
        }
    }

    private void checkTree(String text) throws IOException {
        var errors = new DiagnosticCollector<JavaFileObject>();
        var compiler = ToolProvider.getSystemJavaCompiler();
        var options = List.of("-proc:none");
        var task = (JavacTask) compiler.getTask(null, null, errors, options, null, List.of(new Source(path, text)));
        for (var unit : task.parse()) {
            unit.accept(new Scanner(unit, Trees.instance(task).getSourcePositions()), null);
            if (path.endsWith("/package-info.java")) {
                checkNullMarked(unit);
            }
        }
        for (var error : errors.getDiagnostics()) {
            report(error.getLineNumber(), error.getMessage(null));
        }
    }

    private void checkNullMarked(CompilationUnitTree unit) {
        var annotations = unit.getPackageAnnotations().stream()
                .map(annotation -> lastName(annotation.getAnnotationType()))
                .toList();
        if (path.contains("/src/main/") && !annotations.contains("NullMarked")) {
            report(0, "the package is not @NullMarked");
        }
    }

    private void report(long line, String message) {
        found.add(new Violation(path, line, message));
    }

    private static String lastName(Tree tree) {
        var name = tree.toString();
        return name.substring(name.lastIndexOf('.') + 1);
    }

    /** Walks one source; knows the classes that it is inside of. */
    private final class Scanner extends TreeScanner<@Nullable Void, @Nullable Void> {
        private final CompilationUnitTree unit;
        private final SourcePositions positions;
        private final Deque<String> enclosing = new ArrayDeque<>();

        Scanner(CompilationUnitTree unit, SourcePositions positions) {
            this.unit = unit;
            this.positions = positions;
        }

        @Override
        public @Nullable Void visitPackage(PackageTree tree, @Nullable Void nothing) {
            for (var name : tree.getPackageName().toString().split("\\.")) {
                if (VAGUE_PACKAGES.contains(name)) {
                    report(lineOf(tree), "a package named " + name + " says nothing");
                }
            }
            return super.visitPackage(tree, nothing);
        }

        @Override
        public @Nullable Void visitClass(ClassTree tree, @Nullable Void nothing) {
            var name = tree.getSimpleName().toString();
            if (VAGUE_CLASS.matcher(name).matches()) {
                report(lineOf(tree), "a class named " + name + " says nothing");
            }
            enclosing.push(name);
            super.visitClass(tree, nothing);
            enclosing.pop();
            return null;
        }

        @Override
        public @Nullable Void visitMethod(MethodTree tree, @Nullable Void nothing) {
            var lines = lineAt(positions.getEndPosition(unit, tree)) - lineOf(tree) + 1;
            if (lines > MAX_METHOD_LINES) {
                var name = enclosing.peek() + "." + tree.getName();
                report(lineOf(tree), name + " has " + lines + " lines, more than " + MAX_METHOD_LINES);
            }
            return super.visitMethod(tree, nothing);
        }

        @Override
        public @Nullable Void visitMemberSelect(MemberSelectTree tree, @Nullable Void nothing) {
            checkClockCall(tree, tree.getExpression(), tree.getIdentifier().toString());
            return super.visitMemberSelect(tree, nothing);
        }

        @Override
        public @Nullable Void visitMemberReference(MemberReferenceTree tree, @Nullable Void nothing) {
            checkClockCall(tree, tree.getQualifierExpression(), tree.getName().toString());
            return super.visitMemberReference(tree, nothing);
        }

        @Override
        public @Nullable Void visitNewClass(NewClassTree tree, @Nullable Void nothing) {
            var seedless = tree.getArguments().isEmpty() && tree.getClassBody() == null;
            if (seedless && lastName(tree.getIdentifier()).equals("Random")) {
                reportEdge(tree, "new Random()");
            }
            return super.visitNewClass(tree, nothing);
        }

        private void checkClockCall(Tree tree, ExpressionTree receiver, String method) {
            var type = lastName(receiver);
            if (CLOCK_CALLS.getOrDefault(type, Set.of()).contains(method)) {
                reportEdge(tree, type + "." + method);
            }
        }

        private void reportEdge(Tree tree, String call) {
            var edge = enclosing.stream().anyMatch(name -> name.endsWith("Clock") || name.endsWith("Main"));
            if (!edge && !path.startsWith("bench/")) {
                report(lineOf(tree), call + " outside of a class whose name ends in Clock or Main");
            }
        }

        private long lineOf(Tree tree) {
            return lineAt(positions.getStartPosition(unit, tree));
        }

        private long lineAt(long position) {
            return position < 0 ? 0 : unit.getLineMap().getLineNumber(position);
        }
    }

    /** A source in memory. */
    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String path, String text) {
            super(URI.create("string:///" + path.replace(' ', '_')), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
