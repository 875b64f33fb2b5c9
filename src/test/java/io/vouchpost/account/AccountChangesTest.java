package io.vouchpost.account;

import static io.vouchpost.database.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vouchpost.account.AccountChanges.Change;
import io.vouchpost.account.AccountChanges.Kind;
import io.vouchpost.config.SaslExample;
import io.vouchpost.database.Database;
import io.vouchpost.database.TestDatabase;
import io.vouchpost.secret.Secret;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two replicas: what one changes, the other hears. */
@Timeout(60)
class AccountChangesTest {
    private static final String MISSED = "missed";

    private final Vertx vertx = Vertx.vertx();
    private final BlockingQueue<Object> heard = new LinkedBlockingQueue<>();
    private Database here;
    private Database there;
    private Accounts accounts;
    private AccountChanges changes;

    @BeforeEach
    void open() throws Exception {
        var settings = TestDatabase.fresh();
        here = await(Database.open(vertx, settings));
        there = await(Database.open(vertx, settings));
        accounts = new Accounts(vertx, there.pool(), SaslExample.cheap());
        await(accounts.add("alice", Secret.ofText("one"), List.of(), false));
        var notifications = here.notifications();
        changes = AccountChanges.of(notifications);
        changes.subscribe(new AccountChanges.Listener() {
            @Override
            public void changed(Change change) {
                heard.add(change);
            }

            @Override
            public void missed() {
                heard.add(MISSED);
            }
        });
        await(notifications.start());
        assertThat(next()).isEqualTo(MISSED); // before we listened, anything may have been
        assertThat(changes.live()).isTrue();
    }

    @AfterEach
    void close() {
        await(here.close());
        await(there.close());
        await(vertx.close());
    }

    @Test
    void eachKindOfChangeIsHeardAtOnce() throws Exception {
        await(accounts.setPassword("alice", Secret.ofText("two")));
        assertThat(next()).isEqualTo(new Change("alice", Kind.CREDENTIALS));
        await(accounts.addIdentity("alice", "alice@example.org"));
        assertThat(next()).isEqualTo(new Change("alice", Kind.IDENTITIES));
        await(accounts.removeIdentity("alice", "alice@example.org"));
        assertThat(next()).isEqualTo(new Change("alice", Kind.IDENTITIES));
        await(accounts.setEnabled("alice", false));
        assertThat(next()).isEqualTo(new Change("alice", Kind.STATUS));
        await(accounts.setNullSender("alice", true));
        assertThat(next()).isEqualTo(new Change("alice", Kind.STATUS));
        await(accounts.remove("alice"));
        assertThat(next()).isEqualTo(new Change("alice", Kind.REMOVED));
    }

    @Test
    void aDeviceCredentialIsNamedInWhatIsHeardOfIt() throws Exception {
        var devices = new DeviceCredentials(vertx, there.pool(), SaslExample.cheap());
        await(devices.add("alice", DeviceCredential.typed("printer", List.of(), List.of(), Optional.empty())));
        assertThat(next()).as("nobody's session ends").isEqualTo(new Change("alice", Kind.STATUS, "printer"));
        await(devices.revoke("alice", "printer"));
        assertThat(next()).isEqualTo(new Change("alice", Kind.CREDENTIALS, "printer"));
    }

    @Test
    void aLostConnectionIsToldOfAndMadeAnew() throws Exception {
        await(there.pool()
                .query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                        + " WHERE datname = current_database() AND query LIKE 'LISTEN%'")
                .execute());
        assertThat(next()).isEqualTo(MISSED);
        assertThat(next()).isEqualTo(MISSED);
        assertThat(changes.live()).isTrue();
        await(accounts.setEnabled("alice", false));
        assertThat(next()).isEqualTo(new Change("alice", Kind.STATUS));
    }

    @Test
    void addingIsHeardWithNameIdentitiesAndAll() throws Exception {
        var added = await(accounts.add(
                "Bob@example.org",
                Secret.ofText("x"),
                List.of("BOB@example.org", "bob@example.org", "*@b.example.org"),
                true));
        assertThat(await(accounts.find("bob@EXAMPLE.org"))).contains(added);
        assertThat(added)
                .isEqualTo(new Account("bob@example.org", true, true, List.of("*@b.example.org", "bob@example.org")));
        assertThat(next())
                .isIn(new Change("bob@example.org", Kind.CREDENTIALS), new Change("bob@example.org", Kind.IDENTITIES));
    }

    @Test
    void whatIsWrongWithARequestIsASentence() {
        assertThatThrownBy(() -> await(accounts.add("a\u0000", Secret.ofText("x"), List.of(), false)))
                .isInstanceOf(AccountException.class)
                .hasMessageContaining("1 to 255 characters");
        assertThatThrownBy(() -> await(accounts.add("bob", Secret.ofText("x"), List.of("nonsense"), false)))
                .isInstanceOf(AccountException.class)
                .hasMessageContaining("nonsense");
        assertThatThrownBy(() -> await(accounts.add("bob", Secret.ofText("a\u0000b"), List.of(), false)))
                .isInstanceOf(AccountException.class)
                .hasMessageContaining("control characters");
        assertThat(await(accounts.find("bob"))).isEmpty();
    }

    private Object next() throws InterruptedException {
        var next = heard.poll(5, TimeUnit.SECONDS);
        assertThat(next).isNotNull();
        return next;
    }
}
