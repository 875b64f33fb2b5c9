package io.vouchpost.probe;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/** An address written as one; never looked up. */
final class LiteralAddress {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,3}\\.){3}[0-9]{1,3}|[0-9a-fA-F:]*:[0-9a-fA-F:.]*");

    private LiteralAddress() {}

    static Optional<InetAddress> of(String text) {
        var bare = text.replaceAll("^\\[|]$", "");
        if (!FORM.matcher(bare).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(bare));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    static boolean same(String one, String other) {
        return of(one).isPresent() && of(one).equals(of(other));
    }
}
