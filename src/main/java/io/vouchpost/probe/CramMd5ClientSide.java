package io.vouchpost.probe;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** CRAM-MD5 (RFC 2195). */
record CramMd5ClientSide(Identity identity) implements ClientMechanism {

    @Override
    public Optional<byte[]> initial() {
        return Optional.empty();
    }

    @Override
    public byte[] next(byte[] challenge) throws Obstacle {
        try {
            var mac = Mac.getInstance("HmacMD5");
            mac.init(new SecretKeySpec(identity.secret().octets(), "HmacMD5"));
            var proof = HexFormat.of().formatHex(mac.doFinal(challenge));
            return (identity.user() + " " + proof).getBytes(StandardCharsets.UTF_8);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new Obstacle("CRAM-MD5 cannot be computed with this password", "");
        }
    }
}
