package io.vouchpost.clients;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;

/** Somebody who signs access tokens that the gateway takes: JWTs (RFC 7519) by ES256. */
final class Issuer {
    private static final String NAME = "https://issuer.example.org";
    private static final String AUDIENCE = "submit.example.org";

    private final KeyPair keys;
    private final Path publicKey;

    /** @param folder for its public key */
    Issuer(Path folder) throws GeneralSecurityException, IOException {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        keys = generator.generateKeyPair();
        var base64 = Base64.getMimeEncoder(64, new byte[] {'\n'})
                .encodeToString(keys.getPublic().getEncoded());
        publicKey = Files.writeString(
                folder.resolve("issuer.pem"), "-----BEGIN PUBLIC KEY-----\n" + base64 + "\n-----END PUBLIC KEY-----\n");
    }

    /** For the key {@code sasl.oauth}. */
    JsonObject configuration() {
        return new JsonObject()
                .put("issuer", NAME)
                .put("audience", AUDIENCE)
                .put("keys", new JsonObject().put("pem", publicKey.toString()));
    }

    /** One for an hour. */
    String tokenOf(String address) throws GeneralSecurityException {
        var claims = new JsonObject()
                .put("iss", NAME)
                .put("aud", AUDIENCE)
                .put("email", address)
                .put("exp", Instant.now().getEpochSecond() + 3600);
        var signed = part(new JsonObject().put("alg", "ES256").put("typ", "JWT")) + "." + part(claims);
        var signature = Signature.getInstance("SHA256withECDSAinP1363Format");
        signature.initSign(keys.getPrivate());
        signature.update(signed.getBytes(US_ASCII));
        return signed + "." + encoded(signature.sign());
    }

    private static String part(JsonObject json) {
        return encoded(json.encode().getBytes(UTF_8));
    }

    private static String encoded(byte[] octets) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
    }
}
