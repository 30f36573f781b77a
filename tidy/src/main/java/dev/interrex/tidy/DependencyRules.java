package dev.interrex.tidy;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.INTERFACES;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.dependOnClassesThat;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which package may depend on which; the same words as in the chapter on modules of {@code docs/ARCHITECTURE.md}. The rules
 * hold for the main classes of all modules.
 */
public final class DependencyRules {
    private static final String MODEL = "dev.interrex.model..";
    private static final String ROLE = "dev.interrex.node.role..";
    private static final String REPLICATION_CORE = "dev.interrex.node.replication.core..";
    private static final String GENERATED = "dev.interrex.proto..";

    /** Pure packages: state machines and data structures that the simulation drives by hand. */
    private static final String[] PURE = {
        "dev.interrex.node.engine..",
        "dev.interrex.node.log..",
        ROLE,
        REPLICATION_CORE,
        "dev.interrex.sentinel.suspicion..",
        "dev.interrex.sentinel.failover..",
        MODEL,
    };

    /** Packages, the pure ones aside, that neither speak gRPC nor know its messages. */
    private static final String[] INNER = {
        "dev.interrex.resp..",
        "dev.interrex.node.server..",
        "dev.interrex.node.dispatch..",
        "dev.interrex.node.command..",
        "dev.interrex.node.persistence..",
        "dev.interrex.client.api..",
    };

    /** Of the JDK, what computes; no files, sockets, threads, loggers. Single classes are taken out below. */
    private static final String[] COMPUTING_JDK = {
        "java.lang",
        "java.lang.annotation",
        "java.lang.foreign",
        "java.lang.invoke",
        "java.lang.runtime",
        "java.math",
        "java.nio",
        "java.nio.charset",
        "java.security",
        "java.text",
        "java.time..",
        "java.util",
        "java.util.concurrent.atomic",
        "java.util.function",
        "java.util.random",
        "java.util.regex",
        "java.util.stream",
        "java.util.zip",
    };

    private DependencyRules() {}

    /** All of them. */
    public static List<ArchRule> all() {
        var rules = new ArrayList<>(modules());
        rules.addAll(pure());
        rules.addAll(libraries());
        rules.add(replicationSidesAreStrangers());
        rules.add(noCycles());
        return rules;
    }

    /** node, sentinel, client, cli use proto; cli also client; never each other. Nothing uses chaos-tests, bench, tidy. */
    static List<ArchRule> modules() {
        return List.of(
                isUsedOnlyBy("dev.interrex.node..", "dev.interrex.chaos..", "dev.interrex.bench.."),
                isUsedOnlyBy("dev.interrex.sentinel..", "dev.interrex.chaos..", "dev.interrex.bench.."),
                isUsedOnlyBy(
                        "dev.interrex.client..", "dev.interrex.cli..", "dev.interrex.chaos..", "dev.interrex.bench.."),
                isUsedOnlyBy("dev.interrex.cli..", "dev.interrex.chaos.."),
                isUsedOnlyBy("dev.interrex.chaos.."),
                isUsedOnlyBy("dev.interrex.bench.."),
                isUsedOnlyBy("dev.interrex.tidy.."));
    }

    /**
     * A pure package knows the computing part of the JDK, model, and interfaces that its callers declare. The role's state
     * machine holds the commit rule of its reign, which is as pure.
     */
    static List<ArchRule> pure() {
        return Arrays.stream(PURE)
                .map(name -> isPure(name, name.equals(ROLE) ? REPLICATION_CORE : name))
                .toList();
    }

    private static ArchRule isPure(String name, String friend) {
        var allowed = resideInAnyPackage(name, friend, MODEL, "org.jspecify.annotations")
                .or(isComputingJdk())
                .or(seamsOf(name))
                .as("belong to the package itself, to model, or to the computing part of the JDK");
        return classes()
                .that()
                .resideInAPackage(name)
                .should()
                .onlyDependOnClassesThat(allowed)
                .allowEmptyShould(true)
                .because(name + " is pure: time, randomness and I/O are passed in");
    }

    /** Each of the large libraries has one home. */
    static List<ArchRule> libraries() {
        return List.of(
                livesOnlyIn("org.rocksdb..", "dev.interrex.node.persistence..", "dev.interrex.bench.."),
                livesOnlyIn("com.alipay.sofa..", "dev.interrex.sentinel.consensus.."),
                noClasses()
                        .that()
                        .resideInAnyPackage(INNER)
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage("io.grpc..", "com.google.protobuf..", GENERATED)
                        .allowEmptyShould(true)
                        .because("gRPC and its messages stay at the edges"));
    }

    /** The primary's and the replica's side of replication meet in replication.core only. */
    static ArchRule replicationSidesAreStrangers() {
        return slices().matching("dev.interrex.node.replication.(primary|replica)..")
                .should()
                .notDependOnEachOther()
                .allowEmptyShould(true);
    }

    /** No two packages know each other, directly or through others. */
    static ArchRule noCycles() {
        return slices().matching("dev.interrex.(**)").should().beFreeOfCycles().allowEmptyShould(true);
    }

    private static ArchRule isUsedOnlyBy(String used, String... users) {
        return noClasses()
                .that(not(resideInAPackage(used)).and(not(resideInAnyPackage(users))))
                .should(dependOnClassesThat(resideInAPackage(used)))
                .allowEmptyShould(true)
                .because(used + " is used by " + List.of(users) + " only");
    }

    private static ArchRule livesOnlyIn(String library, String... homes) {
        return noClasses()
                .that(not(resideInAnyPackage(homes)))
                .should(dependOnClassesThat(resideInAPackage(library)))
                .allowEmptyShould(true)
                .because(library + " is known to " + List.of(homes) + " only");
    }

    /** Interfaces are declared by the package that calls them, so a pure package implements those of the same program. */
    private static DescribedPredicate<JavaClass> seamsOf(String name) {
        if (name.equals(MODEL)) {
            return not(alwaysTrue());
        }
        var program = name.replaceAll("^(dev\\.interrex\\.[a-z]+)\\..*", "$1..");
        return resideInAPackage(program).and(INTERFACES);
    }

    private static DescribedPredicate<JavaClass> isComputingJdk() {
        return DescribedPredicate.describe("belong to the computing part of the JDK", DependencyRules::computes);
    }

    private static boolean computes(JavaClass type) {
        var base = type.getBaseComponentType();
        if (base.isPrimitive()) {
            return true;
        }
        return switch (base.getName()) {
            case "java.io.Serializable", "java.util.concurrent.TimeUnit" -> true;
            case "java.time.Clock", "java.util.Timer", "java.util.TimerTask", "java.util.Scanner" -> false;
            default -> resideInAnyPackage(COMPUTING_JDK).test(base) && !isThreadOrProcess(base.getName());
        };
    }

    private static boolean isThreadOrProcess(String name) {
        return name.matches("java\\.lang\\.(Thread.*|InheritableThreadLocal.*|Process.*|Runtime)");
    }
}
