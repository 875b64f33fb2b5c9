package io.vouchpost.smtp;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** The ESMTP parameters of MAIL (RFC 5321 §4.1.2) that this server advertises. */
final class MailParameters {
    /** xtext (RFC 3461 §4) or {@code <>}. */
    private static final Pattern AUTH_VALUE = Pattern.compile("<>|(?:[!-*,-<>-~]|\\+[0-9A-F]{2}){1,500}");
    /** RFC 4865 §4.1. */
    private static final Pattern SECONDS = Pattern.compile("[1-9][0-9]{0,8}");
    /** RFC 3339 §5.6. RFC 4865 wants UTC; an offset says as clearly what is meant. */
    private static final Pattern DATE_TIME =
            Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}(?:\\.[0-9]{1,9})?(?:Z|[+-][0-9:]{5})");

    private static final int LONGEST_ENVELOPE_ID = 100;

    private OptionalLong size = OptionalLong.empty();
    private Envelope.BodyType body = Envelope.BodyType.UNDECLARED;
    private boolean smtpUtf8;
    private Optional<Terms.Return> returned = Optional.empty();
    private Optional<String> envelopeId = Optional.empty();
    private boolean requireTls;
    private Optional<String> submitter = Optional.empty();
    private Optional<Terms.Hold> hold = Optional.empty();

    OptionalLong size() {
        return size;
    }

    Envelope.BodyType body() {
        return body;
    }

    boolean smtpUtf8() {
        return smtpUtf8;
    }

    Terms terms() {
        return new Terms(returned, envelopeId, requireTls, submitter, hold);
    }

    /** Reads them all. The reply is the objection to the first that is wrong. */
    Optional<Reply> read(String text) {
        return Parameters.read(text, this::accept);
    }

    private Optional<Reply> accept(String keyword, String value) {
        return switch (keyword) {
            case "SIZE" -> Parameters.unless(acceptSize(value), keyword);
            case "BODY" -> Parameters.unless(acceptBody(value), keyword);
            case "SMTPUTF8" -> {
                smtpUtf8 = true;
                yield Parameters.unless(value.isEmpty(), keyword);
            }
            case "REQUIRETLS" -> {
                requireTls = true;
                yield Parameters.unless(value.isEmpty(), keyword);
            }
            case "RET" -> Parameters.unless(acceptReturn(value), keyword);
            case "ENVID" -> {
                envelopeId = Optional.of(value);
                yield Parameters.unless(Xtext.isPrintable(value, LONGEST_ENVELOPE_ID), keyword);
            }
            // RFC 4954 §5: has to be taken by whoever advertises AUTH. The message is vouched for by the session's own
            // log-in; what is made of the client's claim is for whoever hands it on to decide.
            case "AUTH" -> {
                submitter = Optional.of(value);
                yield Parameters.unless(AUTH_VALUE.matcher(value).matches(), keyword);
            }
            // RFC 4865 §4.2: one of the two
            case "HOLDFOR" -> Parameters.unless(hold.isEmpty() && acceptHoldFor(value), keyword);
            case "HOLDUNTIL" -> Parameters.unless(hold.isEmpty() && acceptHoldUntil(value), keyword);
            default -> Optional.of(Replies.unknownParameter());
        };
    }

    private boolean acceptSize(String value) {
        // RFC 1870 §3: at most 20 digits; what exceeds a long exceeds every limit as well
        if (!value.matches("[0-9]{1,20}")) {
            return false;
        }
        size = OptionalLong.of(value.length() > 18 ? Long.MAX_VALUE : Long.parseLong(value));
        return true;
    }

    private boolean acceptBody(String value) {
        switch (value.toUpperCase(Locale.ROOT)) {
            case "7BIT" -> body = Envelope.BodyType.SEVEN_BIT;
            case "8BITMIME" -> body = Envelope.BodyType.EIGHT_BIT_MIME;
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean acceptReturn(String value) {
        switch (value.toUpperCase(Locale.ROOT)) {
            case "FULL" -> returned = Optional.of(Terms.Return.FULL);
            case "HDRS" -> returned = Optional.of(Terms.Return.HDRS);
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean acceptHoldFor(String value) {
        if (!SECONDS.matcher(value).matches()) {
            return false;
        }
        hold = Optional.of(new Terms.Hold.For(Duration.ofSeconds(Long.parseLong(value))));
        return true;
    }

    private boolean acceptHoldUntil(String value) {
        String upper = value.toUpperCase(Locale.ROOT);
        if (!DATE_TIME.matcher(upper).matches()) {
            return false;
        }
        try {
            hold = Optional.of(new Terms.Hold.Until(OffsetDateTime.parse(upper).toInstant()));
            return true;
        } catch (DateTimeException noSuchDay) {
            return false;
        }
    }
}
