package io.vouchpost.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * An address that may be one with a tag (RFC 5233): {@code alice+tag@example.org} is a subaddress of {@code
 * alice@example.org}. A tag is chosen by whoever writes it, and says nothing. Where the local part ends and the tag begins,
 * and what a tag may be made of, is for the server of the domain to know, and not for us. Doubt is therefore to nobody's
 * gain: to permit, it has to be a tag by any reading; to forbid, by some reading is enough.
 *
 * @param address in lower case and Unicode form C
 * @param separator empty where there are no tags
 */
record Subaddress(String address, String separator) {
    /** RFC 5321 §4.5.3.1.1; what a header has may be of any length. */
    private static final int LONGEST_LOCAL_PART = 64;

    private static final Pattern TAG = Pattern.compile("[\\p{L}\\p{M}\\p{N}!#$%&'*+/=?^_`{|}~.-]+");

    /**
     * What it is a subaddress of, to permit it like those: with the longest tag last. What could not stand in an address
     * without quotes is no tag.
     */
    List<String> basesToPermit() {
        return at() > LONGEST_LOCAL_PART
                ? List.of()
                : bases(LONGEST_LOCAL_PART).stream()
                        .filter(base -> TAG.matcher(base.tag()).matches())
                        .map(Base::address)
                        .toList();
    }

    /**
     * What a server could deliver it to, to forbid it like those: with the longest tag last. A tag is whatever follows a
     * separator, be it nothing.
     */
    List<String> basesToForbid() {
        int longest = AddressPattern.LONGEST - (address.length() - at()); // longer ones are in no pattern
        return inParts().bases(longest).stream().map(Base::address).toList();
    }

    /** Form C hides one separator in another letter: {@code =} and a stroke become {@code ≠}. */
    private Subaddress inParts() {
        return new Subaddress(address.replace("\u2260", "=\u0338"), separator);
    }

    private record Base(String address, String tag) {}

    /** At each separator that has something before it, from the last one on. */
    private List<Base> bases(int longest) {
        var bases = new ArrayList<Base>();
        if (separator.isEmpty() || at() < 0) {
            return bases;
        }
        var local = address.substring(0, at());
        for (int mark = local.lastIndexOf(separator, longest);
                mark > 0;
                mark = local.lastIndexOf(separator, mark - 1)) {
            bases.add(new Base(
                    local.substring(0, mark) + address.substring(at()), local.substring(mark + separator.length())));
        }
        return bases;
    }

    private int at() {
        return address.lastIndexOf('@');
    }
}
