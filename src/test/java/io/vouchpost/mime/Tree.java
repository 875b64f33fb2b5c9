package io.vouchpost.mime;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** A message as a tree, to be written out as text of which each character is an octet. */
sealed interface Tree {

    /** Appends header section and body, without a CRLF behind the last line. */
    void write(StringBuilder text, AtomicInteger boundaries);

    boolean hasEightBit();

    record Leaf(String type, String encoding, List<String> lines) implements Tree {
        @Override
        public void write(StringBuilder text, AtomicInteger boundaries) {
            text.append(type).append(encoding).append("X-Leaf: yes\r\n\r\n").append(String.join("\r\n", lines));
        }

        @Override
        public boolean hasEightBit() {
            return lines.stream().anyMatch(Tree::isEightBit);
        }
    }

    record Multi(String subtype, String encoding, String preamble, List<Tree> parts, String padding, boolean closed)
            implements Tree {
        @Override
        public void write(StringBuilder text, AtomicInteger boundaries) {
            String boundary = "=_" + boundaries.incrementAndGet() + "_(mixed)";
            text.append("Content-Type: multipart/" + subtype + ";\r\n boundary=\"" + boundary + "\"\r\n" + encoding);
            text.append("\r\n").append(preamble).append("\r\n");
            for (Tree part : parts) {
                text.append("--" + boundary + padding + "\r\n");
                part.write(text, boundaries);
                text.append("\r\n");
            }
            if (closed) {
                text.append("--" + boundary + "--" + padding + "\r\n").append(preamble);
            }
        }

        @Override
        public boolean hasEightBit() {
            return isEightBit(preamble) || parts.stream().anyMatch(Tree::hasEightBit);
        }
    }

    record Enclosed(String encoding, Tree inside) implements Tree {
        @Override
        public void write(StringBuilder text, AtomicInteger boundaries) {
            text.append("Content-Type: message/rfc822\r\n").append(encoding).append("\r\nMIME-Version: 1.0\r\n");
            inside.write(text, boundaries);
        }

        @Override
        public boolean hasEightBit() {
            return inside.hasEightBit();
        }
    }

    static boolean isEightBit(String text) {
        return text.chars().anyMatch(octet -> octet > 0x7f);
    }

    /** As a message of its own. */
    default byte[] message() {
        var text = new StringBuilder("From: alice@example.org\r\nMIME-Version: 1.0\r\n");
        write(text, new AtomicInteger());
        return text.append("\r\n").toString().getBytes(ISO_8859_1);
    }

    /** The message as a failed test shows it. */
    static String shown(byte[] message) {
        return new String(message, ISO_8859_1).lines().collect(Collectors.joining("\n"));
    }
}
