package dev.interrex.chaos.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Our classes once more, the mutated ones among them compiled in memory from an edited copy of their source: production code has no
 * switches.
 */
final class MutantLoader extends ClassLoader {
    private static final String OURS = "dev.interrex.";
    private static final Path ROOT = Path.of(System.getProperty("sim.root", ".."));

    private final Map<String, byte[]> mutated;

    private MutantLoader(Map<String, byte[]> mutated) {
        super(MutantLoader.class.getClassLoader());
        this.mutated = mutated;
    }

    static MutantLoader of(Mutant mutant) throws IOException {
        Map<String, String> sources = new LinkedHashMap<>();
        for (Mutant.Edit edit : mutant.edits()) {
            String source = sources.containsKey(edit.file())
                    ? sources.get(edit.file())
                    : Files.readString(ROOT.resolve(edit.file()));
            String from = edit.from();
            int places = source.split(Pattern.quote(from), -1).length - 1;
            assertThat(places)
                    .as("places of <%s> in %s, for mutant '%s'", from, edit.file(), mutant.name())
                    .isEqualTo(1);
            sources.put(edit.file(), source.replace(from, edit.to()));
        }
        return new MutantLoader(compile(mutant, sources));
    }

    private static Map<String, byte[]> compile(Mutant mutant, Map<String, String> sources) throws IOException {
        var compiler = ToolProvider.getSystemJavaCompiler();
        var problems = new DiagnosticCollector<JavaFileObject>();
        var units = new ArrayList<JavaFileObject>();
        sources.forEach((file, text) -> units.add(new Source(file, text)));
        try (var files = new InMemory(compiler.getStandardFileManager(problems, null, null))) {
            var options = List.of("-proc:none", "-nowarn", "-cp", System.getProperty("java.class.path"));
            boolean compiled = compiler.getTask(null, files, problems, options, null, units)
                    .call();
            assertThat(compiled)
                    .as("mutant '%s': %s", mutant.name(), problems.getDiagnostics())
                    .isTrue();
            Map<String, byte[]> classes = new HashMap<>();
            files.classes.forEach((name, bytes) -> classes.put(name, bytes.toByteArray()));
            return classes;
        }
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith(OURS)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded != null ? loaded : define(name);
        }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
        byte[] bytes = mutated.get(name);
        try (InputStream original = getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (bytes == null) {
                if (original == null) {
                    throw new ClassNotFoundException(name);
                }
                bytes = original.readAllBytes();
            }
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
        return defineClass(name, bytes, 0, bytes.length);
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String file, String text) {
            super(URI.create("string:///" + file.substring(file.indexOf("dev/interrex"))), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    /** Keeps what the compiler writes. */
    private static final class InMemory extends ForwardingJavaFileManager<StandardJavaFileManager> {
        final Map<String, ByteArrayOutputStream> classes = new HashMap<>();

        InMemory(StandardJavaFileManager files) {
            super(files);
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                JavaFileManager.Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
            return new SimpleJavaFileObject(URI.create("mem:///" + name + kind.extension), kind) {
                @Override
                public OutputStream openOutputStream() {
                    var bytes = new ByteArrayOutputStream();
                    classes.put(name, bytes);
                    return bytes;
                }

                @Override
                public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                    byte[] written =
                            Objects.requireNonNull(classes.get(name), name).toByteArray();
                    return new String(written, StandardCharsets.ISO_8859_1);
                }
            };
        }
    }
}
