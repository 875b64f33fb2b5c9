package io.vouchpost.verticle;

import static io.vouchpost.database.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vouchpost.account.AccountChanges;
import io.vouchpost.account.Accounts;
import io.vouchpost.config.PolicyExample;
import io.vouchpost.config.SaslExample;
import io.vouchpost.database.Database;
import io.vouchpost.database.Notifications;
import io.vouchpost.database.TestDatabase;
import io.vouchpost.policy.Sender;
import io.vouchpost.secret.Secret;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SendersTest {
    private final Vertx vertx = Vertx.vertx();
    private Database database;
    private Notifications notifications;
    private AccountChanges changes;
    private Accounts accounts;
    private Senders senders;

    @BeforeEach
    void open() {
        database = TestDatabase.open(vertx);
        notifications = database.notifications();
        changes = AccountChanges.of(notifications);
        accounts = new Accounts(vertx, database.pool(), SaslExample.cheap());
        senders = new Senders(accounts, changes, PolicyExample.strict());
        await(accounts.add("alice", Secret.ofText("open sesame"), List.of("alice@example.org"), false));
    }

    @AfterEach
    void close() {
        await(notifications.close());
        await(database.close());
        await(vertx.close());
    }

    private Optional<List<String>> identities() {
        return await(senders.find("alice")).map(Sender::account).map(account -> account.identities());
    }

    /** Does it, and waits until all who subscribed before have heard of it. */
    private void andAllHaveHeard(Runnable change) throws InterruptedException {
        var heard = new CountDownLatch(1);
        changes.subscribe(new AccountChanges.Listener() {
            @Override
            public void changed(AccountChanges.Change changed) {
                heard.countDown();
            }

            @Override
            public void missed() {}
        });
        change.run();
        assertThat(heard.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aChangeIsSeenAtOnce() throws InterruptedException {
        await(notifications.start());
        assertThat(identities()).contains(List.of("alice@example.org"));
        andAllHaveHeard(() -> await(accounts.addIdentity("alice", "a@example.org")));
        assertThat(identities()).contains(List.of("a@example.org", "alice@example.org"));
        andAllHaveHeard(() -> await(accounts.setEnabled("alice", false)));
        assertThat(identities()).isEmpty();
        andAllHaveHeard(() -> await(accounts.setEnabled("alice", true)));
        assertThat(identities()).isPresent();
        andAllHaveHeard(() -> await(accounts.remove("alice")));
        assertThat(identities()).isEmpty();
    }

    @Test
    void theDatabaseIsAskedOnceWhileNothingChanges() {
        await(notifications.start());
        var first = await(senders.find("alice"));
        assertThat(await(senders.find("alice")).orElseThrow()).isSameAs(first.orElseThrow());
        assertThat(await(senders.find("nobody"))).isEmpty();
    }

    @Test
    void withoutNotificationsNothingIsRemembered() {
        var first = await(senders.find("alice"));
        assertThat(await(senders.find("alice")).orElseThrow()).isNotSameAs(first.orElseThrow());
        await(accounts.addIdentity("alice", "a@example.org"));
        assertThat(identities()).contains(List.of("a@example.org", "alice@example.org"));
    }

    @Test
    void whatWasFoundBeforeTheLossIsForgottenAfterIt() {
        await(notifications.start());
        var before = await(senders.find("alice"));
        await(notifications.close());
        assertThat(await(senders.find("alice")).orElseThrow()).isNotSameAs(before.orElseThrow());
    }
}
