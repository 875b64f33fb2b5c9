package io.vouchpost.sasl;

import static org.assertj.core.api.Assertions.assertThat;

import io.vouchpost.Table;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DigestDirectivesTest {

    private static Optional<DigestDirectives> parse(String response) {
        return DigestDirectives.parse(response.getBytes(StandardCharsets.ISO_8859_1));
    }

    static Stream<Arguments> lists() {
        return Table.of("""
                nonce=abc                          => abc
                nonce="abc"                        => abc
                NONCE="abc"                        => abc
                nonce = "abc"                      => abc
                qop=auth,nonce="abc",nc=00000001   => abc
                qop=auth, nonce="abc" , nc=1       => abc
                x="1",x="2",nonce=abc              => abc
                nonce="a,b=c d"                    => a,b=c d
                nonce="a\\"b\\\\c\\d"              => a"b\\cd
                nonce="\u00ff\u0080"               => \u00ff\u0080
                """);
    }

    @ParameterizedTest
    @MethodSource("lists")
    void reads(String response, String nonce) {
        assertThat(parse(response).flatMap(sent -> sent.get("nonce"))).contains(nonce);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonce",
                "nonce=",
                "nonce=,",
                "=abc",
                "\"nonce\"=abc",
                "nonce=a b",
                "nonce=a=b",
                "nonce=a/b",
                "nonce=\"abc",
                "nonce=\"abc\\\"",
                "nonce=\"abc\\",
                "nonce=\"abc\"d",
                "nonce=\"abc\" nc=1",
                "nonce=abc;nc=1",
                "nonce=\"a\0b\"",
                "nonce=\"a\\\0b\"",
                "nonce=\"a\nb\"",
                "nonce=\"a\u007fb\"",
                "nonce=\u00e4",
                "\0",
                "nonce=abc\0",
                "nonce=a,nonce=a",
                "nonce=a,NONCE=a",
                "username=\"a\",username=\"b\"",
                "authzid=\"\",authzid=\"\"",
                "\"",
                "\\",
                "="
            })
    void refuses(String response) {
        assertThat(parse(response)).isEmpty();
    }

    @Test
    void nothingIsAnEmptyList() {
        assertThat(parse("").flatMap(sent -> sent.get("nonce"))).isEmpty();
        assertThat(parse("")).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {" nonce=abc", ",, nonce=abc,\t\r\n,", "\r\n nonce\t=\tabc\t", ",nonce=\"abc\" ,,nc=1,"})
    void blanksAndEmptyElementsMeanNothing(String response) {
        assertThat(parse(response).flatMap(sent -> sent.get("nonce"))).contains("abc");
    }

    @Test
    void anEmptyValueIsOne() {
        assertThat(parse("cnonce=\"\"").flatMap(sent -> sent.get("cnonce"))).contains("");
    }

    @Test
    void isBounded() {
        assertThat(parse("nonce=" + "a".repeat(4089))).isPresent();
        assertThat(parse("nonce=" + "a".repeat(4090))).isEmpty();
        assertThat(parse("\"".repeat(12_288))).isEmpty();
    }

    @Provide
    Arbitrary<String> values() {
        return Arbitraries.strings()
                .withCharRange(' ', '~')
                .withCharRange('\u0080', '\u00ff')
                .withChars('\t', '"', '\\', ',');
    }

    @Property
    void whatIsQuotedComesBack(@ForAll("values") String nonce, @ForAll("values") String cnonce) {
        var sent = parse("nonce=" + quoted(nonce) + ",cnonce=" + quoted(cnonce)).orElseThrow();
        assertThat(sent.get("nonce")).contains(nonce);
        assertThat(sent.get("cnonce")).contains(cnonce);
    }

    private static String quoted(String value) {
        return "\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
