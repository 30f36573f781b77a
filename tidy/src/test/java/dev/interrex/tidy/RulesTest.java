package dev.interrex.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every rule about text and sources sees a violation that was planted for it, and leaves the innocent alone. */
class RulesTest {
    private static final String PATH = "node/src/main/java/a/B.java";

    @Test
    void longFileIsFound() throws IOException {
        assertThat(check("class B {}\n" + "\n".repeat(499))).isEmpty();
        assertThat(check("class B {}\n" + "\n".repeat(500))).singleElement().satisfies(found -> {
            assertThat(found.path()).isEqualTo(PATH);
            assertThat(found.message()).contains("501 lines");
        });
    }

    @Test
    void longMethodIsFound() throws IOException {
        assertThat(check("class B {\n" + methodOfLines(60) + "}\n")).isEmpty();
        assertThat(check("class B {\n" + methodOfLines(61) + "}\n"))
                .singleElement()
                .hasToString(PATH + ":2: B.m has 61 lines, more than 60");
    }

    @Test
    void longMethodOfAnonymousClassIsFound() throws IOException {
        assertThat(check("class B { Object o = new Object() {\n" + methodOfLines(61) + "}; }\n"))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "long t = System.currentTimeMillis();",
                "long t = System.nanoTime();",
                "long t = java.lang.System.nanoTime();",
                "java.util.function.LongSupplier t = System::nanoTime;",
                "{ Thread.sleep(1); }",
                "Object r = new Random();",
                "Object r = new java.util.Random();",
            })
    void clockOrRandomnessOutsideOfEdgeIsFound(String member) throws IOException {
        assertThat(check("class Engine { " + member + " }")).hasSize(1);
        assertThat(check("class SystemClock { " + member + " }")).isEmpty();
        assertThat(check("class NodeMain { " + member + " }")).isEmpty();
        assertThat(check("class NodeMain { class Inner { " + member + " } }")).isEmpty();
        assertThat(JavaRules.check("bench/src/main/java/a/B.java", "class B { " + member + " }"))
                .isEmpty();
    }

    @Test
    void staticImportOfClockIsFound() throws IOException {
        assertThat(check("import static java.lang.System.nanoTime; class B {}")).hasSize(1);
    }

    @Test
    void seededRandomAndCommentsAreFine() throws IOException {
        assertThat(check("class B { Object r = new Random(7); /* System.nanoTime() */ String s = \"Thread.sleep\"; }"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"util", "common", "impl", "manager", "helper"})
    void vaguePackageIsFound(String name) throws IOException {
        assertThat(check("package dev.interrex." + name + "; class B {}")).hasSize(1);
        assertThat(check("package dev.interrex." + name + ".more; class B {}")).hasSize(1);
        assertThat(check("package dev.interrex.x" + name + "; class B {}")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"StringUtil", "StringUtils", "LogManager", "RoleImpl", "TestHelper"})
    void vagueClassIsFound(String name) throws IOException {
        assertThat(check("class " + name + " {}")).hasSize(1);
    }

    @Test
    void sourceThatDoesNotParseIsFound() throws IOException {
        assertThat(check("class B { void m( }")).isNotEmpty();
    }

    @Test
    void packageThatIsNotNullMarkedIsFound() throws IOException {
        var path = "node/src/main/java/a/package-info.java";
        assertThat(JavaRules.check(path, "package a;")).hasSize(1);
        assertThat(JavaRules.check(path, "@NullMarked package a;")).isEmpty();
    }

    @Test
    void packageWithoutInfoIsFound() {
        var info = "node/src/main/java/a/package-info.java";
        assertThat(TreeRules.packagesWithoutInfo(List.of(PATH, "README.md")))
                .containsExactly(new Violation(info, 0, "is missing"));
        assertThat(TreeRules.packagesWithoutInfo(List.of(PATH, info))).isEmpty();
    }

    @Test
    void registryHostIsFound() {
        var host = String.join(".", "repo", "maven", "apache", "org");
        assertThat(TreeRules.registryHosts("pom.xml", "one\nhttps://" + host + "/maven2"))
                .containsExactly(new Violation("pom.xml", 2, "names the registry " + host));
        assertThat(TreeRules.registryHosts("pom.xml", "http://maven.apache.org/POM/4.0.0"))
                .isEmpty();
    }

    @Test
    void localPathIsFound() {
        assertThat(TreeRules.localPaths("a.md", "see " + local("work") + "x")).hasSize(1);
        assertThat(TreeRules.localPaths("a.md", "HOME=" + local("root") + ".m2"))
                .hasSize(1);
        assertThat(TreeRules.localPaths("a.md", "src" + local("work") + "Queue.java"))
                .isEmpty();
    }

    @Test
    void untidyLayoutIsFound() throws Exception {
        var layout = new Layout();
        var laidOut = layout.apply("class  B{int  x ;}");
        assertThat(laidOut).isEqualTo("class B {\n    int x;\n}\n");
        assertThat(layout.apply(laidOut)).isEqualTo(laidOut);
    }

    @Test
    void archiveWithoutGitIsReadFromItsFolders(@TempDir Path root) throws IOException {
        Files.createDirectories(root.resolve("node/src/main/java"));
        Files.createDirectories(root.resolve("node/target"));
        Files.writeString(root.resolve("node/src/main/java/B.java"), "class B {}");
        Files.writeString(root.resolve("node/target/C.java"), "class C {}");
        var tree = SourceTree.at(root);
        assertThat(tree.paths()).containsExactly("node/src/main/java/B.java");
        assertThat(tree.javaPaths()).isEqualTo(tree.paths());
        assertThat(tree.read("node/src/main/java/B.java")).isEqualTo("class B {}");
    }

    private static List<Violation> check(String text) throws IOException {
        return JavaRules.check(PATH, text);
    }

    private static String methodOfLines(int lines) {
        return "void m() {\n" + "\n".repeat(lines - 2) + "}\n";
    }

    private static String local(String folder) {
        return "/" + folder + "/";
    }
}
