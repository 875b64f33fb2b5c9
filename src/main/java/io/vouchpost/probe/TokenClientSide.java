package io.vouchpost.probe;

import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/**
 * The mechanisms that hand an access token over.
 *
 * @param before what stands before the token
 * @param after what stands behind it
 * @param afterRefusal how a refusal is acknowledged, so that the server can go on to say 535
 */
record TokenClientSide(Identity identity, String before, String after, String afterRefusal) implements ClientMechanism {

    /** RFC 7628 §3.1. */
    static TokenClientSide oauthBearer(Identity identity, String host, int port) {
        var name = identity.user().replace("=", "=3D").replace(",", "=2C");
        return new TokenClientSide(
                identity, "n,a=" + name + ",\1host=" + host + "\1port=" + port + "\1auth=Bearer ", "\1\1", "\1");
    }

    /** As Google and Microsoft have written it down. */
    static TokenClientSide xoauth2(Identity identity) {
        return new TokenClientSide(identity, "user=" + identity.user() + "\1auth=Bearer ", "\1\1", "");
    }

    @Override
    public Optional<byte[]> initial() {
        return Optional.of(Buffer.buffer(before)
                .appendBytes(identity.secret().octets())
                .appendString(after)
                .getBytes());
    }

    @Override
    public byte[] next(byte[] challenge) {
        return Buffer.buffer(afterRefusal).getBytes();
    }
}
