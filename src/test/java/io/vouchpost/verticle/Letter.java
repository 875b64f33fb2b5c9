package io.vouchpost.verticle;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A message and what a client says to hand it in.
 *
 * @param terms what MAIL says after the address
 * @param recipients what RCPT says from the bracket on, parameters and all
 * @param octets lines ended by CRLF, no dot-stuffing
 */
record Letter(String account, String terms, List<String> recipients, String octets) {

    static Letter of(String subject, String... recipients) {
        return new Letter(
                TestGateway.ALICE,
                "",
                List.of(recipients).stream().map(Letter::path).toList(),
                "From: " + TestGateway.ALICE + "\r\nSubject: " + subject + "\r\nMessage-ID: <" + subject
                        + "@example.org>\r\n\r\nHello.\r\n");
    }

    private static String path(String recipient) {
        return recipient.startsWith("<") ? recipient : '<' + recipient + '>';
    }

    Letter on(String mail) {
        return new Letter(account, ' ' + mail, recipients, octets);
    }

    Letter from(String somebody) {
        return new Letter(somebody, terms, recipients, octets.replace(account, somebody));
    }

    Letter saying(String text) {
        return new Letter(account, terms, recipients, text);
    }

    /** With this instead of its header fields but From, and instead of its body. */
    Letter with(String fields, String body) {
        return saying("From: " + account + "\r\n" + fields + "\r\n" + body);
    }

    /** By DATA. The reply to it, or to the first command that was refused. */
    String to(TestGateway gateway) throws IOException {
        try (var client = SocketClient.loggedIn(gateway.tlsPort(), account)) {
            var refused = envelope(client);
            if (!refused.isEmpty()) {
                return refused;
            }
            client.command("DATA");
            client.send(octets.replace("\r\n.", "\r\n..") + ".\r\n");
            return client.readReply();
        }
    }

    /** By BDAT, in pieces of that size. */
    String inChunks(TestGateway gateway, int piece) throws IOException {
        try (var client = SocketClient.loggedIn(gateway.tlsPort(), account)) {
            var refused = envelope(client);
            if (!refused.isEmpty()) {
                return refused;
            }
            var all = octets.getBytes(StandardCharsets.ISO_8859_1);
            var reply = "";
            for (int at = 0; at < all.length; at += piece) {
                int length = Math.min(piece, all.length - at);
                var chunk = new byte[length];
                System.arraycopy(all, at, chunk, 0, length);
                client.send("BDAT " + length + (at + length == all.length ? " LAST" : "") + "\r\n");
                client.send(chunk);
                reply = client.readReply();
            }
            return reply;
        }
    }

    private String envelope(SocketClient client) throws IOException {
        var commands = new ArrayList<String>();
        commands.add("MAIL FROM:<" + account + ">" + terms);
        recipients.forEach(recipient -> commands.add("RCPT TO:" + recipient));
        for (var command : commands) {
            var reply = client.command(command);
            if (!reply.startsWith("250")) {
                return reply;
            }
        }
        return "";
    }
}
