package io.vouchpost.account.hash;

import io.vertx.ext.auth.hashing.HashString;
import io.vertx.ext.auth.hashing.HashingAlgorithm;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;

/** bcrypt as OpenBSD and everybody after it keeps it. Read only: it looks at the first 72 octets of a password only. */
public final class Bcrypt implements HashingAlgorithm {
    private static final String THEIRS = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final String OURS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    private static final int HASH_CHARACTERS = 31;

    /** In this order they are written. */
    private static final Set<String> PARAMETERS = Collections.unmodifiableSet(new LinkedHashSet<>(List.of("v", "c")));

    @Override
    public String id() {
        return HashFormat.BCRYPT.id();
    }

    @Override
    public Set<String> params() {
        return PARAMETERS;
    }

    @Override
    public String hash(HashString text, String password) {
        var whole = OpenBSDBCrypt.generate(
                text.params().get("v"),
                password.getBytes(StandardCharsets.UTF_8),
                Base64Text.octets(translated(text.salt())),
                Integer.parseInt(text.params().get("c")));
        return whole.substring(whole.length() - HASH_CHARACTERS);
    }

    /** It is base64 but for its alphabet. */
    private static String translated(String salt) {
        var base64 = new StringBuilder(salt.length());
        salt.chars().forEach(character -> base64.append(OURS.charAt(THEIRS.indexOf(character))));
        return base64.toString();
    }
}
