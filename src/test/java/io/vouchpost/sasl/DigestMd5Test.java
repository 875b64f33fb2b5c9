package io.vouchpost.sasl;

import static io.vouchpost.sasl.Checking.step;
import static org.assertj.core.api.Assertions.assertThat;

import io.vouchpost.Table;
import io.vouchpost.sasl.Credentials.Verdict;
import io.vouchpost.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The exchange is that of RFC 2831 §4, by IMAP, where the password of Chris is "secret". */
class DigestMd5Test {
    private static final String NONCE = "OA6MG9tEQGm2hh";
    private static final String CHALLENGE =
            "realm=\"elwood.innosoft.com\",nonce=\"OA6MG9tEQGm2hh\",qop=\"auth\"," + "algorithm=md5-sess,charset=utf-8";
    private static final String RESPONSE = "charset=utf-8,username=\"chris\",realm=\"elwood.innosoft.com\","
            + "nonce=\"OA6MG9tEQGm2hh\",nc=00000001,cnonce=\"OA6MHXh6VqTrRk\",digest-uri=\"imap/elwood.innosoft.com\","
            + "response=d388dad90d4bbd760a152321f2143af7,qop=auth";
    private static final String DIGITS = "d388dad90d4bbd760a152321f2143af7";
    /** The values of all directives but charset and qop, which have a default. */
    private static final List<String> PROVEN = List.of(
            "chris", "elwood.innosoft.com", NONCE, "00000001", "OA6MHXh6VqTrRk", "imap/elwood.innosoft.com", DIGITS);

    private static final String RSPAUTH = "challenge " + base64("rspauth=ea40f60335c427b5527b84dbabcdfffd");

    private final DigestAccount credentials = chris();
    private final Exchange exchange = imap().start(credentials, Channel.BARE);

    private static DigestMd5 imap() {
        return new DigestMd5("imap", "elwood.innosoft.com", Set.of("Elwood.Innosoft.com"), () -> NONCE);
    }

    private static DigestAccount chris() {
        return new DigestAccount(
                "chris",
                Form.DIGEST_MD5,
                DigestMd5Secret.of("chris", "elwood.innosoft.com", Secret.ofText("secret")),
                DigestMd5Secret.of("chris", "elwood.innosoft.com", Secret.ofText("of another device")));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String once(String response) {
        var exchange = imap().start(chris(), Channel.BARE);
        step(exchange, Optional.empty());
        return step(exchange, Optional.of(response));
    }

    @Test
    void letsInTheClientOfTheExample() {
        assertThat(step(exchange, Optional.empty())).isEqualTo("challenge " + base64(CHALLENGE));
        assertThat(step(exchange, Optional.of(RESPONSE))).isEqualTo(RSPAUTH);
        assertThat(step(exchange, Optional.of(""))).isEqualTo("accepted");
    }

    /** What stands there instead of what; the right proof does not fit any more where that was part of it. */
    static Stream<Arguments> changes() {
        return Table.of("""
                charset=utf-8,         =>                         => right
                charset=utf-8          => charset="UTF-8"         => right
                charset=utf-8          => charset=iso-8859-1      => invalid
                charset=utf-8          => charset=                => invalid
                charset=utf-8          => maxbuf=65536            => right
                charset=utf-8          => cipher=des,x-y="z"      => right
                nc=00000001            => nc="00000001"           => right
                nc=00000001            => nc=00000002             => invalid
                nc=00000001            => nc=1                    => invalid
                nc=00000001,           =>                         => invalid
                qop=auth               => qop="auth"              => right
                qop=auth               => maxbuf=1                => right
                qop=auth               => qop=auth-int            => invalid
                qop=auth               => qop=auth-conf           => invalid
                qop=auth               => qop="auth,auth-int"     => invalid
                response=d388dad90d4b  => response=D388DAD90D4B   => right
                response=d388          => response=0388           => rejected
                response=d388          => response=d38            => invalid
                response=d388          => response=d3888          => invalid
                response=d388          => response=g388           => invalid
                response=d388          => x-response=d388         => invalid
                username="chris"       => username=chris          => right
                username="chris"       => username="c\\hris"      => right
                username="chris"       => username="Chris"        => rejected
                username="chris"       => username=""             => rejected
                username="chris"       => user="chris"            => invalid
                realm="elwood.         => realm="Elwood.          => invalid
                realm="elwood.         => realm="x.elwood.        => invalid
                realm="elwood.innosoft.com" => realm=""           => invalid
                realm="elwood.innosoft.com", =>                   => invalid
                nonce="OA6MG9tEQGm2hh" => nonce="OA6MG9tEQGm2hH"  => invalid
                nonce="OA6MG9tEQGm2hh", =>                        => invalid
                cnonce="OA6MHXh6VqTrRk" => cnonce=""              => invalid
                cnonce="OA6MHXh6VqTrRk" => cnonce="another"       => rejected
                cnonce="OA6MHXh6VqTrRk", =>                       => invalid
                imap/elwood            => imap/other              => invalid
                imap/elwood            => smtp/elwood             => invalid
                imap/elwood            => IMAP/Elwood             => rejected
                imap/elwood.innosoft.com => imap                  => invalid
                imap/elwood.innosoft.com => imap/elwood.innosoft.com/x => rejected
                imap/elwood.innosoft.com => imap/x/elwood.innosoft.com => invalid
                digest-uri             => uri                     => invalid
                qop=auth               => authzid="chris"         => rejected
                qop=auth               => nonce="OA6MG9tEQGm2hh"  => invalid
                qop=auth               => qop=auth,               => right
                qop=auth               => qop=auth\0              => invalid
                ,qop                   => , qop                   => right
                ,qop                   => ;qop                    => invalid
                """);
    }

    @ParameterizedTest
    @MethodSource("changes")
    void reads(String part, String instead, String expected) {
        assertThat(RESPONSE).contains(part);
        assertThat(once(RESPONSE.replace(part, instead))).isEqualTo(expected.equals("right") ? RSPAUTH : expected);
    }

    /** By host or realm; some send the name of a service which several hosts are, and the mail client of Vert.x no host. */
    @ParameterizedTest
    @CsvSource({
        "smtp/submit.example.org, challenge",
        "smtp/example.org, challenge",
        "SMTP/Submit.EXAMPLE.org, challenge",
        "smtp/submit.example.org/example.org, challenge",
        "smtp/submit.example.org/example.org/x, challenge",
        "smtp/, challenge",
        "smtp, invalid",
        "/, invalid",
        "/submit.example.org, invalid",
        "smtps/submit.example.org, invalid",
        "imap/submit.example.org, invalid",
        "smtp/submit.example.net, invalid",
        "smtp/submit.example.net/submit.example.org, invalid",
        "smtp/example.org., invalid",
    })
    void aDigestUriNamesUs(String digestUri, String expected) {
        var secret = DigestMd5Secret.of("tim", "example.org", Secret.ofText("secret"));
        var exchange = new DigestMd5("smtp", "example.org", Set.of("submit.example.org", "example.org"), () -> NONCE)
                .start(new DigestAccount("tim", Form.DIGEST_MD5, secret), Channel.BARE);
        step(exchange, Optional.empty());
        var proof = new DigestProof(NONCE, "00000001", "c", "auth", digestUri, Optional.empty());
        var response = "username=tim,realm=example.org,nonce=" + NONCE + ",cnonce=c,nc=00000001,digest-uri=\""
                + digestUri + "\",response=" + HexFormat.of().formatHex(proof.response(secret));
        assertThat(step(exchange, Optional.of(response))).startsWith(expected);
    }

    @Test
    void namesAreBounded() {
        assertThat(once(RESPONSE.replace("chris", "c".repeat(255)))).isEqualTo("rejected");
        assertThat(once(RESPONSE.replace("chris", "c".repeat(256)))).isEqualTo("invalid");
        assertThat(once(RESPONSE + ",authzid=\"" + "z".repeat(256) + "\"")).isEqualTo("invalid");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", RESPONSE})
    void anInitialResponseEndsTheExchange(String initial) {
        assertThat(step(exchange, Optional.of(initial))).isEqualTo("invalid");
        assertThat(step(exchange, Optional.of(RESPONSE))).isEqualTo("invalid");
        assertThat(credentials.names).isEmpty();
    }

    @Test
    void anEmptyResponseProvesNothing() {
        step(exchange, Optional.empty());
        assertThat(step(exchange, Optional.of(""))).isEqualTo("invalid");
        assertThat(step(exchange, Optional.of(""))).isEqualTo("invalid");
    }

    @Test
    void nobodyIsLetInAfterAWrongResponse() {
        step(exchange, Optional.empty());
        assertThat(step(exchange, Optional.of(RESPONSE.replace("d388", "0388"))))
                .isEqualTo("rejected");
        assertThat(step(exchange, Optional.of(""))).isEqualTo("invalid");
        assertThat(step(exchange, Optional.of(RESPONSE))).isEqualTo("invalid");
    }

    @Test
    void theAnswerToRspauthIsEmpty() {
        step(exchange, Optional.empty());
        assertThat(step(exchange, Optional.of(RESPONSE))).isEqualTo(RSPAUTH);
        assertThat(step(exchange, Optional.of(RESPONSE))).isEqualTo("invalid");
        assertThat(step(exchange, Optional.of(""))).isEqualTo("invalid");
    }

    @Test
    void anExchangeEndsOnce() {
        step(exchange, Optional.empty());
        step(exchange, Optional.of(RESPONSE));
        assertThat(step(exchange, Optional.of(""))).isEqualTo("accepted");
        assertThat(step(exchange, Optional.of(""))).isEqualTo("invalid");
    }

    @Test
    void aResponseIsOfNoUseInAnotherExchange() {
        var other =
                new DigestMd5("elwood.innosoft.com", Set.of("elwood.innosoft.com")).start(credentials, Channel.BARE);
        step(other, Optional.empty());
        assertThat(step(other, Optional.of(RESPONSE.replace("imap", "smtp")))).isEqualTo("invalid");
    }

    /** Not even rspauth, for it is made from the secret. */
    @Test
    void whoIsNotLetInSeesNothing() {
        credentials.finding(new Verdict.Disabled("chris"));
        step(exchange, Optional.empty());
        assertThat(step(exchange, Optional.of(RESPONSE))).isEqualTo("disabled");
        assertThat(step(exchange, Optional.of(""))).isEqualTo("invalid");
    }

    @Test
    void nameAndRealmAreInTheCharsetThatIsSaid() {
        var mechanism = new DigestMd5("imap", "b\u00fccher", Set.of(), () -> NONCE);
        for (var response : new String[] {
            RESPONSE.replace("chris", "j\u00c3\u00bcrgen").replace("=\"elwood.innosoft.com", "=\"b\u00c3\u00bccher"),
            RESPONSE.replace("charset=utf-8", "")
                    .replace("chris", "j\u00fcrgen")
                    .replace("=\"elwood.innosoft.com", "=\"b\u00fccher")
        }) {
            var exchange = mechanism.start(credentials, Channel.BARE);
            step(exchange, Optional.empty());
            assertThat(step(exchange, Optional.of(response.replace("imap/elwood.innosoft.com", "imap/"))))
                    .isEqualTo("rejected");
        }
        assertThat(credentials.names).containsExactly("jürgen", "jürgen");
    }

    @Test
    void noncesNeverComeAgain() {
        var mechanism = new DigestMd5("example.org", Set.of());
        var seen = new HashSet<String>();
        for (int i = 0; i < 1000; i++) {
            var step = step(mechanism.start(credentials, Channel.BARE), Optional.empty());
            var challenge = new String(Base64.getDecoder().decode(step.substring(10)), StandardCharsets.US_ASCII);
            assertThat(challenge)
                    .matches(
                            "realm=\"example\\.org\",nonce=\"[A-Za-z0-9+/]{32}\",qop=\"auth\",algorithm=md5-sess,charset=utf-8");
            assertThat(seen.add(challenge)).isTrue();
        }
    }

    /** One bit in what is proven ends it; elsewhere it may make a directive unknown, or differ in case only. */
    @Property
    void aChangedResponseIsNotAnother(@ForAll @IntRange(max = 242) int at, @ForAll @IntRange(max = 7) int bit) {
        int where = at % RESPONSE.length();
        var changed = new StringBuilder(RESPONSE);
        changed.setCharAt(where, (char) (RESPONSE.charAt(where) ^ 1 << bit));
        boolean sameDigit = insideOf(DIGITS, where) && changed.toString().equalsIgnoreCase(RESPONSE);
        boolean proven = PROVEN.stream().anyMatch(part -> insideOf(part, where)) && !sameDigit;
        assertThat(once(changed.toString()))
                .isIn(proven ? List.of("rejected", "invalid") : List.of("rejected", "invalid", RSPAUTH));
    }

    private static boolean insideOf(String part, int at) {
        int start = RESPONSE.indexOf(part);
        return at >= start && at < start + part.length();
    }

    @Property
    void aCutResponseIsNone(@ForAll @IntRange(max = 242) int length) {
        var cut = RESPONSE.substring(0, length % RESPONSE.length());
        boolean onlyQopIsMissing = cut.endsWith("143af7") || cut.endsWith("143af7,");
        assertThat(once(cut)).isEqualTo(onlyQopIsMissing ? RSPAUTH : "invalid");
    }
}
