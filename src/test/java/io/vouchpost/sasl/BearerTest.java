package io.vouchpost.sasl;

import static io.vouchpost.database.TestDatabase.await;
import static io.vouchpost.sasl.Checking.step;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import io.vouchpost.Table;
import io.vouchpost.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** OAUTHBEARER and XOAUTH2. In the tables {@code ^} stands for the octet 1, {@code TOKEN} for that of RFC 7628 §4.1. */
class BearerTest {
    private static final String TOKEN = "vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==";
    private static final Mechanism OAUTHBEARER =
            new OauthBearer("mail.send", "https://login.example.org/.well-known/openid-configuration");
    private static final Mechanism XOAUTH2 = new Xoauth2("mail.send");

    private final Checking credentials = new Checking();

    static Stream<Arguments> oauthBearer() {
        return Table.of("""
                n,a=user@example.com,^host=server.example.com^port=143^auth=Bearer TOKEN^^ => accepted
                n,a=user@example.com,^auth=Bearer TOKEN^^        => accepted
                n,a=USER@example.com,^auth=Bearer TOKEN^^        => accepted
                n,,^auth=Bearer TOKEN^^                          => accepted
                n,a=,^auth=Bearer TOKEN^^                        => accepted
                n,,^auth=bearer TOKEN^^                          => accepted
                n,,^auth=BEARER  TOKEN^^                         => accepted
                n,,^auth=Bearer TOKEN^host=a^^                   => accepted
                n,a=other@example.com,^auth=Bearer TOKEN^^       => foreign
                n,a=us=3Der,^auth=Bearer TOKEN^^                 => foreign
                n,,^auth=Bearer outage^^                         => unavailable
                n,,^auth=Bearer disabled^^                       => disabled
                n,,^auth=Bearer wrong^^                          => challenge
                n,a=other@example.com,^auth=Bearer wrong^^       => challenge
                n,a=user@example.com,^host=server.example.com^port=143^auth=^^ => challenge
                y,,^auth=Bearer TOKEN^^                          => invalid
                p=tls-unique,,^auth=Bearer TOKEN^^               => invalid
                F,n,,^auth=Bearer TOKEN^^                        => invalid
                n,b=user,^auth=Bearer TOKEN^^                    => invalid
                n,a=us=er,^auth=Bearer TOKEN^^                   => invalid
                n,a=us=2cer,^auth=Bearer TOKEN^^                 => invalid
                n,a=user,auth=Bearer TOKEN^^                     => invalid
                n,,^auth=Bearer TOKEN^                           => invalid
                n,,^auth=Bearer TOKEN                            => invalid
                n,,^auth=Bearer TOKEN^^^                         => invalid
                n,,^auth=Bearer TOKEN^^x                         => invalid
                n,,^auth=Bearer TOKEN^auth=Bearer TOKEN^^        => invalid
                n,,^auth=Bearer^^                                => invalid
                n,,^auth=Bearer ^^                               => invalid
                n,,^auth=Basic TOKEN^^                           => invalid
                n,,^auth=Bearer a b^^                            => invalid
                n,,^host=a^^                                     => invalid
                n,,^=a^auth=Bearer TOKEN^^                       => invalid
                n,,^h1=a^auth=Bearer TOKEN^^                     => invalid
                n,,^nothing^auth=Bearer TOKEN^^                  => invalid
                n,,^^                                            => invalid
                n,,^                                             => invalid
                n,,                                              => invalid
                n,                                               => invalid
                n                                                => invalid
                ,,^auth=Bearer TOKEN^^                           => invalid
                ^                                                => invalid
                """);
    }

    @ParameterizedTest
    @MethodSource("oauthBearer")
    void oauthBearerReads(String message, String expected) {
        assertThat(step(OAUTHBEARER.start(credentials, Channel.BARE), octets(message)))
                .startsWith(expected);
    }

    static Stream<Arguments> xoauth2() {
        return Table.of("""
                user=user@example.com^auth=Bearer TOKEN^^        => accepted
                user=User@Example.com^auth=Bearer TOKEN^^        => accepted
                user=^auth=Bearer TOKEN^^                        => accepted
                user=other@example.com^auth=Bearer TOKEN^^       => foreign
                user=us=er^auth=Bearer TOKEN^^                   => foreign
                user=user@example.com^auth=Bearer wrong^^        => challenge
                user=user@example.com^auth=Bearer outage^^       => unavailable
                user=user@example.com^auth=Bearer disabled^^     => disabled
                user=user@example.com^auth=Bearer TOKEN^         => invalid
                user=user@example.com^^                          => invalid
                user=user@example.com^                           => invalid
                user=user@example.com                            => invalid
                auth=Bearer TOKEN^^                              => invalid
                auth=Bearer TOKEN^user=user@example.com^^        => invalid
                n,,^auth=Bearer TOKEN^^                          => invalid
                ^^                                               => invalid
                """);
    }

    @ParameterizedTest
    @MethodSource("xoauth2")
    void xoauth2Reads(String message, String expected) {
        assertThat(step(XOAUTH2.start(credentials, Channel.BARE), octets(message)))
                .startsWith(expected);
    }

    @Test
    void anAbsentInitialResponseIsAskedForAndAnEmptyOneIsInvalid() {
        for (var mechanism : new Mechanism[] {OAUTHBEARER, XOAUTH2}) {
            var exchange = mechanism.start(credentials, Channel.BARE);
            assertThat(step(exchange, Optional.empty())).isEqualTo("challenge ");
            assertThat(step(mechanism.start(credentials, Channel.BARE), Optional.of("")))
                    .isEqualTo("invalid");
        }
        var exchange = XOAUTH2.start(credentials, Channel.BARE);
        step(exchange, Optional.empty());
        assertThat(step(exchange, octets("user=user@example.com^auth=Bearer TOKEN^^")))
                .isEqualTo("accepted");
    }

    /** What curl, mutt, msmtp, Nodemailer and smtplib answer, and what nobody should. */
    @ParameterizedTest
    @ValueSource(strings = {"^", "", "*", "user=user@example.com^auth=Bearer TOKEN^^"})
    void theErrorIsToldInJsonAndThenItIsOverWhateverTheClientSays(String answer) {
        var bearer = OAUTHBEARER.start(credentials, Channel.BARE);
        assertThat(json(step(bearer, octets("n,,^auth=Bearer wrong^^"))))
                .isEqualTo(new JsonObject()
                        .put("status", "invalid_token")
                        .put("scope", "mail.send")
                        .put("openid-configuration", "https://login.example.org/.well-known/openid-configuration"));
        assertThat(step(bearer, octets(answer))).isEqualTo("rejected");

        var older = XOAUTH2.start(credentials, Channel.BARE);
        assertThat(json(step(older, octets("user=a^auth=Bearer wrong^^"))))
                .isEqualTo(new JsonObject()
                        .put("status", "401")
                        .put("schemes", "bearer")
                        .put("scope", "mail.send"));
        assertThat(step(older, octets(answer))).isEqualTo("rejected");
        assertThat(credentials.asked).containsExactly("/wrong", "a/wrong");
    }

    @Test
    void jsonHasNoKeysWithoutValuesAndQuotesWhatItMust() {
        assertThat(json(step(
                        new OauthBearer("", "").start(credentials, Channel.BARE), octets("n,,^auth=Bearer wrong^^"))))
                .isEqualTo(new JsonObject().put("status", "invalid_token"));
        assertThat(json(step(
                                new Xoauth2("a\"b\\c\n\u00e9").start(credentials, Channel.BARE),
                                octets("user=a^auth=Bearer wrong^^")))
                        .getString("scope"))
                .isEqualTo("a\"b\\c\n\u00e9");
    }

    @Test
    void theTokenIsWipedAndNamesAndTokensAreBounded() {
        step(XOAUTH2.start(credentials, Channel.BARE), octets("user=a^auth=Bearer TOKEN^^"));
        assertThat(credentials.passwords.get(0).octets()).containsOnly(0);

        var longest = "t".repeat(BearerResponse.LONGEST_TOKEN);
        assertThat(xoauth2("n".repeat(255), longest)).startsWith("challenge");
        assertThat(xoauth2("n".repeat(256), longest)).isEqualTo("invalid");
        assertThat(xoauth2("n", longest + "t")).isEqualTo("invalid");
        assertThat(xoauth2("a\0b", "t")).isEqualTo("invalid");
    }

    private String xoauth2(String user, String token) {
        return step(XOAUTH2.start(credentials, Channel.BARE), octets("user=" + user + "^auth=Bearer " + token + "^^"));
    }

    /** RFC 7628 §4.1 and §4.3. */
    @Test
    void theExamplesOfTheRfc() {
        assertThat(encoded("bixhPXVzZXJAZXhhbXBsZS5jb20sAWhvc3Q9c2VydmVyLmV4YW1wbGUuY29tAXBvcnQ9MTQzAWF1dGg9QmVhcmVyIH"
                        + "ZGOWRmdDRxbVRjMk52YjNSbGNrQmhiSFJoZG1semRHRXVZMjl0Q2c9PQEB"))
                .isEqualTo("accepted");
        assertThat(encoded("bixhPXVzZXJAZXhhbXBsZS5jb20sAWhvc3Q9c2VydmVyLmV4YW1wbGUuY29tAXBvcnQ9MTQzAWF1dGg9AQE="))
                .startsWith("challenge");
    }

    private String encoded(String base64) {
        var exchange = OAUTHBEARER.start(credentials, Channel.BARE);
        var response = new String(Base64.getDecoder().decode(base64), StandardCharsets.ISO_8859_1);
        return step(exchange, Optional.of(response));
    }

    @Property(tries = 300)
    void whateverIsWrittenByTheGrammarIsReadAgain(
            @ForAll @StringLength(max = 60) @Chars({'a', 'Z', '=', ',', '@', '.', ' ', '\u00e4'}) String name,
            @ForAll @AlphaChars @StringLength(min = 1, max = 50) String token) {
        var saslname = name.replace("=", "=3D").replace(",", "=2C");
        var message = "n,a=" + saslname + ",\1host=h\1auth=Bearer " + token + "\1\1";

        var read = BearerResponse.ofOauthBearer(message.getBytes(StandardCharsets.UTF_8));

        assertThat(read).isEqualTo(new BearerResponse.Named(name, Optional.of(Secret.ofText(token))));
        assertThat(BearerResponse.ofXoauth2(
                        ("user=" + name + "\1auth=Bearer " + token + "\1\1").getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(new BearerResponse.Named(name, Optional.of(Secret.ofText(token))));
    }

    @Property(tries = 1000)
    void noOctetsAreTooOddToRead(@ForAll byte[] octets) {
        assertThat(BearerResponse.ofOauthBearer(octets)).isNotNull();
        assertThat(BearerResponse.ofXoauth2(octets)).isNotNull();
        var exchange = new External().start(new Checking(), Channel.BARE);
        assertThat(await(exchange.next(Optional.of(Secret.ofOctets(octets))))).isNotNull();
    }

    private static Optional<String> octets(String text) {
        return Optional.of(text.replace("TOKEN", TOKEN).replace('^', '\1'));
    }

    private static JsonObject json(String challenge) {
        var base64 = challenge.substring("challenge ".length());
        return new JsonObject(new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8));
    }
}
