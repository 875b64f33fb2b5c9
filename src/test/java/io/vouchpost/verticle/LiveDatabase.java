package io.vouchpost.verticle;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import io.vouchpost.config.DatabaseSettings;
import io.vouchpost.database.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The database's password: the role has another one before the configuration says so. */
final class LiveDatabase {
    private static final String AT_FIRST = "the first password";

    private final DatabaseSettings.External settings = TestDatabase.freshWithRole(AT_FIRST);

    Consumer<JsonObject> configuration() {
        return LiveCase.put("database.uri", settings.uri()).andThen(password(AT_FIRST));
    }

    List<LiveCase> cases() {
        return List.of(new LiveCase(
                "database.password",
                json -> {},
                password("the second password"),
                gateway -> whoComesBack(),
                Optional.empty(),
                role()));
    }

    private Consumer<JsonObject> password(String password) {
        return json -> {
            TestDatabase.superuser("ALTER ROLE " + role() + " PASSWORD '" + password + "'");
            LiveCase.put("database.password", password).accept(json);
        };
    }

    private String role() {
        return settings.uri().substring(settings.uri().lastIndexOf('/') + 1);
    }

    /** Who is let in after all connections broke. */
    private String whoComesBack() {
        var ours = " FROM pg_stat_activity WHERE usename = '" + role() + "'";
        var broken = TestDatabase.superuser("SELECT pid" + ours);
        TestDatabase.superuser("SELECT pg_terminate_backend(pid)" + ours);
        var deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (broken.containsAll(TestDatabase.superuser("SELECT pid" + ours))) {
            assertThat(System.nanoTime()).as("nobody").isLessThan(deadline);
        }
        return TestDatabase.superuser("SELECT usename" + ours).get(0);
    }
}
