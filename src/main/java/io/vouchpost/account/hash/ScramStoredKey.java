package io.vouchpost.account.hash;

import io.vertx.ext.auth.hashing.HashString;
import io.vertx.ext.auth.hashing.HashingAlgorithm;
import io.vouchpost.sasl.Form;
import io.vouchpost.sasl.ScramKeys;
import io.vouchpost.secret.Secret;
import java.util.Arrays;
import java.util.Set;

/** SCRAM's StoredKey (RFC 5802 §3), which checks a password that is shown as well. Read only. */
public abstract sealed class ScramStoredKey implements HashingAlgorithm {
    private final HashFormat format;
    private final Form form;

    private ScramStoredKey(HashFormat format, Form form) {
        this.format = format;
        this.form = form;
    }

    public static final class Sha1 extends ScramStoredKey {
        public Sha1() {
            super(HashFormat.SCRAM_SHA_1, Form.SCRAM_SHA_1);
        }
    }

    public static final class Sha256 extends ScramStoredKey {
        public Sha256() {
            super(HashFormat.SCRAM_SHA_256, Form.SCRAM_SHA_256);
        }
    }

    @Override
    public String id() {
        return format.id();
    }

    @Override
    public Set<String> params() {
        return Set.of("it");
    }

    @Override
    public String hash(HashString text, String password) {
        if (password.isEmpty()) {
            return ""; // has no key, and is nobody's password
        }
        try (var typed = Secret.ofText(password)) {
            int iterations = Integer.parseInt(text.params().get("it"));
            var both = ScramKeys.of(form, typed, Base64Text.octets(text.salt()), iterations);
            return Base64Text.of(Arrays.copyOf(both, form.octets() / 2));
        }
    }
}
