package io.vouchpost.account.hash;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.ext.auth.hashing.HashString;
import io.vertx.ext.auth.hashing.HashingStrategy;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Hashes that others have made: Python's hashlib, OpenSSL, crypt(3), the reference of Argon2, RFC 5802 and RFC 7677. */
class HashFormatTest {
    private static final String CHEAP =
            "$argon2id$v=19,m=8,t=1,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";

    private final HashingStrategy strategy = HashingStrategy.load();

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "password $argon2id$v=19,m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
                "pässwörd $pbkdf2$it=5000$c29tZXNhbHQ$YOasR3NWNGn4hLbBSUMZNX8OI24Kby+w9rwubFYPOTRoYspFfGGpYMe65dhkjlF8FIuAKfdCvWBdJRvT2r16OA",
                "pässwörd $pbkdf2-sha1$it=5000$c29tZXNhbHQ$KFmos8RBn2uOFyfcaZ2k3VVQ3ss",
                "pässwörd $ssha$c29tZXNhbHQ$h6UhTwh6Z/cV5rFV+8mQZtabWoM",
                "pässwörd $ssha$$9Rfd8dMqES/xrVXGbRsSyzjn6Pc",
                "pässwörd $ssha256$c29tZXNhbHQ$gCTl4T8iINi5IJz6ockfQiGeIFi3M2+M1VAcQOHBVpo",
                "pässwörd $ssha512$c29tZXNhbHQ$meQABkiC+0XSv/GjB9E2tsxbJghg44KlD89/ZTHykrPmsXlXUVRDZxn9B+Nx/TvOogJHV1infTQau3ZNEOWv1w",
                "pässwörd $sha256-crypt$rounds=5000$saltstring$bWOoCRTKNT.aiY/gJjvk1HjBYuRpcYQmcc5hqf6H4T4",
                "pässwörd $sha256-crypt$rounds=10000$saltstringsaltst$DhrNEPcQkZDZ6VvdYAHemPCfpSK.0kkrNtG/Y1wLlfD",
                "pässwörd $sha512-crypt$rounds=5000$saltstring$6PSVl254uv0cWCoUS0qzSX5NenRA/YFCwPzGA9ONu.MmmxqXTWHerEzD8WyuBl3ukfIZZU9uxLD6Bn6p7S3rG.",
                "U*U $bcrypt$v=2a,c=5$CCCCCCCCCCCCCCCCCCCCC.$E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
                "pässwörd $bcrypt$v=2b,c=6$CCCCCCCCCCCCCCCCCCCCC.$3UgB4./dyHRt.82oQf7QOTi1UG8wzNG",
                "pässwörd $bcrypt$v=2y,c=5$abcdefghijklmnopqrstuu$ZVEMa1pjhlynBQ1qXmSvGBJpN9h1w8G",
                "pencil $scram-sha-1$it=4096$QSXCR+Q6sek8bf92$6dlGYMOdZcOPutkcNY8U2g7vK9Y",
                "pencil $scram-sha-256$it=4096$W22ZaJ0SNY7soEsUEjb6gQ$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY",
            })
    void theRightPasswordFitsAndNoOther(String password, String verifier) {
        assertThat(HashFormat.of(verifier)).isPresent();
        assertThat(strategy.verify(verifier, password)).isTrue();
        for (var other : new String[] {"", password + "x", password.substring(1), "x".repeat(1_024), "\u0000"}) {
            assertThat(strategy.verify(verifier, other)).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "precious",
                "$",
                "$argon2id",
                "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
                "$argon2id$v=18,m=8,t=1,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
                "$argon2id$v=19,m=9999999,t=1,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
                "$argon2id$v=19,m=8,t=0,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
                "$pbkdf2$it=99999999$c29tZXNhbHQ$YOasR3NWNGn4hLbBSUMZNX8OI24Kby+w9rwubFYPOTRoYspFfGGpYMe65dhkjlF8FIuAKfdCvWBdJRvT2r16OA",
                "$pbkdf2$it=x$c29tZXNhbHQ$YOasR3NWNGn4hLbBSUMZNX8OI24Kby+w9rwubFYPOTRoYspFfGGpYMe65dhkjlF8FIuAKfdCvWBdJRvT2r16OA",
                "$ssha$c29tZXNhbHQ$h6UhTwh6Z",
                "$ssha$c$h6UhTwh6Z/cV5rFV+8mQZtabWoM",
                "$ssha$c29tZ$h6UhTwh6Z/cV5rFV+8mQZtabWoM",
                "$bcrypt$v=2y,c=31$abcdefghijklmnopqrstuu$ZVEMa1pjhlynBQ1qXmSvGBJpN9h1w8G",
                "$bcrypt$v=2x,c=5$abcdefghijklmnopqrstuu$ZVEMa1pjhlynBQ1qXmSvGBJpN9h1w8G",
                "$sha1$c29tZXNhbHQ$h6UhTwh6Z/cV5rFV+8mQZtabWoM",
            })
    void whatIsNotWrittenExactlySoIsNotReadAtAll(String verifier) {
        assertThat(HashFormat.of(verifier)).isEmpty();
    }

    @Property
    void whatIsReadCanBeChecked(@ForAll @IntRange(max = 80) int at, @ForAll char put) {
        var damaged = CHEAP.substring(0, at) + put + CHEAP.substring(at + 1);
        if (HashFormat.of(damaged).isPresent() && !damaged.matches(".*[0-9]{3,},.*")) {
            assertThat(strategy.verify(damaged, "nobody's")).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {CHEAP})
    void argon2idIsWrittenAsItIsRead(String verifier) {
        var read = new HashString(verifier);
        var written = strategy.hash("argon2id", read.params(), read.salt(), "password");
        assertThat(written).startsWith("$argon2id$v=19,m=8,t=1,p=1$c29tZXNhbHQ$");
        assertThat(strategy.verify(written, "password")).isTrue();
    }
}
