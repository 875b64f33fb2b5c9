package io.vouchpost.clients;

import static io.vouchpost.clients.Dnsmasq.txt;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vouchpost.cli.Probed;
import io.vouchpost.dkim.Keyring;
import io.vouchpost.verticle.TestGateway;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code probe} with a DNS that is a real one: names, service records, SPF, DKIM. And what docs/probe.md shows. */
@Timeout(120)
class ProbeDomainIT {
    private static final Pattern EXAMPLE = Pattern.compile("(?s)<!-- transcript -->\n(?<text>.*?)\n<!-- end -->");

    @TempDir
    static Path folder;

    static TestGateway gateway;
    static Dnsmasq dns;
    static Path password;

    @BeforeAll
    static void start() throws Exception {
        Installed.require("dnsmasq", "dnsmasq-base");
        password = Files.writeString(folder.resolve("password"), TestGateway.PASSWORD);
        gateway = TestGateway.start(Files.createDirectory(folder.resolve("gateway")), json -> {
            json.getJsonObject("sasl")
                    .put("mechanisms", new JsonArray().add("SCRAM-SHA-256").add("PLAIN"));
            json.getJsonObject("delivery")
                    .put("dkim", new JsonArray().add(key("2026")).add(key("old")));
        });
        var lines = new ArrayList<>(List.of(
                "host-record=submit.example.org,127.0.0.1",
                "address=/two.example.org/127.0.0.1",
                "address=/two.example.org/127.0.0.2",
                "srv-host=_submissions._tcp.example.org,submit.example.org," + gateway.tlsPort(),
                "srv-host=_submission._tcp.example.org,submit.example.org," + gateway.port(),
                "mx-host=example.org,mail.example.org,10",
                txt("example.org", "v=spf1 mx include:spf.example.net -all"),
                txt("spf.example.net", "v=spf1 ip4:192.0.2.0/24 ip6:2001:db8::/32 ~all"),
                txt("old._domainkey.example.org", "v=DKIM1; k=rsa; p=" + rsa(2048)),
                txt("huge._domainkey.example.org", "v=DKIM1; k=rsa; p=" + rsa(4096)),
                txt("small._domainkey.example.org", "v=DKIM1; p=" + rsa(1024)),
                txt("revoked._domainkey.example.org", "v=DKIM1; p="),
                txt("broken._domainkey.example.org", "v=DKIM1; p=" + rsa(1024).substring(40)),
                txt("ed._domainkey.example.org", "v=DKIM1; k=ed25519; p=" + "A".repeat(43) + "="),
                "srv-host=_submissions._tcp.else.example.org,other.example.net,465",
                "srv-host=_submission._tcp.else.example.org",
                txt("two-spf.example.org", "v=spf1 mx -all"),
                txt("two-spf.example.org", "v=spf1 a -all"),
                txt("open.example.org", "v=spf1 mx +all"),
                txt("soft.example.org", "v=spf1 mx ?all"),
                txt("dotted.example.org", "v=spf1 include:spf.example.net. -all"),
                txt("nameless.example.org", "v=spf1 include:spf..example.net -all"),
                txt("endless.example.org", "v=spf1 mx"),
                txt("typo.example.org", "v=spf1 ipv4:192.0.2.1 -all"),
                txt("dangling.example.org", "v=spf1 include:nothing.example.org -all"),
                txt(
                        "costly.example.org",
                        "v=spf1" + " a:mail.example.org".repeat(9) + " include:spf2.example.net -all"),
                txt("spf2.example.net", "v=spf1 mx -all"),
                txt("loop.example.org", "v=spf1 include:loop.example.org -all")));
        Keyring.load(gateway.settings().delivery().dkim()).publicRecords().stream()
                .filter(record -> record.name().startsWith("2026."))
                .forEach(record -> lines.add(txt(record.name(), record.value())));
        dns = Dnsmasq.start(Files.createDirectory(folder.resolve("dns")), lines);
    }

    @AfterAll
    static void stop() throws Exception {
        if (dns != null) {
            dns.close();
        }
        if (gateway != null) {
            gateway.close();
        }
    }

    private static JsonObject key(String selector) {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            var der = generator.generateKeyPair().getPrivate().getEncoded();
            var file = Files.writeString(
                    folder.resolve(selector + ".key"),
                    "-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(der)
                            + "\n-----END PRIVATE KEY-----\n");
            return new JsonObject()
                    .put("domain", "example.org")
                    .put("selector", selector)
                    .put("key", file.toString());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static String rsa(int bits) throws Exception {
        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(bits);
        return Base64.getEncoder()
                .encodeToString(generator.generateKeyPair().getPublic().getEncoded());
    }

    private static Probed probe(String... more) {
        var arguments = new ArrayList<>(List.of("submit.example.org:" + gateway.port(), "--tls", "starttls"));
        arguments.addAll(
                List.of("--resolver", dns.place(), "--ca", gateway.certificate().toString()));
        arguments.addAll(List.of(more));
        return Probed.run(() -> gateway.settings(), arguments.toArray(String[]::new));
    }

    private static Probed domain(String domain) {
        return probe("--domain", domain, "--json");
    }

    @Test
    void allIsWell() {
        var probed = probe("--domain", "example.org", "--dkim-selector", "2026", "--json");

        assertThat(probed.steps("failed")).isEmpty();
        assertThat(probed.steps("warn")).isEmpty();
        assertThat(probed.of("srv"))
                .containsExactly(
                        "ok: _submissions._tcp.example.org points to submit.example.org:" + gateway.tlsPort(),
                        "ok: _submission._tcp.example.org points to submit.example.org:" + gateway.port());
        assertThat(probed.of("spf")).containsExactly("ok: v=spf1 mx include:spf.example.net -all (2 of 10 look-ups)");
        assertThat(probed.of("dkim")).containsExactly("ok: 2026._domainkey.example.org has an RSA key of 2048 bits");
        assertThat(probed.of("mx")).containsExactly("ok: mail for it goes to mail.example.org");
    }

    @Test
    void theKeyInTheDnsIsTheOneThatSigns() {
        var probed = probe("--domain", "example.org", "--config", "here", "--json");

        assertThat(probed.of("dkim"))
                .containsExactly(
                        "ok: 2026._domainkey.example.org has an RSA key of 2048 bits, the one that is signed with",
                        "failed: old._domainkey.example.org has another key than the one that is signed with");
        assertThat(probed.exitCode()).isOne();
    }

    @ParameterizedTest
    @CsvSource({
        "huge,    ok: huge._domainkey.example.org has an RSA key of 4096 bits",
        "small,   warn: small._domainkey.example.org has an RSA key of 1024 bits",
        "revoked, failed: revoked._domainkey.example.org revokes the key",
        "broken,  failed: broken._domainkey.example.org has a key that cannot be read",
        "ed,      ok: ed._domainkey.example.org has an Ed25519 key",
        "none,    failed: there is no none._domainkey.example.org: signatures by it cannot be verified"
    })
    void dkim(String selector, String said) {
        assertThat(probe("--domain", "example.org", "--dkim-selector", selector, "--json")
                        .of("dkim"))
                .containsExactly(said);
    }

    @ParameterizedTest
    @CsvSource({
        "else,     warn: no SPF record",
        "two-spf,  failed: 2 SPF records",
        "open,     failed: by its SPF record anybody may send",
        "soft,     warn: the SPF record forbids nobody: v=spf1 mx ?all",
        "dotted,   ok: v=spf1 include:spf.example.net. -all (1 of 10 look-ups)",
        "nameless, skipped: the SPF record could not be looked at: spf..example.net is no name",
        "endless,  warn: the SPF record forbids nobody",
        "typo,     failed: the SPF record has a term that is none: ipv4:192.0.2.1",
        "dangling, 'failed: the SPF record refers to nothing.example.org, which has none'",
        "costly,   failed: the SPF record costs more than 10 look-ups",
        "loop,     failed: the SPF record costs more than 10 look-ups"
    })
    void spf(String label, String said) {
        assertThat(domain(label + ".example.org").of("spf"))
                .singleElement()
                .asString()
                .startsWith(said);
    }

    @Test
    void servicesElsewhereOrNowhere() {
        assertThat(domain("else.example.org").of("srv"))
                .containsExactly(
                        "warn: _submissions._tcp.else.example.org points to other.example.net:465, not to this server",
                        "warn: _submission._tcp.else.example.org says that there is no such service, though this"
                                + " server has it");
        assertThat(domain("open.example.org").of("srv"))
                .containsExactly(
                        "ok: there is no _submissions._tcp.open.example.org",
                        "warn: there is no _submission._tcp.open.example.org: mail programs that look there do not"
                                + " find this server");
    }

    @Test
    void everyAddressIsTried() {
        var probed = Probed.run(
                "two.example.org:" + gateway.port(), "--tls", "starttls", "--resolver", dns.place(), "--json");

        assertThat(probed.of("connect"))
                .hasSize(2)
                .contains("ok: 127.0.0.1:" + gateway.port() + " answers")
                .anyMatch(said -> said.startsWith("warn: 127.0.0.2:" + gateway.port() + " does not answer"));
    }

    @Test
    void whatAResolverDoesNotTellIsNotLookedAt() {
        var probed = probe("--domain", "example.com", "--json");

        assertThat(probed.of("spf"))
                .containsExactly("skipped: the SPF record could not be looked at: the resolver says Refused(5)");
        assertThat(probed.exitCode()).isZero();
    }

    @Test
    void aNameThatDoesNotExist() {
        var probed = Probed.run("nobody.example.org", "--resolver", dns.place(), "--json");

        assertThat(probed.of("address")).containsExactly("failed: the name nobody.example.org has no address");
        assertThat(probed.exitCode()).isOne();
    }

    @Test
    void saysWhatTheDocumentShows() throws Exception {
        var probed = probe(
                "--user",
                TestGateway.ALICE,
                "--password-file",
                password.toString(),
                "--send-to-self",
                "--check-sender",
                "--config",
                "here",
                "--domain",
                "example.org");

        var document = EXAMPLE.matcher(Files.readString(Path.of("docs/probe.md")));
        assertThat(document.find()).isTrue();
        assertThat(settled(probed.said()))
                .isEqualTo(settled(document.group("text").replaceAll("(?m)^    ", "")));
        gateway.arrival();
    }

    /** Without what differs from run to run. */
    private static String settled(String text) {
        return text.replaceAll(" \\[[0-9]+ ms]", "")
                .replaceAll("\\b[0-9A-HJKMNP-TV-Z]{12}-[0-9]+", "REFERENCE")
                .replaceAll("probe-[0-9a-f]{24}", "ID")
                .replaceAll("127\\.0\\.0\\.1|192\\.0\\.2\\.25|192\\.0\\.2\\.1", "ADDRESS")
                .replaceAll("until [0-9-]{10}, [0-9]+ days", "until DAY")
                .replaceAll("(?<=ADDRESS:|[Pp]ort |submit\\.example\\.org:)[0-9]+", "PORT")
                .strip();
    }
}
