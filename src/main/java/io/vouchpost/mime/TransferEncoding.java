package io.vouchpost.mime;

import java.util.Locale;
import java.util.Optional;
import org.apache.james.mime4j.stream.RawBody;

/** What a {@code Content-Transfer-Encoding} field says (RFC 2045 §6). */
enum TransferEncoding {
    /** The default. */
    SEVEN_BIT,
    /** 8bit, or binary. */
    EIGHT_BIT,
    /** Base64, quoted-printable, or something nobody knows: what is there is not what is meant. */
    ENCODED;

    static TransferEncoding of(Optional<RawBody> body) {
        String name = body.map(field -> String.valueOf(field.getValue()))
                .orElse("unreadable")
                .strip()
                .toLowerCase(Locale.ROOT);
        return switch (name) {
            case "", "7bit" -> SEVEN_BIT;
            case "8bit", "binary" -> EIGHT_BIT;
            default -> ENCODED;
        };
    }
}
