package io.vouchpost.dkim;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vouchpost.message.Authors;
import io.vouchpost.message.Header;
import io.vouchpost.message.HeaderSection;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Reads one message in one pass: keeps the header section, finds the keys of its author, and hashes the body. Where nobody
 * signs for the author the body is not looked at. Total: reads anything, throws nothing.
 */
final class Reading {
    /** Whose results of authentication are of interest here. */
    private static final String NOBODY = "";

    /** For a message whose authors are of several domains (RFC 7489 §6.6.1). */
    private static final int MOST_SIGNATURES = 8;

    private static final byte[] EMPTY_LINE = {'\r', '\n', '\r', '\n'};

    private final Keyring keyring;
    private final int limit;
    private final HeaderSection section;
    private final ByteArrayOutputStream header = new ByteArrayOutputStream(2048);
    private final RelaxedBody body = new RelaxedBody(SigningKey.sha256());
    private int lineEnd = 2; // how much of EMPTY_LINE was seen: a content may begin with the second half of it
    private boolean inHeader = true;
    private List<SigningKey> keys = List.of();
    private Optional<SignedFields> fields = Optional.empty();

    /**
     * @param trace the header fields in front of the content
     * @param limit octets of the content's header section; with more, nobody signs
     */
    Reading(Keyring keyring, byte[] trace, int limit) {
        this.keyring = keyring;
        this.limit = limit + trace.length;
        this.section = new HeaderSection(limit, NOBODY);
        header.writeBytes(trace);
    }

    /** Takes the next octets of the content. */
    void add(Buffer piece) {
        if (inHeader) {
            section.add(piece);
        } else if (keys.isEmpty()) {
            return;
        }
        ByteBuf octets = ((BufferInternal) piece).getByteBuf();
        if (octets.hasArray()) {
            int from = octets.arrayOffset() + octets.readerIndex();
            add(octets.array(), from, from + octets.readableBytes());
        } else {
            add(piece.getBytes(), 0, piece.length());
        }
    }

    private void add(byte[] octets, int from, int to) {
        int at = inHeader ? endOfHeader(octets, from, to) : from;
        if (!keys.isEmpty()) {
            body.add(octets, at, to);
        }
    }

    private int endOfHeader(byte[] octets, int from, int to) {
        int at = from;
        while (at < to && lineEnd < EMPTY_LINE.length) {
            byte octet = octets[at++];
            lineEnd = octet == EMPTY_LINE[lineEnd] ? lineEnd + 1 : octet == '\r' ? 1 : 0;
        }
        keep(octets, from, at);
        if (lineEnd == EMPTY_LINE.length) {
            header();
        }
        return at;
    }

    private void keep(byte[] octets, int from, int to) {
        header.write(octets, from, Math.min(to - from, limit + 1 - Math.min(limit + 1, header.size())));
    }

    /** The header section is there as a whole. */
    private void header() {
        inHeader = false;
        if (header.size() <= limit && section.finish() instanceof Header.Fields found) {
            keys = keysOf(found.authors());
        }
        if (!keys.isEmpty()) {
            fields = HeaderFields.read(withoutEmptyLine()).flatMap(SignedFields::of);
            keys = fields.isPresent() ? keys : List.of();
        }
    }

    private String withoutEmptyLine() {
        String text = header.toString(ISO_8859_1);
        return lineEnd == EMPTY_LINE.length ? text.substring(0, text.length() - 2) : text;
    }

    /** Nobody vouches for an author who could be read as another. */
    private List<SigningKey> keysOf(Authors authors) {
        return authors.unparsable() || authors.repeated()
                ? List.of()
                : authors.from().stream()
                        .flatMap(author -> keyring.of(author.domain()).stream())
                        .distinct()
                        .limit(MOST_SIGNATURES)
                        .toList();
    }

    /** The signatures, when all content was given; none where nobody signs. */
    String sign(Instant time) {
        if (inHeader) {
            header();
        }
        if (fields.isEmpty() || keys.isEmpty()) {
            return "";
        }
        SignedFields signed = fields.get();
        byte[] bodyHash = body.finish();
        return keys.stream()
                .map(key -> SignatureField.of(key, signed, bodyHash, time))
                .collect(Collectors.joining());
    }
}
