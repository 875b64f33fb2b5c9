package io.vouchpost.clients;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vouchpost.dkim.KeyFiles;
import io.vouchpost.dkim.Keyring;
import io.vouchpost.dkim.PiecewiseContent;
import io.vouchpost.dkim.PublicRecord;
import io.vouchpost.dkim.Signer;
import io.vouchpost.message.Corpus;
import io.vouchpost.message.CorpusMessage;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What dkimpy, the verifier of Debian's Mailman, says to our signatures: RSA and Ed25519 side by side, under all messages of
 * the corpus, with the public keys as they would be in the DNS.
 */
class DkimpyIT {
    private static final String PACKAGES = "python3-dkim python3-nacl";
    private static final String PYTHON = "/usr/bin/python3"; // the one that Debian's packages are for

    /** It gives up on white space before the colon, which jDKIM reads as RFC 6376 §3.4.2 says. */
    private static final List<String> UNREADABLE = List.of("header-odd-spacing");

    private static final String TRACE = "Received: by submit.example.org (Vouchpost)\r\n"
            + "\twith ESMTPSA id 4711;\r\n\tMon, 6 May 2024 09:08:09 +0200\r\n";

    @TempDir
    Path folder;

    Vertx vertx;
    Keyring keyring;
    Signer signer;

    @BeforeEach
    void setUp() throws Exception {
        Installed.require(PYTHON, PACKAGES);
        Installed.require(
                Program.in(folder, PYTHON, "-c", "import dkim, nacl").run().succeeded(),
                "dkimpy is not installed: apt-get install " + PACKAGES);
        vertx = Vertx.vertx();
        var files = new KeyFiles(folder);
        keyring = KeyFiles.keyring(files.rsa("example.org", "rsa", 2048), files.ed25519("example.org", "ed25519"));
        var clock = Clock.fixed(Instant.parse("2024-05-06T07:08:09Z"), ZoneOffset.UTC);
        signer = new Signer(vertx, keyring, 65_536, clock);
    }

    @AfterEach
    void tearDown() {
        if (vertx != null) {
            await(vertx.close());
        }
    }

    @Test
    void bothSignaturesVerifyUnderEachMessageOfTheCorpus() throws Exception {
        var messages = new ArrayList<>(Corpus.all());
        messages.removeIf(message -> message.name().equals("header-malformed-line")); // which nobody signs
        messages.add(Corpus.large());
        var verdicts = verdicts(messages.stream()
                .map(message -> named(message.name(), signed(message)))
                .toList());
        var others = messages.stream().map(CorpusMessage::name).filter(name -> !verdicts.getJsonArray(name)
                .equals(JsonArray.of(true, true)));
        assertThat(others).containsExactlyInAnyOrderElementsOf(UNREADABLE);
    }

    @Test
    void neitherVerifiesWhereSomethingWasChanged() throws Exception {
        byte[] signed = signed(Corpus.all().stream()
                .filter(message -> message.name().equals("utf8-header"))
                .findFirst()
                .orElseThrow());
        var changed = new ArrayList<Named>();
        var text = new String(signed, UTF_8);
        changed.add(named("body", (text + "And more.\r\n").getBytes(UTF_8)));
        changed.add(named(
                "subject",
                text.replaceFirst("\r\nSubject: ", "\r\nSubject: Re: ").getBytes(UTF_8)));
        changed.add(named("second-subject", ("Subject: other\r\n" + text).getBytes(UTF_8)));
        changed.add(named("second-from", ("From: mallory@example.com\r\n" + text).getBytes(UTF_8)));
        changed.add(named("none", signed));
        var verdicts = verdicts(changed);
        assertThat(verdicts.getJsonArray("none")).isEqualTo(JsonArray.of(true, true));
        for (var name : List.of("body", "subject", "second-subject", "second-from")) {
            assertThat(verdicts.getJsonArray(name)).as(name).isEqualTo(JsonArray.of(false, false));
        }
    }

    private record Named(String name, byte[] message) {}

    private static Named named(String name, byte[] message) {
        return new Named(name, message);
    }

    /** For each message, whether each of its two topmost signatures verifies. */
    private JsonObject verdicts(List<Named> messages) throws Exception {
        var mail = Files.createDirectory(folder.resolve("mail"));
        for (Named message : messages) {
            Files.write(mail.resolve(message.name()), message.message());
        }
        var records = new JsonObject();
        for (PublicRecord record : keyring.publicRecords()) {
            records.put(record.name(), record.value());
        }
        var script = Path.of(
                DkimpyIT.class.getResource("/clients/dkimpy-verifier.py").toURI());
        var report = Program.in(folder, PYTHON, script.toString(), mail.toString())
                .reading(records.encode())
                .run();
        assertThat(report.succeeded()).as(report.said()).isTrue();
        return new JsonObject(report.said());
    }

    private byte[] signed(CorpusMessage message) {
        String signatures = await(Future.future(promise -> vertx.runOnContext(start ->
                signer.sign(TRACE, new PiecewiseContent(message.octets())).onComplete(promise))));
        var whole = new ByteArrayOutputStream();
        whole.writeBytes((signatures + TRACE).getBytes(UTF_8));
        whole.writeBytes(message.octets());
        return whole.toByteArray();
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
