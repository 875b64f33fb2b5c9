package io.vouchpost.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Migrations that the version before does not notice: two versions run side by side while one takes the other's place. */
class ExpansionTest {
    private static final Path MIGRATIONS = Path.of("src/main/resources/db/migration");
    private static final Pattern NAME = Pattern.compile("V([0-9]+)__.*\\.sql");

    @Test
    void migrationsSinceTheLastReleaseOnlyAdd() throws IOException {
        int released = released();
        var objections = new TreeMap<String, List<String>>();
        int seen = 0;
        try (var files = Files.list(MIGRATIONS)) {
            for (var file : files.toList()) {
                var name = NAME.matcher(file.getFileName().toString());
                assertThat(name.matches())
                        .as("%s is named as migrations are", file)
                        .isTrue();
                seen++;
                if (Integer.parseInt(name.group(1)) > released) {
                    objections.put(file.getFileName().toString(), Expansion.objections(Files.readString(file)));
                }
            }
        }
        assertThat(seen).isGreaterThanOrEqualTo(released);
        assertThat(objections)
                .allSatisfy((file, found) -> assertThat(found).as(file).isEmpty());
    }

    private static int released() throws IOException {
        var properties = new Properties();
        try (var stream = ExpansionTest.class.getResourceAsStream("/previous-version.properties")) {
            properties.load(stream);
        }
        return Integer.parseInt(properties.getProperty("schema"));
    }

    @Test
    void whatWasWrittenBeforeIsJudgedRightly() throws IOException {
        assertThat(Expansion.objections(script("V6__breaker.sql"))).isEmpty();
        assertThat(Expansion.objections(script("V10__lockouts_may_grow.sql"))).isEmpty();
        assertThat(Expansion.objections(script("V11__guesses_beside_the_owner.sql")))
                .isEmpty();
        assertThat(Expansion.objections(script("V8__audit.sql")))
                .as("what is dropped in a function's body is dropped when it is called")
                .isEmpty();
        assertThat(Expansion.objections(
                        Files.readString(Path.of("src/test/resources/two-versions/db/migration/V1000__next.sql"))))
                .isEmpty();
        assertThat(Expansion.objections(script("V4__lockouts.sql")))
                .as("which made the table of lockouts another one, before there was a release")
                .isNotEmpty();
    }

    private static String script(String name) throws IOException {
        return Files.readString(MIGRATIONS.resolve(name));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE TABLE a (b text NOT NULL)",
                "CREATE TABLE a (b text); CREATE UNIQUE INDEX a_b ON a (b); ALTER TABLE a ADD CHECK (b <> '')",
                "CREATE INDEX accounts_by_x ON accounts (x) WHERE x IS NOT NULL",
                "ALTER TABLE accounts ADD COLUMN x text",
                "ALTER TABLE accounts ADD x text CHECK (x IN ('drop', 'b, not null'))",
                "ALTER TABLE accounts ADD COLUMN x bigint NOT NULL DEFAULT 0, ADD COLUMN y numeric(10, 2)",
                "ALTER TABLE accounts ADD COLUMN x bigint REFERENCES others ON DELETE CASCADE -- DROP TABLE a;",
                "CREATE FUNCTION f() RETURNS void LANGUAGE sql AS $body$ DROP TABLE a; DELETE FROM b; $body$",
                "-- Replaced with the same meaning: faster\nCREATE OR REPLACE FUNCTION f() RETURNS void LANGUAGE sql AS '';",
                "-- Unused since 0.2.0: names are in logins\nALTER TABLE accounts DROP COLUMN name;",
                "UPDATE accounts SET x = 'y; DROP TABLE z'",
            })
    void whatOnlyAddsIsWelcome(String script) {
        assertThat(Expansion.objections(script)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DROP TABLE accounts",
                "drop index accounts_by_name",
                "ALTER TABLE accounts DROP COLUMN name",
                "ALTER TABLE accounts ADD COLUMN x text, DROP name",
                "ALTER TABLE accounts DROP CONSTRAINT accounts_pkey",
                "ALTER TABLE accounts RENAME COLUMN name TO login",
                "ALTER TABLE accounts RENAME TO users",
                "ALTER TABLE accounts\n  ALTER COLUMN name\n  TYPE varchar(20)",
                "ALTER TABLE accounts ALTER name SET NOT NULL",
                "ALTER TABLE accounts ALTER COLUMN x DROP DEFAULT",
                "ALTER TABLE accounts ADD COLUMN x bigint NOT NULL",
                "ALTER TABLE accounts ADD COLUMN x bigint DEFAULT 1, ADD COLUMN y text NOT NULL CHECK (y <> ' default ')",
                "ALTER TABLE accounts ADD CONSTRAINT short CHECK (char_length(name) < 20)",
                "ALTER TABLE accounts ADD UNIQUE (contact)",
                "CREATE UNIQUE INDEX accounts_contact ON accounts (contact)",
                "CREATE OR REPLACE FUNCTION counter_grant(a bigint) RETURNS bigint LANGUAGE sql AS $$ SELECT 1 $$",
                "ALTER TYPE state ADD VALUE 'x'",
                "ALTER FUNCTION f() RENAME TO g",
                "-- Unused since 0.2.0\nDROP TABLE a;\nDROP TABLE b;",
                "TRUNCATE counters",
                "DELETE FROM counters",
                "LOCK TABLE accounts",
                "/* harmless? */ CREATE TABLE a (b text); DROP VIEW c",
            })
    void whatTakesAwayOrDemandsIsNot(String script) {
        assertThat(Expansion.objections(script)).hasSize(1);
    }
}
