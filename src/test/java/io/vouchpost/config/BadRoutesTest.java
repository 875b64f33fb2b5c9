package io.vouchpost.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What operators get wrong about routes: a table like that of {@link BadConfigurationsTest}. */
class BadRoutesTest {
    private static final String ROUTE = "\"hosts\": [{\"host\": \"127.0.0.1\"}], \"tls\": \"none\"";
    private static final String ELSEWHERE = "\"hosts\": [{\"host\": \"mx.example.org\"}]";
    private static final String LOGIN = "\"auth\": {\"username\": \"u\", \"password\": \"hunter2\"}";

    private static final String TOKEN =
            token("\"url\": \"https://a.example/\", \"clientId\": \"c\", \"clientSecret\": \"hunter2\"");

    @TempDir
    private Path folder;

    private static String routes(String... contents) {
        return "\"delivery\": {\"routes\": [{" + String.join("}, {", contents) + "}]}";
    }

    private static String auth(String proof) {
        return ROUTE + ", \"auth\": {\"username\": \"u\", " + proof + "}";
    }

    private static String token(String content) {
        return "\"token\": {" + content + "}";
    }

    static Stream<Arguments> table() {
        return Stream.of(
                bad("\"delivery\": {}", "/delivery/routes", "is required"),
                bad("\"delivery\": {\"routes\": []}", "/delivery/routes", "must have at least 1"),
                bad(
                        "\"delivery\": {\"acknowledge\": \"queued\", \"routes\": [{" + ROUTE + "}]}",
                        "/delivery/acknowledge",
                        "must be one of \"relayed\", \"spooled\""),
                bad(
                        routes("\"name\": \"a\", \"accounts\": [\"x\"], " + ROUTE, "\"name\": \"a\", " + ROUTE),
                        "/delivery/routes/1/name",
                        "\"a\" is the name of another route, too"),
                bad(
                        routes("\"name\": \"route 2\", \"accounts\": [\"x\"], " + ROUTE, ROUTE),
                        "/delivery/routes/1/name",
                        "\"route 2\" is the name of another route, too"),
                bad(routes("\"name\": \" a\", " + ROUTE), "/delivery/routes/0/name", "must be a name of letters"),
                bad(
                        routes(ROUTE, "\"senderDomains\": [\"example.org\"], " + ROUTE),
                        "/delivery/routes",
                        "must end with a route for all other mail"),
                bad(
                        routes("\"accounts\": [\"alice\"], " + ROUTE),
                        "/delivery/routes",
                        "must end with a route for all other mail"),
                bad(
                        routes("\"recipientDomains\": [\"a@b\"], " + ROUTE, ROUTE),
                        "/delivery/routes/0/recipientDomains/0",
                        "must be a domain such as \"example.org\""),
                bad(
                        routes("\"senderDomains\": [\"*.example.org\"], " + ROUTE, ROUTE),
                        "/delivery/routes/0/senderDomains/0",
                        "must be a domain such as \"example.org\""),
                bad(
                        routes("\"senderDomains\": [\"a.example\", \"a.example\"], " + ROUTE, ROUTE),
                        "/delivery/routes/0/senderDomains",
                        "the same value twice"),
                bad(
                        routes("\"hosts\": [{\"host\": \"a.example\", \"weight\": 65536}]"),
                        "/delivery/routes/0/hosts/0/weight",
                        "must be at most 65535, is 65536"),
                bad(
                        routes("\"hosts\": [{\"host\": \"a.example\", \"weight\": 0.5}]"),
                        "/delivery/routes/0/hosts/0/weight",
                        "must be a whole number"),
                bad(
                        routes("\"hosts\": [{\"host\": \"a.example\", \"priority\": -1}]"),
                        "/delivery/routes/0/hosts/0/priority",
                        "must be at least 0, is -1"),
                bad(routes(ROUTE + ", \"backoff\": \"2d\""), "/delivery/routes/0/backoff", "must be at most 1d, is 2d"),
                bad(
                        routes(auth("\"password\": \"hunter2\", " + TOKEN)),
                        "/delivery/routes/0/auth/password",
                        "and not both"),
                bad(
                        routes(auth(TOKEN + ", \"mechanisms\": [\"PLAIN\"]")),
                        "/delivery/routes/0/auth/mechanisms",
                        "must be [\"XOAUTH2\"] or absent"),
                bad(
                        routes(auth("\"password\": \"hunter2\", \"mechanisms\": [\"OAUTHBEARER\"]")),
                        "/delivery/routes/0/auth/mechanisms/0",
                        "must be one of"),
                bad(
                        routes(auth(token("\"clientId\": \"c\", \"clientSecret\": \"hunter2\""))),
                        "/delivery/routes/0/auth/token/url",
                        "is required"),
                bad(
                        routes(auth(token("\"url\": \"https://a.example/\", \"clientSecret\": \"hunter2\""))),
                        "/delivery/routes/0/auth/token/clientId",
                        "is required"),
                bad(
                        routes(auth(token("\"url\": \"https://a.example/\", \"clientId\": \"c\""))),
                        "/delivery/routes/0/auth/token/clientSecret",
                        "is required without \"refreshToken\""),
                bad(
                        routes(auth(token(
                                "\"url\": \"http://a.example/\", \"clientId\": \"c\", \"clientSecret\": \"hunter2\""))),
                        "/delivery/routes/0/auth/token/url",
                        "must be an https URL"),
                bad(
                        routes(ELSEWHERE + ", \"tls\": \"opportunistic\", \"auth\": {\"username\": \"u\", " + TOKEN
                                + "}"),
                        "/delivery/routes/0/tls",
                        "must be \"required\" where a password is sent"),
                bad(
                        "\"delivery\": {\"routes\": [{\"hosts\": []}]}",
                        "/delivery/routes/0/hosts",
                        "must have at least 1"),
                bad(
                        "\"delivery\": {\"routes\": [{\"hosts\": [{\"host\": \"mx.example.org\", \"prot\": 25}]}]}",
                        "/delivery/routes/0/hosts/0/prot",
                        "did you mean \"port\"?"),
                bad(
                        "\"delivery\": {\"routes\": [{\"hosts\": [{\"host\": \"a\", \"implicitTls\": true}], \"tls\": \"none\"}]}",
                        "/delivery/routes/0/tls",
                        "is \"none\", but a host has \"implicitTls\""),
                bad(
                        "\"delivery\": {\"routes\": [{" + ELSEWHERE + ", \"tls\": \"none\", " + LOGIN + "}]}",
                        "/delivery/routes/0/tls",
                        "must be \"required\" where a password is sent"),
                bad(
                        "\"delivery\": {\"routes\": [{" + ROUTE + ", \"authorities\": \"none.pem\"}]}",
                        "/delivery/routes/0/authorities",
                        "there is no file"),
                bad(
                        "\"delivery\": {\"routes\": [{" + ROUTE + ", \"auth\": {\"username\": \"u\"}}]}",
                        "/delivery/routes/0/auth/password",
                        "is required"),
                bad(
                        "\"delivery\": {\"routes\": [{" + ROUTE
                                + ", \"auth\": {\"username\": \"u\", \"password\": \"\"}}]}",
                        "/delivery/routes/0/auth/password",
                        "and not empty"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("table")
    void isToldWhereItIsAndInWords(String part, String pointer, String fragment) throws Exception {
        var document = Workshop.minimal().mergeIn(new JsonObject("{" + part + "}"));

        assertThat(new Workshop(folder).problems(document.encode()))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.pointer()).isEqualTo(pointer);
                    assertThat(problem.message())
                            .contains(fragment)
                            .doesNotContain("Exception", "subschema", "hunter2");
                });
    }

    private static Arguments bad(String part, String pointer, String fragment) {
        return Arguments.of(part, pointer, fragment);
    }
}
