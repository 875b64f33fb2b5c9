package io.vouchpost.smtp;

import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;

/** The ESMTP parameters behind a path (RFC 5321 §4.1.2): keywords with or without a value, none of them twice. */
final class Parameters {
    private Parameters() {}

    /** What the parameters of a command are for. */
    interface Reader {

        /**
         * @param keyword in upper case
         * @param value empty where there is none
         * @return the objection to it
         */
        Optional<Reply> accept(String keyword, String value);
    }

    /** Reads them all. The reply is the objection to the first that is wrong. */
    static Optional<Reply> read(String text, Reader reader) {
        var seen = new HashSet<String>();
        for (String parameter : text.trim().split(" +", -1)) {
            if (parameter.isEmpty()) {
                continue;
            }
            int equals = parameter.indexOf('=');
            String keyword = (equals < 0 ? parameter : parameter.substring(0, equals)).toUpperCase(Locale.ROOT);
            String value = equals < 0 ? "" : parameter.substring(equals + 1);
            var objection =
                    seen.add(keyword) ? reader.accept(keyword, value) : Optional.of(Replies.badParameter(keyword));
            if (objection.isPresent()) {
                return objection;
            }
        }
        return Optional.empty();
    }

    /** The objection to a value that is not as it has to be. */
    static Optional<Reply> unless(boolean right, String keyword) {
        return right ? Optional.empty() : Optional.of(Replies.badParameter(keyword));
    }
}
