package io.vouchpost.account;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Names what several accounts have in common. Bounded to letters, digits, dot, hyphen and underscore, so that it needs no
 * quotes anywhere.
 *
 * @param value in lower case and Unicode form C
 */
public record RoleName(String value) {
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{M}\\p{N}._-]{1,64}");

    /** Empty for what cannot be the name of any role. */
    public static Optional<RoleName> of(String typed) {
        var value = Identity.folded(typed);
        return NAME.matcher(value).matches() ? Optional.of(new RoleName(value)) : Optional.empty();
    }

    @Override
    public String toString() {
        return value;
    }
}
