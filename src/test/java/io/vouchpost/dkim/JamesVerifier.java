package io.vouchpost.dkim;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

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
 * Apache James jDKIM, with the public keys at hand. There are messages that it cannot judge: it knows RSA only, reads
 * headers in the default charset of the JVM, and takes a relaxed empty body for one empty line (RFC 6376 §3.4.4 has
 * nothing). Those are left to dkimpy.
 */
public final class JamesVerifier {
    private final Map<String, String> records;

    public JamesVerifier(Keyring keyring) {
        records = keyring.publicRecords().stream().collect(Collectors.toMap(PublicRecord::name, PublicRecord::value));
    }

    /** Whether it can tell right from wrong here. */
    static boolean judges(byte[] message) {
        String text = new String(message, ISO_8859_1);
        int empty = (text + "\r\n").indexOf("\r\n\r\n");
        return text.substring(0, empty).chars().allMatch(octet -> octet < 0x80)
                && !text.substring(empty).isBlank();
    }

    /** The selectors of the signatures that verify. */
    public List<String> verified(byte[] message) {
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
