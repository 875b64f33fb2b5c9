package io.vouchpost.clients;

import io.vouchpost.clients.Attempt.Security;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All clients, all they can be told, over all securities they know: what has to work. As a table it is for docs/interop.md. */
final class Matrix {
    /** What the gateway offers. */
    static final List<String> MECHANISMS = List.of(
            "EXTERNAL",
            "SCRAM-SHA-512",
            "SCRAM-SHA-256",
            "SCRAM-SHA-1",
            "OAUTHBEARER",
            "XOAUTH2",
            "DIGEST-MD5",
            "CRAM-MD5",
            "NTLM",
            "PLAIN",
            "LOGIN");

    /** Since Java 25 (RFC 9266 needs it): clients on GNU SASL bind to nothing else on TLS 1.3. */
    static final boolean EXPORTS_KEYS = Runtime.version().feature() >= 25;

    private static final String WORKS = "yes";
    private static final String STARTTLS_ONLY = "STARTTLS only";
    private static final String NOT_IN_CLIENT = "–";

    private Matrix() {}

    record Cell(Client client, Security security, Choice choice) {
        String user() {
            return client.user(choice);
        }

        @Override
        public String toString() {
            return client.title() + " " + choice.title() + " " + security;
        }
    }

    static List<Client> clients() {
        return Stream.concat(Stream.<Client>of(StockClient.values()), Stream.<Client>of(LibraryClient.values()))
                .toList();
    }

    static Stream<Cell> cells() {
        return clients().stream().flatMap(client -> client.securities().stream().flatMap(security -> choices(client)
                .filter(choice -> !choice.binds() || EXPORTS_KEYS)
                .map(choice -> new Cell(client, security, choice))));
    }

    /** Below the head, a line for each client, without versions. */
    static List<String> rows() {
        return clients().stream().map(client -> row(client, Optional.empty())).toList();
    }

    static String table() throws Exception {
        var text = new StringBuilder(
                line(Stream.concat(Stream.of("client", "version"), columns().map(Choice::title))));
        text.append(line(Stream.concat(Stream.of("---", "---"), columns().map(column -> "---"))));
        for (var client : clients()) {
            text.append(row(client, Optional.of(client.version())));
        }
        return text.toString();
    }

    private static String row(Client client, Optional<String> version) {
        var cells = columns().map(column -> cell(client, column));
        return line(Stream.concat(Stream.concat(Stream.of(client.title()), version.stream()), cells));
    }

    private static String cell(Client client, Choice choice) {
        if (choices(client).noneMatch(choice::equals)) {
            return NOT_IN_CLIENT;
        }
        var java = choice.binds() ? ", Java 25" : "";
        return client.securities().size() == Security.values().length ? WORKS + java : STARTTLS_ONLY + java;
    }

    private static Stream<Choice> columns() {
        return Arrays.stream(Choice.values()).filter(Matrix::offered);
    }

    private static Stream<Choice> choices(Client client) {
        return client.choices().stream().filter(Matrix::offered);
    }

    private static boolean offered(Choice choice) {
        return choice == Choice.ITS_OWN
                || MECHANISMS.contains(choice.mechanism().replace("-PLUS", ""));
    }

    private static String line(Stream<String> cells) {
        return cells.collect(Collectors.joining(" | ", "| ", " |\n"));
    }
}
