package io.vouchpost.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vouchpost.smtp.Mailbox;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The corpus is what it says it is: no editor and no git has mended it. */
class CorpusTest {

    private static final Set<String> LONG_LINES = Set.of("lines-over-998");

    static List<CorpusMessage> all() {
        return Corpus.all();
    }

    private static CorpusMessage named(String name) {
        return all().stream()
                .filter(message -> message.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void thereAreEnough() {
        assertThat(all()).hasSizeGreaterThanOrEqualTo(44).doesNotHaveDuplicates();
        assertThat(all().stream().mapToLong(message -> message.octets().length).sum())
                .isLessThan(2_000_000);
    }

    @ParameterizedTest
    @MethodSource("all")
    void everyMessageMayBeSentOverData(CorpusMessage message) {
        String text = message.text();
        assertThat(text).endsWith("\r\n").doesNotContain("\0");
        assertThat(text.replace("\r\n", "")).doesNotContain("\r", "\n");
        assertThat(Stream.of(text.split("\r\n")).anyMatch(line -> line.length() > 998))
                .isEqualTo(LONG_LINES.contains(message.name()));
    }

    @ParameterizedTest
    @MethodSource("all")
    void everyMessageIsWrittenByAlice(CorpusMessage message) {
        HeaderSection section = new HeaderSection(65_536, "submit.example.org");
        section.add(Buffer.buffer(message.octets()));
        Header.Fields fields = (Header.Fields) section.finish();
        assertThat(fields.authors().doubt()).isEmpty();
        assertThat(fields.authors().repeated()).isFalse();
        assertThat(fields.authors().from()).isNotEmpty();
        assertThat(Stream.concat(fields.authors().from().stream(), fields.authors().sender().stream()))
                .containsOnly(new Mailbox("alice", "example.org"));
        assertThat(fields.isLooping()).isFalse();
    }

    /** What each is there for, as a regular expression over its octets. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "latin1-body| Gr\\xfcner",
                "latin1-header| Subject: Gr\\xfc",
                "windows1252-body| \\x93Smart",
                "utf8-body| Gr\\xc3\\xbc\\xc3\\x9fe",
                "utf8-header| From: \\xd0\\x90",
                "utf8-invalid| \\xc0\\xaf",
                "koi8-body| [\\xc0-\\xff]{5}",
                "iso-2022-jp| \\x1b\\$B",
                "bom-body| \\r\\n\\r\\n\\xef\\xbb\\xbf",
                "smime-signed| application/x-pkcs7-signature",
                "smime-encrypted| smime-type=enveloped-data",
                "smime-opaque| smime-type=signed-data",
                "pgp-mime-signed| -----BEGIN PGP SIGNATURE-----",
                "pgp-clearsigned| -----BEGIN PGP SIGNED MESSAGE-----",
                "dkim-simple| c=simple/simple",
                "dkim-relaxed| c=relaxed/relaxed",
                "dot-alone| \\r\\n\\.\\r\\nBetween\\r\\n\\.\\r\\n\\.\\r\\n",
                "dot-leading| \\r\\n\\.profile\\r\\n\\.\\.\\r\\n\\.\\.\\.three",
                "dot-only-body| \\r\\n\\r\\n(\\.\\r\\n){3}\\z",
                "dot-last-line| \\r\\n\\.\\r\\n\\z",
                "dot-first-octet| \\A\\.",
                "lines-998| \\r\\n[^\\r]{998}\\r\\n",
                "header-line-998| \\r\\nX-Long: y{990}\\r\\n",
                "header-folded-long| (,\\r\\n [^\\r]+){249}",
                "header-many| X-Field-599",
                "header-received-many| \\A(Received: [^\\r]+\\r\\n\\t[^\\r]+\\r\\n){30}",
                "empty-body| \\A([^\\r]+\\r\\n)+\\r\\n\\z",
                "header-only| \\A([^\\r]+\\r\\n)+\\z",
                "blank-lines-trailing| text(\\r\\n){6}\\z",
                "white-space-trailing| spaces   \\r\\ntab\\t\\r\\nspace only:\\r\\n \\r\\n",
                "header-odd-spacing| \\r\\nX-Space-Before-Colon : yes",
                "header-odd-folding| \\r\\n \\r\\n   over",
                "header-duplicated| Subject: First\\r\\n[\\s\\S]*\\r\\nSubject: Second",
                "header-empty-values| X-Empty:\\r\\nX-Space: \\r\\n",
                "header-malformed-line| this line has no colon",
                "tabs| \\r\\n\\ta\\tb",
                "control-characters| \\x07.*\\x08.*\\x1b.*\\x7f",
                "binary-looking| [\\x01-\\x09\\x0b\\x0c\\x0e-\\xff]{253}",
                "multipart-nested| boundary=\"mix\"[\\s\\S]+boundary=\"alt\"[\\s\\S]+boundary=\"rel\"",
                "multipart-boundary-last| --b--\\r\\n\\z",
                "message-rfc822| message/rfc822",
                "calendar| BEGIN:VCALENDAR",
                "delivery-report| message/delivery-status",
                "non-mime| \\A(?![\\s\\S]*MIME-Version)",
                "format-flowed| format=flowed",
                "quoted-printable| soft=\\r\\nbreak",
                "base64-odd| !not base64!",
                "uuencode| \\r\\nbegin 644",
                "from-space-lines| \\r\\nFrom here[\\s\\S]+\\r\\n>From",
                "mbox-first-line| \\AFrom alice@"
            })
    void theListedOddityIsThere(String name, String octets) {
        assertThat(named(name).text()).containsPattern(Pattern.compile(octets.strip()));
    }

    @Test
    void theBodyHashOfTheDkimSignatureIsRight() throws Exception {
        CorpusMessage signed = named("dkim-simple");
        Matcher hash = Pattern.compile("bh=([^;]+);").matcher(signed.text());
        assertThat(hash.find()).isTrue();
        String simple = signed.body().replaceAll("(\r\n)*\\z", "") + "\r\n"; // RFC 6376 §3.4.3
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(simple.getBytes(ISO_8859_1));
        assertThat(hash.group(1)).isEqualTo(Base64.getEncoder().encodeToString(digest));
    }

    @Test
    void theLargeOneIsLargeAndTheSameEachTime() {
        assertThat(Corpus.large().octets().length).isGreaterThan(30_000_000);
        assertThat(Corpus.large().octets()).isEqualTo(Corpus.large().octets());
    }
}
