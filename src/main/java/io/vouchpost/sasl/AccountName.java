package io.vouchpost.sasl;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;

/**
 * The name by which an account is known, whichever way it was typed. In one place, because whoever checks passwords and
 * whoever counts failures must take two spellings for the same name or for different ones alike.
 *
 * @param value in lower case and Unicode form C, without control characters
 */
public record AccountName(String value) {
    /** In UTF-16 units, like the column. */
    public static final int LONGEST = 255;

    /** Empty for what cannot be the name of any account. */
    public static Optional<AccountName> of(String typed) {
        if (typed.length() > 4 * LONGEST) {
            return Optional.empty();
        }
        var value = Normalizer.normalize(
                Normalizer.normalize(typed.strip(), Normalizer.Form.NFC).toLowerCase(Locale.ROOT), Normalizer.Form.NFC);
        if (value.isEmpty() || value.length() > LONGEST || value.codePoints().anyMatch(AccountName::unfit)) {
            return Optional.empty();
        }
        return Optional.of(new AccountName(value));
    }

    /** The value; for what cannot be a name, the empty one, which no account has. */
    public static String valueOrNobodys(String typed) {
        return of(typed).map(AccountName::value).orElse("");
    }

    /** Controls, what does not show, and halves of surrogate pairs, which UTF-8 cannot carry. */
    private static boolean unfit(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }

    @Override
    public String toString() {
        return value;
    }
}
