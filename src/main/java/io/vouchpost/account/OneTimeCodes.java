package io.vouchpost.account;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.auth.otp.Authenticator;
import io.vertx.ext.auth.otp.OtpCredentials;
import io.vertx.ext.auth.otp.hotp.HotpAuth;
import io.vertx.ext.auth.otp.hotp.HotpAuthOptions;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import io.vouchpost.config.VerifierSettings;
import io.vouchpost.database.Database;
import io.vouchpost.secret.Secret;
import java.time.Clock;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * One-time codes by time (TOTP, RFC 6238), six digits typed right behind the password; and, for who has lost the telephone,
 * recovery codes in the same place, with or without a space before. Each works once.
 *
 * <p>Of Vert.x' two, {@link HotpAuth} does it and not TotpAuth: TOTP is HOTP with the time for a counter, and only HotpAuth
 * takes the counter from us, which the neighbouring steps and a code's single use need.
 */
public final class OneTimeCodes implements SecondFactors {
    static final int DIGITS = 6;
    static final int STEP_SECONDS = 30;
    /** Steps before and after, for clocks that go wrong by as much (RFC 6238 §5.2). */
    private static final int TOLERANCE = 1;

    private static final int MOST_STEPS = 2 * TOLERANCE + 1;

    private static final String USE_CODE =
            "UPDATE totp SET last_step = $2, secret = $3 WHERE account = $1 AND last_step < $2";
    private static final String USE_RECOVERY_CODE = "DELETE FROM recovery_codes WHERE account = $1 AND code = $2";

    private final SqlClient client;
    private volatile Optional<VerifierKey> key;
    private final Clock clock;

    /**
     * @param key that the secrets are sealed under; where there is none, every check is an outage
     */
    public OneTimeCodes(SqlClient client, Optional<VerifierKey> key, Clock clock) {
        this.client = client;
        this.key = key;
        this.clock = clock;
    }

    @Override
    public void apply(VerifierSettings settings) {
        key = VerifierKey.of(settings);
    }

    @Override
    public Typed split(Secret typed) {
        var octets = typed.octets();
        int code = RecoveryCode.startIn(octets);
        if (code >= 0) {
            int end = code > 0 && octets[code - 1] == ' ' ? code - 1 : code;
            return taken(octets, end, code);
        }
        int digits = octets.length - DIGITS;
        return taken(octets, allDigits(octets, digits) ? digits : octets.length, Math.max(0, digits));
    }

    /** The password ends at the one, the code begins at the other; there is no code where the password is all. */
    private static Typed taken(byte[] octets, int end, int code) {
        var tail = end == octets.length ? new byte[0] : Arrays.copyOfRange(octets, code, octets.length);
        return new Typed(Secret.ofOctets(Arrays.copyOf(octets, end)), Secret.ofOctets(tail));
    }

    private static boolean allDigits(byte[] octets, int from) {
        for (int i = Math.max(0, from); i < octets.length; i++) {
            if (octets[i] < '0' || octets[i] > '9') {
                return false;
            }
        }
        return from >= 0;
    }

    @Override
    public Future<Boolean> redeem(long account, Secret code) {
        if (code.length() == DIGITS) {
            return redeemCode(account, code).timeout(Database.PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
        if (RecoveryCode.startIn(code.octets()) != 0) {
            return Future.succeededFuture(false);
        }
        return client.preparedQuery(USE_RECOVERY_CODE)
                .execute(Tuple.of(account, RecoveryCode.digest(code)))
                .timeout(Database.PATIENCE_SECONDS, TimeUnit.SECONDS)
                .map(rows -> rows.rowCount() == 1);
    }

    private Future<Boolean> redeemCode(long account, Secret code) {
        var digits = code.reveal();
        return client.preparedQuery("SELECT secret FROM totp WHERE account = $1")
                .execute(Tuple.of(account))
                .compose(rows -> rows.size() == 0
                        ? Future.succeededFuture(false)
                        : redeemCode(account, digits, rows.iterator().next().getBuffer(0)));
    }

    private Future<Boolean> redeemCode(long account, String digits, Buffer sealed) {
        var place = VerifierKey.Place.ofOneTimeCodes(account);
        var keys = key; // they may change meanwhile
        var opened = keys.flatMap(it -> it.open(sealed.getBytes(), place));
        if (opened.isEmpty()) {
            return Future.failedFuture("the secret of one-time codes cannot be opened: look at sasl.verifierKey");
        }
        var secret = opened.get();
        try (var plain = secret.plain()) {
            var fresh = secret.stale() ? Buffer.buffer(keys.orElseThrow().seal(plain, place)) : sealed;
            return step(plain, digits)
                    .compose(step -> step.isEmpty()
                            ? Future.succeededFuture(false)
                            : client.preparedQuery(USE_CODE)
                                    .execute(Tuple.of(account, step.get(), fresh))
                                    .map(rows -> rows.rowCount() == 1));
        }
    }

    /**
     * The step of time, about now, whose code this is; empty where there is none.
     *
     * @param secret in base32
     */
    private Future<Optional<Long>> step(Secret secret, String digits) {
        long now = clock.instant().getEpochSecond() / STEP_SECONDS;
        // it tries the one after the counter first, and then as many as it may look ahead
        var counter = new Authenticator().setKey(secret.reveal()).setCounter(now - TOLERANCE - 1);
        var options = new HotpAuthOptions().setPasswordLength(DIGITS).setLookAheadWindow(MOST_STEPS - 1);
        return HotpAuth.create(options)
                .authenticatorFetcher(anybody -> Future.succeededFuture(counter))
                .authenticatorUpdater(used -> Future.succeededFuture())
                .authenticate(new OtpCredentials("account", digits))
                .map(right -> Optional.of(counter.getCounter()))
                .otherwise(Optional.empty());
    }
}
