package io.vouchpost.sasl;

import java.util.Optional;

/** A name in a GS2 header (RFC 5801 §4): a comma is written {@code =2C} there, an equals sign {@code =3D}. */
final class Saslname {
    private Saslname() {}

    /** The name itself; empty where the text is not one. */
    static Optional<String> decode(String text) {
        var name = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char next = text.charAt(i);
            if (next != '=') {
                name.append(next);
            } else if (text.startsWith("=2C", i)) {
                name.append(',');
                i += 2;
            } else if (text.startsWith("=3D", i)) {
                name.append('=');
                i += 2;
            } else {
                return Optional.empty();
            }
        }
        return Optional.of(name.toString());
    }
}
