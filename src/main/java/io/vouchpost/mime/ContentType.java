package io.vouchpost.mime;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.james.mime4j.stream.NameValuePair;
import org.apache.james.mime4j.stream.RawBody;

/** From a {@code Content-Type} field (RFC 2045 §5) to the kind of the body. */
final class ContentType {

    /** RFC 2046 §5.1.1 has up to 70 of fewer characters; what programs write is looser, but without white space at the end. */
    private static final Pattern BOUNDARY = Pattern.compile("[ -~]{0,199}[!-~]");

    private ContentType() {}

    /** RFC 2045 §5.2, RFC 2046 §5.1.5. */
    static Kind absent(boolean inDigest, TransferEncoding encoding) {
        return inDigest ? message("message/rfc822", encoding) : leaf("text/plain", encoding);
    }

    static Kind of(Optional<RawBody> field, TransferEncoding encoding) {
        if (field.isEmpty()) {
            return new Kind.Opaque("a Content-Type in it cannot be read");
        }
        String type = String.valueOf(field.get().getValue()).strip().toLowerCase(Locale.ROOT);
        if (type.startsWith("multipart")) {
            return multipart(type, field.get().getParams(), encoding);
        }
        return type.startsWith("message") ? message(type, encoding) : leaf(type, encoding);
    }

    private static Kind multipart(String type, List<NameValuePair> parameters, TransferEncoding encoding) {
        if (type.equals("multipart/signed") || type.equals("multipart/encrypted")) {
            return new Kind.Opaque("a part of it is signed or encrypted, and would be broken");
        }
        List<NameValuePair> boundaries = parameters.stream()
                .filter(parameter -> String.valueOf(parameter.getName())
                        .strip()
                        .toLowerCase(Locale.ROOT)
                        .startsWith("boundary"))
                .toList();
        boolean one = boundaries.size() == 1
                && boundaries.get(0).getName().strip().equalsIgnoreCase("boundary"); // and none of RFC 2231
        String boundary = one ? String.valueOf(boundaries.get(0).getValue()) : "";
        if (encoding == TransferEncoding.ENCODED || !BOUNDARY.matcher(boundary).matches()) {
            return new Kind.Opaque("a MIME multipart in it has no valid boundary, or is encoded");
        }
        return new Kind.Multipart(boundary, type.equals("multipart/digest"));
    }

    /** No other message type may be encoded (RFC 2046 §5.2), nor is it known what is in it. */
    private static Kind message(String type, TransferEncoding encoding) {
        boolean known = type.equals("message/rfc822") || type.equals("message/global"); // RFC 6532 §3.7
        return known && encoding != TransferEncoding.ENCODED
                ? new Kind.Message()
                : new Kind.Opaque("a part of it has a message type that must not be encoded");
    }

    private static Kind leaf(String type, TransferEncoding encoding) {
        if (encoding == TransferEncoding.ENCODED) {
            return new Kind.Opaque("a part of it has 8-bit octets though it is labelled as encoded");
        }
        return new Kind.Leaf(type.startsWith("text") ? Treatment.QUOTED_PRINTABLE : Treatment.BASE64);
    }
}
