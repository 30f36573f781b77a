package dev.interrex.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import com.palantir.javaformat.java.FormatterException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/** The tree as it is breaks no rule. That the rules see a violation where there is one: {@link RulesTest}. */
class TidyTest {
    private final SourceTree tree;

    TidyTest() throws IOException {
        tree = SourceTree.at(Path.of(System.getProperty("tidy.root", "..")));
    }

    @Test
    void theTreeIsFound() {
        assertThat(tree.paths()).contains("pom.xml", "LICENSE");
        assertThat(tree.javaPaths()).contains("tidy/src/test/java/dev/interrex/tidy/TidyTest.java");
    }

    @Test
    void javaSourcesKeepTheRules() throws IOException {
        var found = new ArrayList<Violation>();
        for (var path : tree.javaPaths()) {
            found.addAll(JavaRules.check(path, tree.read(path)));
        }
        assertThat(found).isEmpty();
    }

    @Test
    void everyMainPackageSaysWhatItIsFor() {
        assertThat(TreeRules.packagesWithoutInfo(tree.paths())).isEmpty();
    }

    @Test
    void noFileNamesARegistryOrALocalPath() throws IOException {
        var found = new ArrayList<Violation>();
        for (var path : tree.paths()) {
            var text = tree.read(path);
            found.addAll(TreeRules.registryHosts(path, text));
            found.addAll(TreeRules.localPaths(path, text));
        }
        assertThat(found).isEmpty();
    }

    @Test
    void everySourceIsLaidOut() {
        var layout = new Layout();
        var untidy = tree.javaPaths().parallelStream()
                .filter(path -> !isLaidOut(layout, path))
                .toList();
        assertThat(untidy).as("to lay them out run: .ci/format").isEmpty();
    }

    private boolean isLaidOut(Layout layout, String path) {
        try {
            var text = tree.read(path);
            return layout.apply(text).equals(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (FormatterException e) {
            throw new AssertionError(path, e);
        }
    }
}
