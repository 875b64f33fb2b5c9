package io.vouchpost.dkim;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.james.jdkim.DKIMVerifier;
import org.apache.james.jdkim.api.Result;
import org.apache.james.jdkim.exceptions.FailException;

/**
 * Apache James jDKIM, with the public keys at hand. It knows RSA only, and reads headers in the default charset of the
 * JVM: so it is not asked about those with octets above 127.
 */
final class JamesVerifier {
    private final Map<String, String> records;

    JamesVerifier(Keyring keyring) {
        records = keyring.publicRecords().stream().collect(Collectors.toMap(PublicRecord::name, PublicRecord::value));
    }

    /** The selectors of the signatures that verify. */
    List<String> verified(byte[] message) {
        DKIMVerifier verifier = new DKIMVerifier((methods, selector, domain) -> {
            String record = records.get(selector + "._domainkey." + domain);
            return record == null ? List.of() : List.of(record);
        });
        try {
            verifier.verify(new ByteArrayInputStream(message));
        } catch (FailException e) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<String> selectors = new ArrayList<>();
        for (Result result : verifier.getResults()) {
            if (result.isSuccess()) {
                selectors.add(result.getRecord().getSelector().toString());
            }
        }
        return selectors;
    }
}
