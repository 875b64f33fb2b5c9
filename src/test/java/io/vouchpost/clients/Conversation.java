package io.vouchpost.clients;

/** For programs that log in and leave the rest to their user: what a user would type. */
final class Conversation {
    private Conversation() {}

    /** The {@link Letter} in the lines of SMTP, and good-bye. */
    static String submitting() {
        var lines = new StringBuilder("MAIL FROM:<" + Letter.FROM + "> BODY=8BITMIME\r\n");
        Letter.TO.forEach(
                recipient -> lines.append("RCPT TO:<").append(recipient).append(">\r\n"));
        return lines.append("DATA\r\n")
                .append(Letter.whole().replaceAll("(^|\r\n)\\.", "$1.."))
                .append(".\r\nQUIT\r\n")
                .toString();
    }
}
