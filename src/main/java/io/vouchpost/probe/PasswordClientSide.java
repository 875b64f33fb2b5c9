package io.vouchpost.probe;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The mechanisms that hand the password over: PLAIN (RFC 4616) at once, LOGIN when asked. */
final class PasswordClientSide implements ClientMechanism {
    private final Identity identity;
    private final boolean atOnce;
    private int asked;

    private PasswordClientSide(Identity identity, boolean atOnce) {
        this.identity = identity;
        this.atOnce = atOnce;
    }

    static PasswordClientSide plain(Identity identity) {
        return new PasswordClientSide(identity, true);
    }

    static PasswordClientSide login(Identity identity) {
        return new PasswordClientSide(identity, false);
    }

    @Override
    public Optional<byte[]> initial() {
        if (!atOnce) {
            return Optional.empty();
        }
        return Optional.of(Buffer.buffer("\0" + identity.user() + "\0")
                .appendBytes(identity.secret().octets())
                .getBytes());
    }

    /** For LOGIN: what is asked for nobody reads; the first is the name, the second the password. */
    @Override
    public byte[] next(byte[] challenge) throws Obstacle {
        asked++;
        if (atOnce || asked > 2) {
            throw new Obstacle("the server asks for more than a name and a password", "");
        }
        return asked == 1
                ? identity.user().getBytes(StandardCharsets.UTF_8)
                : identity.secret().octets().clone();
    }
}
