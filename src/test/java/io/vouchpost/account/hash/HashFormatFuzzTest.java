package io.vouchpost.account.hash;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.vertx.ext.auth.hashing.HashingStrategy;
import java.util.regex.Pattern;

/** Any verifier: it is read, and then it can be checked, or it is not. */
class HashFormatFuzzTest {
    private static final HashingStrategy STRATEGY = HashingStrategy.load();
    private static final Pattern DEAR = Pattern.compile("=[0-9]{3,}|c=[0-9]{2}");

    @FuzzTest(maxDuration = "5s")
    void readsAnything(FuzzedDataProvider data) {
        var format = HashFormat.values()[data.consumeInt(0, HashFormat.values().length - 1)];
        var verifier = data.consumeBoolean()
                ? "$" + format.id() + "$" + data.consumeAsciiString(600)
                : data.consumeRemainingAsString();
        var read = HashFormat.of(verifier);
        assertThat(read.map(HashFormat::id).filter(id -> !verifier.startsWith("$" + id + "$")))
                .isEmpty();
        if (read.isPresent() && !DEAR.matcher(verifier).find()) {
            assertThat(STRATEGY.verify(verifier, "nobody's")).isFalse();
        }
    }
}
