package io.vouchpost;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Stream;

/** Who may know whom (docs/adr/0001). Dependencies point one way. */
@AnalyzeClasses(packages = "io.vouchpost", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static ArchRule knowsOnly(String name, String... others) {
        var allowed = Stream.concat(Stream.of(name), Stream.of(others))
                .map(ArchitectureTest::packageOf)
                .toArray(String[]::new);
        return noClasses()
                .that(resideInAPackage(packageOf(name)))
                .should()
                .dependOnClassesThat(resideInAPackage("io.vouchpost..").and(not(resideInAnyPackage(allowed))))
                .because(name + " knows nothing else of ours");
    }

    private static String packageOf(String name) {
        return "io.vouchpost." + name + "..";
    }

    @ArchTest
    static void packagesKnowOnlyThose(JavaClasses ours) {
        Stream.of(
                        knowsOnly("secret"),
                        knowsOnly("address"),
                        knowsOnly("smtp", "secret"),
                        knowsOnly("sasl", "secret"),
                        knowsOnly("config", "secret"),
                        knowsOnly("wire", "smtp", "secret"),
                        knowsOnly("tls", "config", "secret"),
                        knowsOnly("database", "config", "secret"),
                        knowsOnly("oauth", "sasl", "config", "secret"),
                        knowsOnly("account", "address", "sasl", "database", "config", "secret"),
                        knowsOnly("guard", "address", "sasl", "database", "config", "secret"),
                        knowsOnly("policy", "smtp", "account", "config", "secret"),
                        knowsOnly("message", "smtp", "config", "secret"),
                        knowsOnly("spool", "message", "smtp", "database", "config", "secret"),
                        knowsOnly("dkim", "message", "smtp", "config", "secret"),
                        knowsOnly("mime", "message", "smtp", "config", "secret"),
                        knowsOnly("dsn", "spool", "message", "smtp", "config", "secret"),
                        knowsOnly("delivery", "spool", "dsn", "dkim", "mime", "message", "smtp", "config", "secret"),
                        knowsOnly("audit", "address", "database", "config", "secret"),
                        knowsOnly("simulation", "guard", "address", "database", "config", "secret"),
                        knowsOnly("admin", "config", "secret"),
                        knowsOnly("probe", "smtp", "secret"),
                        knowsOnly("metrics", "audit", "config", "secret"),
                        knowsOnly("session", "smtp", "wire", "sasl", "policy", "message", "audit", "config", "secret"))
                .forEach(rule -> rule.allowEmptyShould(true).check(ours));
    }

    @ArchTest
    static final ArchRule OUR_PROTOCOL_KNOWS_NO_VERTX = noClasses()
            .that()
            .resideInAPackage("io.vouchpost.smtp..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.vertx..", "io.netty..");

    @ArchTest
    static final ArchRule SASL_KNOWS_FUTURES_ONLY = noClasses()
            .that()
            .resideInAPackage("io.vouchpost.sasl..")
            .should()
            .dependOnClassesThat(resideInAPackage("io.vertx..").and(not(resideInAPackage("io.vertx.core"))));

    @ArchTest
    static final ArchRule ONLY_THE_COMMAND_LINE_STARTS_VERTICLES = noClasses()
            .that()
            .resideOutsideOfPackages("io.vouchpost.verticle..", "io.vouchpost.cli..", "io.vouchpost")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.vouchpost.verticle..");

    @ArchTest
    static final ArchRule ONLY_VERTICLES_TOUCH_THE_EVENT_BUS = noClasses()
            .that()
            .resideOutsideOfPackage("io.vouchpost.verticle..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.vertx.core.eventbus..");

    @ArchTest
    static final ArchRule ONLY_SOME_SPEAK_SQL = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "io.vouchpost.account..",
                    "io.vouchpost.guard..",
                    "io.vouchpost.spool..",
                    "io.vouchpost.audit..",
                    "io.vouchpost.database..")
            .should()
            .dependOnClassesThat(resideInAnyPackage("io.vertx.sqlclient..", "io.vertx.pgclient..", "java.sql..")
                    .and(not(
                            com.tngtech.archunit.core.domain.JavaClass.Predicates.type(io.vertx.sqlclient.Pool.class))))
            .because("others hand on the pool, and ask nothing of it");

    @ArchTest
    static final ArchRule ONLY_DELIVERY_HAS_THE_MAIL_CLIENT = noClasses()
            .that()
            .resideOutsideOfPackage("io.vouchpost.delivery..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.vertx.ext.mail..");

    @ArchTest
    static final ArchRule NO_DUMPING_GROUNDS = noClasses()
            .should()
            .haveSimpleNameEndingWith("Util")
            .orShould()
            .haveSimpleNameEndingWith("Utils")
            .orShould()
            .haveSimpleNameEndingWith("Helper")
            .orShould()
            .haveSimpleNameEndingWith("Manager");

    @ArchTest
    static final ArchRule VERTICLES_STAY_IN_THEIR_PACKAGE = classes()
            .that()
            .areAssignableTo(io.vertx.core.VerticleBase.class)
            .should()
            .resideInAnyPackage("io.vouchpost.verticle..", "io.vouchpost.account..")
            .because("hashing has a worker verticle of its own");
}
