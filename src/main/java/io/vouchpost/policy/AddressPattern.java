package io.vouchpost.policy;

import io.vouchpost.account.Identity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Addresses that a permission is about: {@code alice@example.org}; {@code *@example.org}, all of that domain and none below;
 * {@code *@*.example.org}, all of all domains below; {@code *}, all. Accounts are named likewise, or by a name without
 * domain.
 *
 * <p>An address is not held against one pattern after the other; the few patterns that could cover it are looked up.
 *
 * @param text in lower case and Unicode form C
 */
public record AddressPattern(String text) {
    public static final String FORMS = "alice@example.org, *@example.org for all of a domain, *@*.example.org for all"
            + " domains below one, or * for all";

    /** No pattern is longer. */
    static final int LONGEST = 320;
    /** RFC 5321 §4.5.3.1.2; what a header has may be of any length. */
    private static final int LONGEST_DOMAIN = 255;

    private static final String ATOM = "[\\p{L}\\p{M}\\p{N}!#$%&'+/=?^_`{|}~-]+";
    private static final String LABEL = "[\\p{L}\\p{M}\\p{N}]([\\p{L}\\p{M}\\p{N}-]{0,61}[\\p{L}\\p{M}\\p{N}])?";
    private static final String DOMAIN = LABEL + "(\\." + LABEL + ")*";
    private static final Pattern ADDRESSES =
            Pattern.compile("\\*|(" + ATOM + "(\\." + ATOM + ")*|\\*)@" + DOMAIN + "|\\*@\\*\\." + DOMAIN);

    /** Empty for what is none. */
    static Optional<AddressPattern> ofAddresses(String typed) {
        return of(typed).filter(text -> ADDRESSES.matcher(text).matches()).map(AddressPattern::new);
    }

    /** Empty for what is none: names have no star, but as patterns have. */
    static Optional<AddressPattern> ofAccounts(String typed) {
        return of(typed)
                .filter(text -> ADDRESSES.matcher(text).matches() || isName(text))
                .map(AddressPattern::new);
    }

    private static boolean isName(String text) {
        return text.indexOf('*') < 0 && text.codePoints().noneMatch(Character::isISOControl);
    }

    private static Optional<String> of(String typed) {
        return Optional.of(typed)
                .filter(it -> it.length() <= LONGEST)
                .map(Identity::folded)
                .filter(it -> !it.isEmpty() && it.length() <= LONGEST);
    }

    /**
     * The texts of all patterns that cover an address, the narrowest first.
     *
     * @param address in lower case and Unicode form C
     */
    static List<String> covering(String address) {
        var patterns = new ArrayList<String>();
        patterns.add(address);
        int at = address.lastIndexOf('@');
        if (at >= 0 && address.length() - at - 1 <= LONGEST_DOMAIN) {
            var domain = address.substring(at + 1);
            patterns.add("*@" + domain);
            for (int dot = domain.indexOf('.'); dot >= 0; dot = domain.indexOf('.', dot + 1)) {
                patterns.add("*@*" + domain.substring(dot));
            }
        }
        patterns.add("*");
        return patterns;
    }

    @Override
    public String toString() {
        return text;
    }
}
