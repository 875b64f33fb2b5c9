package io.vouchpost.oauth;

import static io.vouchpost.database.TestDatabase.await;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** An issuer of tokens on a real HTTP server; signs with what the Java runtime has, and not with the library under test. */
public final class TestIssuer {
    private record Answer(int status, String body) {}

    private final HttpServer server;
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final Map<String, Integer> asked = new ConcurrentHashMap<>();
    private final Map<String, String> said = new ConcurrentHashMap<>();
    private final Map<String, String> authorizations = new ConcurrentHashMap<>();

    public TestIssuer(Vertx vertx) {
        server = await(vertx.createHttpServer()
                .requestHandler(request -> request.body().onSuccess(body -> {
                    var path = request.path();
                    asked.merge(path, 1, Integer::sum);
                    said.put(path, body.toString());
                    authorizations.put(path, String.valueOf(request.getHeader("Authorization")));
                    var answer = answers.getOrDefault(path, new Answer(404, ""));
                    request.response()
                            .putHeader("Content-Type", "application/json")
                            .putHeader("Location", url("/elsewhere"))
                            .setStatusCode(answer.status())
                            .end(answer.body());
                }))
                .listen(0, "127.0.0.1"));
    }

    public String url(String path) {
        return "http://127.0.0.1:" + server.actualPort() + path;
    }

    public URI uri(String path) {
        return URI.create(url(path));
    }

    public void answer(String path, int status, String body) {
        answers.put(path, new Answer(status, body));
    }

    /** At {@code /jwks}. */
    public void publish(JsonObject... keys) {
        answer(
                "/jwks",
                200,
                new JsonObject()
                        .put("keys", new JsonArray(List.of((Object[]) keys)))
                        .encode());
    }

    int asked(String path) {
        return asked.getOrDefault(path, 0);
    }

    String said(String path) {
        return said.get(path);
    }

    public String authorization(String path) {
        return authorizations.get(path);
    }

    void close() {
        await(server.close());
    }

    /** RFC 7518 §6.2 and §6.3, without an algorithm. */
    public static JsonObject jwk(String kid, PublicKey key) {
        var jwk = new JsonObject().put("kid", kid);
        if (key instanceof RSAPublicKey rsa) {
            return jwk.put("kty", "RSA")
                    .put(
                            "n",
                            base64(unsigned(rsa.getModulus(), (rsa.getModulus().bitLength() + 7) / 8)))
                    .put("e", base64(rsa.getPublicExponent().toByteArray()));
        }
        var ec = (ECPublicKey) key;
        int bits = ec.getParams().getOrder().bitLength();
        int octets = (bits + 7) / 8;
        return jwk.put("kty", "EC")
                .put("crv", "P-" + bits)
                .put("x", base64(unsigned(ec.getW().getAffineX(), octets)))
                .put("y", base64(unsigned(ec.getW().getAffineY(), octets)));
    }

    public static String jwt(String algorithm, String kid, KeyPair keys, JsonObject claims) {
        return jwt(algorithm, kid, keys, claims, new JsonObject());
    }

    static String jwt(String algorithm, String kid, KeyPair keys, JsonObject claims, JsonObject more) {
        var content = part(more.copy().put("alg", algorithm).put("kid", kid)) + "." + part(claims);
        try {
            var hash = "SHA" + algorithm.substring(2);
            var signature =
                    switch (algorithm.substring(0, 2)) {
                        case "RS" -> Signature.getInstance(hash + "withRSA");
                        case "PS" -> pss(Integer.parseInt(algorithm.substring(2)));
                        default -> Signature.getInstance(hash + "withECDSAinP1363Format");
                    };
            signature.initSign(keys.getPrivate());
            signature.update(content.getBytes(StandardCharsets.US_ASCII));
            return content + "." + base64(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Signature pss(int bits) throws GeneralSecurityException {
        var signature = Signature.getInstance("RSASSA-PSS");
        var hash = "SHA-" + bits;
        signature.setParameter(new PSSParameterSpec(hash, "MGF1", new MGF1ParameterSpec(hash), bits / 8, 1));
        return signature;
    }

    static String hmac(String algorithm, String kid, byte[] key, JsonObject claims) {
        try {
            var content = part(new JsonObject().put("alg", algorithm).put("kid", kid)) + "." + part(claims);
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return content + "." + base64(mac.doFinal(content.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static String part(JsonObject json) {
        return base64(json.encode().getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] unsigned(BigInteger number, int octets) {
        var padded = new byte[octets];
        var bytes = number.toByteArray();
        int from = Math.max(0, bytes.length - octets);
        System.arraycopy(bytes, from, padded, octets - (bytes.length - from), bytes.length - from);
        return padded;
    }

    private static String base64(byte[] octets) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
    }
}
