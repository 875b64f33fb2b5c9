package io.vouchpost.account;

import static io.vouchpost.database.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vouchpost.config.HashSettings;
import io.vouchpost.config.SaslExample;
import io.vouchpost.config.SaslSettings;
import io.vouchpost.database.Notifications;
import io.vouchpost.sasl.Clients;
import io.vouchpost.sasl.Credentials.Verdict;
import io.vouchpost.sasl.Form;
import io.vouchpost.secret.Secret;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An account that came from elsewhere logs in for the first time. */
@Timeout(60)
class PasswordUpgradeTest {
    /** SHA-512 of "pässwörd" and "somesalt". */
    private static final String IMPORTED = "$ssha512$c29tZXNhbHQ$"
            + "meQABkiC+0XSv/GjB9E2tsxbJghg44KlD89/ZTHykrPmsXlXUVRDZxn9B+Nx/TvOogJHV1infTQau3ZNEOWv1w";

    private final BlockingQueue<AccountChanges.Change> heard = new LinkedBlockingQueue<>();
    private Installation installation;
    private SqlCredentials credentials;
    private Notifications notifications;

    @BeforeEach
    void open() {
        installation = new Installation();
        credentials = installation.credentials(argon());
        installation.account("alice", "pässwörd");
        imported();
        notifications = installation.database.notifications();
        AccountChanges.of(notifications).subscribe(new AccountChanges.Listener() {
            @Override
            public void changed(AccountChanges.Change change) {
                heard.add(change);
            }

            @Override
            public void missed() {}
        });
        await(notifications.start());
    }

    @AfterEach
    void close() {
        await(notifications.close());
        installation.close();
    }

    @Test
    void theFirstRightPasswordMakesWhatIsMissingAndEndsNoSession() throws Exception {
        assertThat(scram()).isEqualTo(new Verdict.VerifierMissing("alice"));
        assertThat(check("wrong")).isEqualTo(new Verdict.Rejected());
        assertThat(verifier()).isEqualTo(IMPORTED);
        assertThat(check("pässwörd")).isEqualTo(new Verdict.Accepted("alice"));
        TestPatience.until(() -> !verifier().equals(IMPORTED));
        var upgraded = verifier();
        assertThat(upgraded).startsWith("$argon2id$v=19,m=1024,t=1,p=1$");
        assertThat(scram()).isEqualTo(new Verdict.Accepted("alice"));

        assertThat(check("pässwörd")).isEqualTo(new Verdict.Accepted("alice"));
        await(installation.accounts(argon()).setEnabled("alice", false));
        assertThat(heard.poll(5, TimeUnit.SECONDS)) // the first that is told
                .isEqualTo(new AccountChanges.Change("alice", AccountChanges.Kind.STATUS));
        assertThat(verifier()).isEqualTo(upgraded);
    }

    @Test
    void aPasswordThatWasChangedMeanwhileStays() {
        var checked = new PasswordCheck.Checked(
                await(StoredCredential.find(installation.database.pool(), key()))
                        .orElseThrow(),
                IMPORTED,
                Secret.ofText("pässwörd"));
        await(installation.accounts(argon()).setPassword("alice", Secret.ofText("new")));
        var changed = verifier();
        var hashing = await(HashingPool.deploy(installation.vertx, 1, 1));
        new PasswordUpgrade(installation.database.pool(), hashing, argon()).consider(checked);
        await(hashing.run(new Regulars.Place(Lane.STRANGERS, ""), () -> Future.succeededFuture())); // behind it
        var octets = checked.password().octets();
        TestPatience.until(
                () -> IntStream.range(0, octets.length).allMatch(i -> octets[i] == 0)); // wiped when all is over
        assertThat(verifier()).isEqualTo(changed);
        assertThat(check("new")).isEqualTo(new Verdict.Accepted("alice"));
        assertThat(scram()).isEqualTo(new Verdict.Rejected());
    }

    @Test
    void manyLogInsAtOnceAreAllRight() {
        var checks = IntStream.range(0, 20)
                .mapToObj(i -> credentials.of(Clients.by("PLAIN")).check("alice", Secret.ofText("pässwörd")))
                .toList();
        assertThat(checks).allSatisfy(it -> assertThat(await(it)).isEqualTo(new Verdict.Accepted("alice")));
    }

    private void imported() {
        installation.sql("UPDATE credentials SET verifier = $1", IMPORTED);
        installation.sql("DELETE FROM verifiers");
    }

    private StoredCredential.Key key() {
        var row = await(installation
                        .database
                        .pool()
                        .query("SELECT id, created FROM credentials")
                        .execute())
                .iterator()
                .next();
        return new StoredCredential.Key(row.getLong(0), row.getOffsetDateTime(1));
    }

    private String verifier() {
        return (String) installation.ask("SELECT verifier FROM credentials");
    }

    private Verdict check(String password) {
        return await(credentials.of(Clients.by("PLAIN")).check("alice", Secret.ofText(password)));
    }

    private Verdict scram() {
        var proof = installation.form(Form.SCRAM_SHA_256, "alice", Secret.ofText("pässwörd"));
        return await(credentials
                .of(Clients.by("SCRAM-SHA-256"))
                .verifiers("alice", Form.SCRAM_SHA_256)
                .compose(it -> it.prove(proof::equals)));
    }

    private static SaslSettings argon() {
        var others = SaslExample.cheap();
        return new SaslSettings(
                List.of("PLAIN"),
                others.realm(),
                others.names(),
                others.channelBinding(),
                false,
                false,
                others.exchangeTimeout(),
                others.remember(),
                new HashSettings(HashSettings.Algorithm.ARGON2ID, 10_000, 1_024, 1, 2, 20),
                others.verifiers(),
                others.oauth());
    }
}
