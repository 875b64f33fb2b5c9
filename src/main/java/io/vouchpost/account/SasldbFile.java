package io.vouchpost.account;

import io.vouchpost.sasl.AccountName;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Cyrus SASL's sasldb, as {@code db_dump} or {@code mdb_dump} writes it, with or without {@code -p}: a header, then for each
 * record a line with the key and one with the value, both behind a space. Keys are user, realm and property with a NUL
 * between; the value of {@code userPassword} is the password itself.
 */
final class SasldbFile implements AccountFile {
    private static final String PASSWORD = "userPassword";
    /** {@code sasldblistusers2} writes {@code user@realm: userPassword}. */
    private static final String LISTED = ": " + PASSWORD;

    private enum Place {
        START,
        HEADER,
        KEY,
        VALUE,
        END
    }

    private Place place = Place.START;
    private boolean printable;
    private Optional<String> key = Optional.empty();

    @Override
    public Optional<ImportLine> read(long number, String text) {
        return switch (place) {
            case START -> start(number, text);
            case HEADER -> header(text);
            case KEY -> key(text);
            case VALUE -> value(number, text);
            case END -> Optional.empty();
        };
    }

    private Optional<ImportLine> start(long number, String text) {
        if (text.startsWith("VERSION=")) {
            place = Place.HEADER;
            return Optional.empty();
        }
        return Optional.of(new ImportLine.Foreign(
                number,
                text.endsWith(LISTED)
                        ? "is of sasldblistusers2, which tells no passwords; db_dump -p does"
                        : "is not the first one of a dump by db_dump, VERSION=3"));
    }

    private Optional<ImportLine> header(String text) {
        if (text.equals("format=print")) {
            printable = true;
        } else if (text.equals("HEADER=END")) {
            place = Place.KEY;
        }
        return Optional.empty();
    }

    private Optional<ImportLine> key(String text) {
        if (text.equals("DATA=END")) {
            place = Place.END;
            return Optional.empty();
        }
        key = datum(text).flatMap(StoredPassword::text);
        place = Place.VALUE;
        return Optional.empty();
    }

    private Optional<ImportLine> value(long number, String text) {
        place = Place.KEY;
        var value = datum(text);
        var parts = key.map(it -> it.split("\0", -1)).filter(it -> it.length == 3);
        if (parts.isEmpty() || value.isEmpty()) {
            return Optional.of(new ImportLine.Skipped(
                    number, Optional.empty(), "is of a record that is not user, realm and property"));
        }
        var user = parts.get()[0];
        var realm = parts.get()[1];
        var name = AccountName.of(realm.isEmpty() || user.contains("@") ? user : user + "@" + realm);
        if (name.isEmpty() || user.isEmpty()) {
            return Optional.of(new ImportLine.Skipped(number, Optional.empty(), "has a name that no account can have"));
        }
        if (!parts.get()[2].equals(PASSWORD)) {
            return Optional.of(new ImportLine.Skipped(number, name, "is of a record that is no password"));
        }
        var credential = StoredPassword.plain(value.get());
        return Optional.of(
                credential instanceof Imported.Unfit unfit
                        ? new ImportLine.Skipped(number, name, unfit.reason())
                        : new ImportLine.Entry(number, name.get(), true, Optional.empty(), credential));
    }

    @Override
    public Optional<ImportLine> end(long number) {
        return place == Place.END
                ? Optional.empty()
                : Optional.of(
                        new ImportLine.Foreign(number, "is the last, and not DATA=END: the dump is not complete"));
    }

    private Optional<byte[]> datum(String text) {
        if (!text.startsWith(" ")) {
            return Optional.empty();
        }
        var data = text.substring(1);
        return printable ? unescaped(data) : hex(data);
    }

    private static Optional<byte[]> hex(String data) {
        try {
            return Optional.of(HexFormat.of().parseHex(data));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Two backslashes are one; one and two digits are an octet. */
    private static Optional<byte[]> unescaped(String data) {
        var octets = new ByteArrayOutputStream(data.length());
        for (int at = 0; at < data.length(); at++) {
            char character = data.charAt(at);
            if (character != '\\') {
                octets.writeBytes(String.valueOf(character).getBytes(StandardCharsets.UTF_8));
            } else if (data.startsWith("\\\\", at)) {
                octets.write('\\');
                at++;
            } else {
                var octet = data.length() < at + 3 ? Optional.<byte[]>empty() : hex(data.substring(at + 1, at + 3));
                if (octet.isEmpty()) {
                    return octet;
                }
                octets.writeBytes(octet.get());
                at += 2;
            }
        }
        return Optional.of(octets.toByteArray());
    }
}
