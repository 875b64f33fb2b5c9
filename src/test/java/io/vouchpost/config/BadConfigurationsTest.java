package io.vouchpost.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A table of what operators get wrong: each is told where it is, in words, and alone. */
class BadConfigurationsTest {
    @TempDir
    Path folder;

    Workshop workshop;

    @BeforeEach
    void setUp() throws Exception {
        workshop = new Workshop(folder);
        workshop.environment.put("EMPTY", "");
        workshop.certificate("one");
        workshop.certificate("two");
        workshop.write("empty", "\n");
        workshop.write("notes.txt", "remember the milk");
        workshop.write(
                "damaged.pem", Files.readString(folder.resolve("one.pem")).replace("MII", "AAA"));
        workshop.write(
                "locked.key", "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMAA=\n-----END ENCRYPTED PRIVATE KEY-----\n");
        var ed25519 = java.security.KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        workshop.write(
                "ed25519.key", Workshop.pem("PRIVATE KEY", ed25519.getPrivate().getEncoded()));
    }

    private static String oauth(String content) {
        return "\"sasl\": {\"oauth\": {" + content + "}}";
    }

    private static String keys(String content) {
        return oauth("\"issuer\": \"i\", \"audience\": \"a\", \"keys\": {" + content + "}");
    }

    /** Part of the document in place of the one in the minimal configuration; where; what is said. */
    static Stream<Arguments> table() {
        return Stream.of(
                // what the policy grants
                bad(
                        "\"policy\": {\"grants\": [{\"accounts\": [\"a\"], \"send\": [\"alice\"]}]}",
                        "/policy/grants/0/send/0",
                        "must be an address such as alice@example.org, or *@example.org"),
                bad(
                        "\"policy\": {\"grants\": [{\"accounts\": [\"al*\"], \"notTo\": [\"*\"]}]}",
                        "/policy/grants/0/accounts/0",
                        "must be the name of an account, *@example.org"),
                bad(
                        "\"policy\": {\"grants\": [{\"roles\": [\"a b\"], \"to\": [\"*\"]}]}",
                        "/policy/grants/0/roles/0",
                        "must be the name of a role"),
                bad(
                        "\"policy\": {\"grants\": [{\"notTo\": [\"*\"]}]}",
                        "/policy/grants/0/accounts",
                        "a grant has to say for which"),
                // the document as a whole
                bad("\"hostnam\": \"a.example\"", "/hostnam", "did you mean \"hostname\"?"),
                bad("\"liseners\": []", "/liseners", "did you mean \"listeners\"?"),
                bad("\"bogus\": 1", "/bogus", "is not a key that is known here; known are \"$schema\", \"admin\""),
                bad("\"a/b~c\": 1", "/a~1b~0c", "is not a key"),
                bad("\"hostname\": 5", "/hostname", "must be a string, is a number"),
                bad("\"hostname\": null", "/hostname", "must be a string, is null"),
                bad("\"hostname\": \"not a name\"", "/hostname", "must be a host name such as"),
                bad("\"hostname\": \"192.0.2.1\"", "/hostname", "must be a host name such as"),
                bad("\"hostname\": \"-a.example\"", "/hostname", "is \"-a.example\""),
                // listeners
                bad("\"listeners\": []", "/listeners", "must have at least 1"),
                bad("\"listeners\": {}", "/listeners", "must be an array, is an object"),
                bad("\"listeners\": [{\"port\": 70000}]", "/listeners/0/port", "must be at most 65535, is 70000"),
                bad("\"listeners\": [{\"port\": -1}]", "/listeners/0/port", "must be at least 0, is -1"),
                bad("\"listeners\": [{\"port\": 58.7}]", "/listeners/0/port", "must be a whole number, is 58.7"),
                bad("\"listeners\": [{\"port\": \"587\"}]", "/listeners/0/port", "must be a whole number, is a string"),
                bad("\"listeners\": [{}]", "/listeners/0/port", "is required"),
                bad("\"listeners\": [7]", "/listeners/0", "must be an object, is a number"),
                bad(
                        "\"listeners\": [{\"port\": 1, \"tls\": \"ssl\"}]",
                        "/listeners/0/tls",
                        "must be one of \"starttls\", \"implicit\", is \"ssl\""),
                bad(
                        "\"listeners\": [{\"port\": 1, \"host\": \"a b\"}]",
                        "/listeners/0/host",
                        "must be a host name or an IP address"),
                bad(
                        "\"listeners\": [{\"port\": 1}, {\"port\": 2}, {\"port\": 1}]",
                        "/listeners/2/port",
                        "/listeners/0 listens on the same host and port"),
                bad(
                        "\"listeners\": [{\"port\": 1, \"proxyProtocol\": true}]",
                        "/listeners/0/trustedProxies",
                        "is required with \"proxyProtocol\""),
                bad(
                        "\"listeners\": [{\"port\": 1, \"trustedProxies\": [\"10.0.0.0/8\"]}]",
                        "/listeners/0/trustedProxies",
                        "means nothing without"),
                bad(
                        "\"listeners\": [{\"port\": 1, \"proxyProtocol\": true, \"trustedProxies\": [\"10.0.0.0/33\"]}]",
                        "/listeners/0/trustedProxies/0",
                        "must have a prefix of at most /32, has /33"),
                bad(
                        "\"listeners\": [{\"port\": 1, \"proxyProtocol\": true, \"trustedProxies\": [\"10.1.2.3/8\"]}]",
                        "/listeners/0/trustedProxies/0",
                        "the bits behind the prefix must be zero"),
                bad(
                        "\"listeners\": [{\"port\": 1, \"proxyProtocol\": true, \"trustedProxies\": [\"the office\"]}]",
                        "/listeners/0/trustedProxies/0",
                        "must be a network such as"),
                // tls
                bad("\"tls\": {\"certificate\": \"one.pem\"}", "/tls/key", "is required: a certificate and its key"),
                bad("\"tls\": {\"key\": \"one.key\"}", "/tls/certificate", "is required: a certificate and its key"),
                bad(
                        "\"tls\": {\"certificate\": \"none.pem\", \"key\": \"one.key\"}",
                        "/tls/certificate",
                        "there is no file"),
                bad("\"tls\": {\"certificate\": \"one.pem\", \"key\": \"none.key\"}", "/tls/key", "there is no file"),
                bad(
                        "\"tls\": {\"certificate\": \"one.pem\", \"key\": \"two.key\"}",
                        "/tls/key",
                        "does not belong to the first certificate"),
                bad(
                        "\"tls\": {\"certificate\": \"notes.txt\", \"key\": \"one.key\"}",
                        "/tls/certificate",
                        "has no \"BEGIN CERTIFICATE\" in it"),
                bad(
                        "\"tls\": {\"certificate\": \"one.key\", \"key\": \"one.key\"}",
                        "/tls/certificate",
                        "has no \"BEGIN CERTIFICATE\" in it"),
                bad(
                        "\"tls\": {\"certificate\": \"damaged.pem\", \"key\": \"one.key\"}",
                        "/tls/certificate",
                        "is not PEM, or damaged"),
                bad(
                        "\"tls\": {\"certificate\": \"one.pem\", \"key\": \"one.pem\"}",
                        "/tls/key",
                        "has no \"BEGIN PRIVATE KEY\" in it"),
                bad(
                        "\"tls\": {\"certificate\": \"one.pem\", \"key\": \"ed25519.key\"}",
                        "/tls/key",
                        "a kind other than RSA and EC"),
                bad("\"tls\": {\"clientAuthorities\": \"notes.txt\"}", "/tls/clientAuthorities", "BEGIN CERTIFICATE"),
                bad(
                        "\"tls\": {\"minimumVersion\": \"TLSv1.1\"}",
                        "/tls/minimumVersion",
                        "must be one of \"TLSv1.2\", \"TLSv1.3\", is \"TLSv1.1\""),
                bad(
                        "\"tls\": {\"engine\": \"native\"}",
                        "/tls/engine",
                        "must be one of \"auto\", \"openssl\", \"jdk\""),
                bad("\"tls\": {\"selfSignedDirectory\": \"\"}", "/tls/selfSignedDirectory", "must not be empty"),
                bad("\"tls\": {\"selfSignedDirectory\": \"a\\u0000b\"}", "/tls/selfSignedDirectory", "is not a path"),
                // database
                bad("\"database\": {}", "/database", "must have either \"embedded\" or \"uri\", and not both"),
                bad("\"database\": {\"embedded\": {}, \"uri\": \"postgresql://db/v\"}", "/database", "and not both"),
                bad(
                        "\"database\": {\"embedded\": {}, \"password\": \"hunter2\"}",
                        "/database/password",
                        "the embedded one has none"),
                bad(
                        "\"database\": {\"uri\": \"mysql://hunter2@db/v\"}",
                        "/database/uri",
                        "must be like \"postgresql://"),
                bad(
                        "\"database\": {\"uri\": \"postgresql://u:hunter2@db/v\"}",
                        "/database/uri",
                        "has a password in it"),
                bad(
                        "\"database\": {\"uri\": \"postgresql://db/v?password=hunter2\"}",
                        "/database/uri",
                        "has a password in it"),
                bad(
                        "\"database\": {\"embedded\": {}, \"migrate\": false}",
                        "/database/migrate",
                        "is for a database with"),
                bad("\"database\": {\"uri\": \"postgresql://db\"}", "/database/uri", "lacks the database's name"),
                bad("\"database\": {\"uri\": \"postgresql:///v\"}", "/database/uri", "lacks a host"),
                bad("\"database\": {\"uri\": \"postgresql://a b/v\"}", "/database/uri", "must be like"),
                bad(
                        "\"database\": {\"uri\": \"postgresql://db/v\", \"password\": {\"env\": \"UNSET\"}}",
                        "/database/password/env",
                        "names the environment variable UNSET, which is not set"),
                bad(
                        "\"database\": {\"uri\": \"postgresql://db/v\", \"password\": {\"env\": \"EMPTY\"}}",
                        "/database/password/env",
                        "which is empty"),
                bad(
                        "\"database\": {\"uri\": \"postgresql://db/v\", \"password\": {\"file\": \"none\"}}",
                        "/database/password/file",
                        "there is no file"),
                bad(
                        "\"database\": {\"uri\": \"postgresql://db/v\", \"password\": {\"file\": \"empty\"}}",
                        "/database/password/file",
                        "is empty"),
                bad(
                        "\"database\": {\"uri\": \"postgresql://db/v\", \"password\": 4711}",
                        "/database/password",
                        "must be a string, {\"env\": \"NAME\"} or {\"file\": \"PATH\"}"),
                bad(
                        "\"database\": {\"uri\": \"postgresql://db/v\", \"password\": {\"evn\": \"X\"}}",
                        "/database/password",
                        "must be a string, {\"env\": \"NAME\"} or {\"file\": \"PATH\"}"),
                // sasl
                bad(
                        "\"sasl\": {\"mechanisms\": [\"PLAIN\", \"SCRAM-SHA-3\"]}",
                        "/sasl/mechanisms/1",
                        "\"PLAIN\", \"LOGIN\", is \"SCRAM-SHA-3\""),
                bad("\"sasl\": {\"mechanisms\": [\"NTLM\"]}", "/sasl/mechanisms", "NTLM needs \"verifierKey\""),
                bad("\"sasl\": {\"mechanisms\": [\"XOAUTH2\"]}", "/sasl/mechanisms", "XOAUTH2 needs \"oauth\""),
                bad(
                        "\"sasl\": {\"mechanisms\": [\"PLAIN\", \"OAUTHBEARER\"], \"oauth\": null}",
                        "/sasl/mechanisms",
                        "OAUTHBEARER needs \"oauth\", which is not set"),
                bad("\"sasl\": {\"oauth\": {}}", "/sasl/oauth/keys", "or \"introspection\""),
                bad(
                        oauth("\"audience\": \"a\", \"keys\": {\"url\": \"https://login.example/jwks\"}"),
                        "/sasl/oauth/issuer",
                        "is required with \"keys\""),
                bad(
                        oauth("\"issuer\": \"i\", \"keys\": {\"url\": \"https://login.example/jwks\"}"),
                        "/sasl/oauth/audience",
                        "tokens for others would be taken"),
                bad(keys("\"url\": \"http://login.example/jwks\""), "/sasl/oauth/keys/url", "must be an https URL"),
                bad(keys("\"url\": \"https://u:p@login.example/\""), "/sasl/oauth/keys/url", "without a password"),
                bad(keys("\"url\": \"login\""), "/sasl/oauth/keys/url", "must be an https URL"),
                bad(keys("\"url\": \"https:// \""), "/sasl/oauth/keys/url", "must be an https URL"),
                bad(keys(""), "/sasl/oauth/keys", "exactly one of"),
                bad(keys("\"pem\": \"one.pem\", \"file\": \"x\""), "/sasl/oauth/keys", "exactly one of"),
                bad(keys("\"file\": \"absent\""), "/sasl/oauth/keys/file", "there is no file"),
                bad(keys("\"file\": \"notes.txt\""), "/sasl/oauth/keys/file", "is not JSON"),
                bad(keys("\"pem\": \"one.key\""), "/sasl/oauth/keys/pem", "no \"BEGIN PUBLIC KEY\" in it"),
                bad(
                        oauth("\"introspection\": {\"url\": \"https://login.example/\", \"clientId\": \"a\"}"),
                        "/sasl/oauth/introspection/clientSecret",
                        "is required"),
                bad(
                        oauth("\"introspection\": {\"url\": \"http://192.0.2.1/\", \"clientId\": \"a\","
                                + " \"clientSecret\": \"s\"}"),
                        "/sasl/oauth/introspection/url",
                        "must be an https URL"),
                bad(
                        oauth("\"scope\": \"a b\", \"issuer\": \"i\", \"audience\": \"a\","
                                + " \"keys\": {\"pem\": \"one.pem\"}"),
                        "/sasl/oauth/scope",
                        "must be one scope"),
                bad("\"tls\": {\"clientCertificates\": \"all\"}", "/tls/clientCertificates", "must be one of"),
                bad("\"sasl\": {\"verifierKey\": \"c2hvcnQ=\"}", "/sasl/verifierKey", "must be 32 octets in base64"),
                bad("\"sasl\": {\"verifierKey\": \"not base64!\"}", "/sasl/verifierKey", "must be 32 octets in base64"),
                bad("\"sasl\": {\"hash\": \"md5\"}", "/sasl/hash", "must be one of"),
                bad("\"sasl\": {\"remember\": \"2h\"}", "/sasl/remember", "must be at most 1h, is 2h"),
                bad("\"sasl\": {\"mechanisms\": []}", "/sasl/mechanisms", "must have at least 1"),
                bad("\"sasl\": {\"mechanisms\": [\"PLAIN\", \"PLAIN\"]}", "/sasl/mechanisms", "the same value twice"),
                bad("\"sasl\": {\"realm\": \"a\\\"b\"}", "/sasl/realm", "without quotes"),
                bad("\"sasl\": {\"hashIterations\": 1}", "/sasl/hashIterations", "must be at least 10000, is 1"),
                bad("\"sasl\": {\"exchangeTimeout\": \"0s\"}", "/sasl/exchangeTimeout", "must be at least 1s, is 0s"),
                // policy and guard
                bad(
                        "\"policy\": {\"checkHeader\": \"yes\"}",
                        "/policy/checkHeader",
                        "must be true or false, is a string"),
                bad(
                        "\"guard\": {\"lockout\": \"2h\"}",
                        "/guard/lockout",
                        "\"lockout\" (2h) must not be longer than \"longestLockout\" (1h)"),
                bad("\"guard\": {\"longestLockout\": \"5s\"}", "/guard/longestLockout", "must not be longer"),
                bad("\"guard\": {\"lockout\": \"5 minutes\"}", "/guard/lockout", "must be a duration such as"),
                bad("\"guard\": {\"lockout\": 60}", "/guard/lockout", "must be a string, is a number"),
                bad("\"guard\": {\"exempt\": [\"::/129\"]}", "/guard/exempt/0", "at most /128"),
                // limits, admin, audit
                bad("\"limits\": {\"idel\": \"5m\"}", "/limits/idel", "did you mean \"idle\"?"),
                bad("\"limits\": {\"commandBytes\": 100}", "/limits/commandBytes", "must be at least 512, is 100"),
                bad("\"limits\": {\"recipients\": 1e400}", "/limits/recipients", "must be a whole number"),
                bad(
                        "\"limits\": {\"recipients\": 99999999999999999999999}",
                        "/limits/recipients",
                        "must be at most 10000"),
                bad("\"limits\": {\"idle\": \"2d\"}", "/limits/idle", "must be at most 1d, is 2d"),
                bad(
                        "\"limits\": {\"memoryBytes\": 1048576, \"memoryPerMessage\": 2097152}",
                        "/limits/memoryPerMessage",
                        "\"memoryPerMessage\" (2097152) must not be larger than \"memoryBytes\" (1048576)"),
                bad(
                        "\"limits\": {\"diskBytes\": 1048576}",
                        "/limits/diskBytes",
                        "\"messageBytes\" (36700160) must not be larger than \"diskBytes\" (1048576)"),
                bad("\"admin\": {\"host\": \"\"}", "/admin/host", "must be a host name or an IP address"),
                bad("\"admin\": 9587", "/admin", "must be an object or null, is a number"),
                bad("\"admin\": {\"token\": \"short\"}", "/admin/token", "must have at least 16 octets"),
                bad("\"audit\": {\"keep\": -1}", "/audit/keep", "must be at least 0, is -1"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("table")
    void isToldWhereItIsAndInWords(String part, String pointer, String fragment) {
        var document = Workshop.minimal().mergeIn(new JsonObject("{" + part + "}"));

        var problems = workshop.problems(document.encode());

        assertThat(problems).singleElement().satisfies(problem -> {
            assertThat(problem.pointer()).isEqualTo(pointer);
            assertThat(problem.message()).contains(fragment);
            // the name of the folder is drawn by lot
            assertThat(problem.message().replace(folder.toString(), ""))
                    .doesNotContain("Exception", "java.", "io.v", "subschema", "hunter2", "4711");
        });
    }

    static Stream<Arguments> notJson() {
        return Stream.of(
                Arguments.of("", "is empty"),
                Arguments.of("null", "is null"),
                Arguments.of("[]", "must be an object, is an array"),
                Arguments.of(
                        "{\"hostname\":\n  hunter2}", "line 2, column 10: a word is neither true, false, null nor"),
                Arguments.of("{\"hostname\": \"hunter2\n\"}", "line 1, column"),
                Arguments.of(
                        "{\"hostname\": \"hunter2\",}",
                        "line 1, column 24: a bracket closes here, after a comma too many"),
                Arguments.of("{\n// hunter2\n}", "line 2, column 1: JSON has no comments"),
                Arguments.of("{\"hostname\": \"a\" \"hunter2\": 1}", "a comma, a colon or a quote is missing"),
                Arguments.of("{\"hostname\": 1", "the JSON ends before it is complete"),
                Arguments.of("{\"a\": 1, \"a\": 2}", "this key stands twice in one object: 'a'"),
                Arguments.of("{} {}", "goes on after its end"),
                Arguments.of("[".repeat(100_000), "is nested deeper than 64 levels"),
                Arguments.of("{\"a\": " + "9".repeat(5000) + "}", "has a value too long"),
                Arguments.of(" ".repeat(1024 * 1024 + 1), "is larger than a configuration can be"));
    }

    @ParameterizedTest
    @MethodSource
    void notJson(String text, String fragment) {
        assertThat(workshop.problems(text)).singleElement().satisfies(problem -> {
            assertThat(problem.pointer()).isEmpty();
            assertThat(problem.message()).contains(fragment).doesNotContain("hunter2", "Exception", "jackson");
        });
    }

    @Test
    void allAreToldAtOnce() {
        var document = """
                {"listeners": [{"port": 70000}, {"port": 25, "tls": "no"}],
                 "tls": {"certificate": "none.pem"},
                 "database": {"uri": "postgresql://db/v", "password": {"env": "UNSET"}},
                 "guard": {"lockout": "2d", "exempt": ["10.0.0.1/8"]},
                 "delivery": {"routes": [{"hosts": [{"port": 25}]}]},
                 "limits": {"idel": 5}}""";

        assertThat(workshop.problems(document))
                .extracting(Problem::pointer)
                .containsExactly(
                        "/database/password/env",
                        "/delivery/routes/0/hosts/0/host",
                        "/guard/exempt/0",
                        "/guard/lockout",
                        "/hostname",
                        "/limits/idel",
                        "/listeners/0/port",
                        "/listeners/1/tls",
                        "/tls/certificate",
                        "/tls/key");
    }

    private static Arguments bad(String part, String pointer, String fragment) {
        return Arguments.of(part, pointer, fragment);
    }
}
