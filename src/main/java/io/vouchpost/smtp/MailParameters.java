package io.vouchpost.smtp;

import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** The ESMTP parameters of MAIL (RFC 5321 §4.1.2) that this server advertises. */
final class MailParameters {
    /** xtext (RFC 3461 §4) or {@code <>}. */
    private static final Pattern AUTH_VALUE = Pattern.compile("<>|(?:[!-*,-<>-~]|\\+[0-9A-F]{2}){1,500}");

    private OptionalLong size = OptionalLong.empty();
    private Envelope.BodyType body = Envelope.BodyType.UNDECLARED;
    private boolean smtpUtf8;

    OptionalLong size() {
        return size;
    }

    Envelope.BodyType body() {
        return body;
    }

    boolean smtpUtf8() {
        return smtpUtf8;
    }

    /** Reads them all. The reply is the objection to the first that is wrong. */
    Optional<Reply> read(String text) {
        var seen = new HashSet<String>();
        for (String parameter : text.trim().split(" +", -1)) {
            if (parameter.isEmpty()) {
                continue;
            }
            int equals = parameter.indexOf('=');
            String keyword = (equals < 0 ? parameter : parameter.substring(0, equals)).toUpperCase(Locale.ROOT);
            String value = equals < 0 ? "" : parameter.substring(equals + 1);
            var objection = seen.add(keyword) ? accept(keyword, value) : Optional.of(Replies.badParameter(keyword));
            if (objection.isPresent()) {
                return objection;
            }
        }
        return Optional.empty();
    }

    private Optional<Reply> accept(String keyword, String value) {
        return switch (keyword) {
            case "SIZE" -> acceptSize(value);
            case "BODY" -> acceptBody(value);
            case "SMTPUTF8" -> {
                smtpUtf8 = true;
                yield value.isEmpty() ? Optional.empty() : Optional.of(Replies.badParameter(keyword));
            }
            // RFC 4954 §5: has to be taken by whoever advertises AUTH. The message is vouched for by the session's own
            // log-in, so what the client claims here is not passed on.
            case "AUTH" ->
                AUTH_VALUE.matcher(value).matches() ? Optional.empty() : Optional.of(Replies.badParameter(keyword));
            default -> Optional.of(Replies.unknownParameter());
        };
    }

    private Optional<Reply> acceptSize(String value) {
        // RFC 1870 §3: at most 20 digits; what exceeds a long exceeds every limit as well
        if (!value.matches("[0-9]{1,20}")) {
            return Optional.of(Replies.badParameter("SIZE"));
        }
        size = OptionalLong.of(value.length() > 18 ? Long.MAX_VALUE : Long.parseLong(value));
        return Optional.empty();
    }

    private Optional<Reply> acceptBody(String value) {
        switch (value.toUpperCase(Locale.ROOT)) {
            case "7BIT" -> body = Envelope.BodyType.SEVEN_BIT;
            case "8BITMIME" -> body = Envelope.BodyType.EIGHT_BIT_MIME;
            default -> {
                return Optional.of(Replies.badParameter("BODY"));
            }
        }
        return Optional.empty();
    }
}
