package io.vouchpost.account;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.vouchpost.account.hash.HashFormat;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Optional;

/** Whatever a file has in it, its lines are read or told of, and what is read can be kept. */
class AccountFileFuzzTest {

    @FuzzTest(maxDuration = "10s")
    void anyFileIsRead(FuzzedDataProvider data) throws IOException {
        var format = data.pickValue(ImportFormat.values());
        var file = new ByteArrayInputStream(data.consumeRemainingAsBytes());
        var reader = new ImportReader(file, format, credential -> Optional.empty());
        var batch = reader.next(10_000);
        for (var entry : batch.entries()) {
            assertThat(entry.credential()).isNotInstanceOf(Imported.Unfit.class);
            if (entry.credential() instanceof Imported.Hash hash) {
                assertThat(HashFormat.of(hash.verifier())).isPresent();
            }
        }
    }
}
