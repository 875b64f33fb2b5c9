package io.vouchpost.sasl;

import io.vertx.core.Future;
import io.vouchpost.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** Credentials in memory of Tim and Ursel, for all mechanisms; a certificate stands for Tim. */
final class TwoAccounts implements Credentials {
    static final String TIM = "tim";
    static final String URSEL = "ursel";
    static final String REALM = "example.org";
    static final byte[] SALT = "a salt of sixteen".getBytes(StandardCharsets.US_ASCII);
    static final int ITERATIONS = 4096;

    private static final Map<String, String> SECRETS = Map.of(TIM, "tanstaaftanstaaf", URSEL, "xipj3plmq");
    private static final Map<String, byte[]> KEPT = new ConcurrentHashMap<>();

    static String secretOf(String name) {
        return SECRETS.get(name);
    }

    @Override
    public Future<Verdict> check(String authcid, Secret password) {
        return Future.succeededFuture(verdict(authcid, password.reveal().equals(SECRETS.get(canonical(authcid)))));
    }

    @Override
    public Future<Verifiers> verifiers(String authcid, Form form) {
        return Future.succeededFuture(new Verifiers() {
            @Override
            public byte[] salt() {
                return SALT;
            }

            @Override
            public int iterations() {
                return ITERATIONS;
            }

            @Override
            public Future<Verdict> prove(Predicate<Secret> proof) {
                var known = SECRETS.containsKey(canonical(authcid));
                var kept = known ? kept(canonical(authcid), form) : new byte[form.octets()];
                boolean right = proof.test(Secret.ofOctets(kept.clone()));
                return Future.succeededFuture(verdict(authcid, known && right));
            }
        });
    }

    /** Anybody's token is their secret; an empty name is left to the token. */
    @Override
    public Future<Verdict> token(String authcid, Secret token) {
        return Future.succeededFuture(SECRETS.keySet().stream()
                .filter(name -> SECRETS.get(name).equals(token.reveal()))
                .findFirst()
                .<Verdict>map(Verdict.Accepted::new)
                .orElseGet(Verdict.Rejected::new));
    }

    @Override
    public Future<Verdict> certificate(String authzid) {
        return Future.succeededFuture(verdict(authzid.isEmpty() ? TIM : authzid, authzid.isEmpty() || isTim(authzid)));
    }

    private static boolean isTim(String name) {
        return canonical(name).equals(TIM);
    }

    private static Verdict verdict(String name, boolean right) {
        return right ? new Verdict.Accepted(canonical(name)) : new Verdict.Rejected();
    }

    private static String canonical(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    private static byte[] kept(String name, Form form) {
        return KEPT.computeIfAbsent(name + form, key -> make(name, form, Secret.ofText(SECRETS.get(name))));
    }

    private static byte[] make(String name, Form form, Secret password) {
        return switch (form) {
            case NT_HASH -> NtHash.of(password).octets();
            case SCRAM_SHA_1, SCRAM_SHA_256, SCRAM_SHA_512 -> ScramKeys.of(form, password, SALT, ITERATIONS);
            case CRAM_MD5 -> CramMd5State.of(password).octets();
            case DIGEST_MD5 -> DigestMd5Secret.of(name, REALM, password).octets();
        };
    }
}
