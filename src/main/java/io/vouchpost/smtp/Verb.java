package io.vouchpost.smtp;

import java.util.List;

/** The commands this server knows, and when each of them may come (RFC 5321 §4.1.4, RFC 4954 §4, RFC 3207 §4, RFC
 * 3030 §2). */
public enum Verb {
    EHLO,
    HELO,
    STARTTLS,
    AUTH,
    MAIL,
    RCPT,
    DATA,
    BDAT,
    RSET,
    NOOP,
    VRFY,
    HELP,
    QUIT;

    /** What has to be so before a command may come. */
    public enum When {
        HELLO_SAID,
        AUTHENTICATED,
        NOT_AUTHENTICATED,
        NO_TRANSACTION,
        SENDER_GIVEN,
        RECIPIENT_GIVEN,
        NO_CHUNKS
    }

    /** All of them have to hold; a refusal names the first that does not. */
    public List<When> conditions() {
        return switch (this) {
            // GNU SASL's gsasl says STARTTLS first of all, and everything said before it is forgotten anyway
            case EHLO, HELO, STARTTLS, RSET, NOOP, VRFY, HELP, QUIT -> List.of();
            case AUTH -> List.of(When.HELLO_SAID, When.NOT_AUTHENTICATED, When.NO_TRANSACTION);
            case MAIL -> List.of(When.HELLO_SAID, When.AUTHENTICATED, When.NO_TRANSACTION);
            case RCPT -> List.of(When.HELLO_SAID, When.AUTHENTICATED, When.SENDER_GIVEN, When.NO_CHUNKS);
            case DATA ->
                List.of(When.HELLO_SAID, When.AUTHENTICATED, When.SENDER_GIVEN, When.RECIPIENT_GIVEN, When.NO_CHUNKS);
            case BDAT -> List.of(When.HELLO_SAID, When.AUTHENTICATED, When.SENDER_GIVEN, When.RECIPIENT_GIVEN);
        };
    }

    /** Whether the command takes a submission further. Only so many of the others are answered in one session. */
    public boolean makesProgress() {
        return switch (this) {
            case STARTTLS, AUTH, MAIL, RCPT, DATA, BDAT, QUIT -> true;
            case EHLO, HELO, RSET, NOOP, VRFY, HELP -> false;
        };
    }
}
