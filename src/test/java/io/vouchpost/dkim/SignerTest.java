package io.vouchpost.dkim;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vouchpost.config.DkimSettings;
import io.vouchpost.message.Content;
import io.vouchpost.message.Corpus;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signing on an event loop: large messages without holding them, many at once, new keys, contents that cannot be read. */
class SignerTest {
    private static final String HEADER =
            "From: Alice <alice@example.org>\r\nTo: bob@example.net\r\nSubject: the film\r\n\r\n";

    @TempDir
    Path folder;

    Vertx vertx;
    Keyring keyring;
    Signer signer;

    @BeforeEach
    void setUp() {
        vertx = Vertx.vertx();
        keyring = KeyFiles.keyring(new KeyFiles(folder).rsa("example.org", "s", 2048));
        signer = signer(keyring);
    }

    private Signer signer(Keyring keys) {
        return new Signer(vertx, keys, Signing.HEADER_LIMIT, Clock.fixed(Signing.TIME, ZoneOffset.UTC));
    }

    @AfterEach
    void tearDown() {
        await(signer.close());
        await(vertx.close());
    }

    private String sign(Content content) {
        return await(Future.future(promise ->
                vertx.runOnContext(start -> signer.sign(Signing.TRACE, content).onComplete(promise))));
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void theFieldIsThatOfRfc6376() {
        String signature = sign(RepeatedContent.of(HEADER + "Hello.\r\n"));
        assertThat(signature)
                .startsWith("DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.org; s=s;\r\n"
                        + " t=1714979289; h=from:from:to:to:subject:subject;\r\n bh=")
                .endsWith("\r\n");
        assertThat(new JamesVerifier(keyring)
                        .verified(Signing.joined(signature, Signing.TRACE, (HEADER + "Hello.\r\n").getBytes(US_ASCII))))
                .containsExactly("s");
    }

    /** Each piece is a new one, and after each few megabytes it is counted how many of them somebody still holds. */
    @Test
    void aLargeBodyIsSignedWithoutBeingHeld() {
        String line = "Lorem ipsum  dolor sit amet, consectetur adipiscing elit, sed do eiusmod. \t\r\n";
        RepeatedContent content = new RepeatedContent(HEADER, line.repeat(800), 600).watched();
        assertThat(content.size()).isGreaterThan(36_000_000);
        String signature = sign(content);
        assertThat(new JamesVerifier(keyring).verified(Signing.joined(signature, Signing.TRACE, content.whole())))
                .containsExactly("s");
        assertThat(content.mostHeld()).isBetween(1L, 1_500_000L);
    }

    @Test
    void wherePiecesAreCutMakesNoDifference() {
        byte[] message = Corpus.large().octets();
        String signature = sign(new PiecewiseContent(message));
        assertThat(signature).isEqualTo(new Signing(keyring).signatures(Signing.TRACE, message));
    }

    @Test
    void manyAtOnceAreKeptApart() {
        List<RepeatedContent> contents = IntStream.range(0, 40)
                .mapToObj(i -> new RepeatedContent(HEADER, "Message " + i + "\r\n", 1 + i * 3000))
                .toList();
        List<Future<String>> signatures = contents.stream()
                .map(content -> Future.<String>future(promise -> vertx.runOnContext(
                        start -> signer.sign(Signing.TRACE, content).onComplete(promise))))
                .toList();
        JamesVerifier james = new JamesVerifier(keyring);
        for (int i = 0; i < contents.size(); i++) {
            byte[] message = Signing.joined(
                    await(signatures.get(i)), Signing.TRACE, contents.get(i).whole());
            assertThat(james.verified(message)).as("message %d", i).containsExactly("s");
        }
    }

    @Test
    void newKeysSignFromThenOn() {
        RepeatedContent content = RepeatedContent.of(HEADER);
        DkimSettings.Key next = new KeyFiles(folder).ed25519("example.org", "next");
        signer.use(KeyFiles.keyring(next));
        assertThat(sign(content)).contains("s=next;").doesNotContain("s=s;");
        signer.use(KeyFiles.keyring());
        assertThat(sign(content)).isEmpty();
        assertThat(content.readings()).as("not read when nobody signs").isEqualTo(1);
    }

    @Test
    void nobodyWaitsForTheBodyOfAnAuthorWithoutKey() {
        RepeatedContent content = new RepeatedContent("From: bob@example.net\r\n\r\n", "Hello.\r\n", 100_000);
        assertThat(sign(content)).isEmpty();
    }

    @Test
    void aContentThatCannotBeReadIsNotSignedInPart() {
        RepeatedContent content = new RepeatedContent(HEADER, "Hello.\r\n", 200_000).breakingAfter(1_000_000);
        assertThatThrownBy(() -> sign(content)).hasMessageContaining("the disk is gone");
    }
}
