package io.vouchpost.account;

import static io.vouchpost.database.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vouchpost.config.SaslExample;
import io.vouchpost.database.Database;
import io.vouchpost.database.Notifications;
import io.vouchpost.database.TestDatabase;
import io.vouchpost.secret.Secret;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Roles and permissions, in a real PostgreSQL: what an account comes to have, and who is told of a change. */
@Timeout(60)
class RolesTest {
    private static final RoleName STAFF = RoleName.of("Staff").orElseThrow();
    private static final String SEND = "send *@example.org";

    private final Vertx vertx = Vertx.vertx();
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private Database database;
    private Notifications notifications;
    private Accounts accounts;
    private Roles roles;

    @BeforeEach
    void open() {
        database = TestDatabase.open(vertx);
        notifications = database.notifications();
        AccountChanges.of(notifications).subscribe(new AccountChanges.Listener() {
            @Override
            public void changed(AccountChanges.Change change) {
                told.add(change.account() + " " + change.kind());
            }

            @Override
            public void missed() {}

            @Override
            public void rightsChanged() {
                told.add("all");
            }
        });
        accounts = new Accounts(vertx, database.pool(), SaslExample.cheap());
        roles = new Roles(database.pool());
        await(accounts.add("alice", Secret.ofText("open sesame"), List.of("alice@example.org"), false));
        await(accounts.add("bob", Secret.ofText("open sesame"), List.of(), false));
        await(notifications.start());
    }

    @AfterEach
    void close() {
        await(notifications.close());
        await(database.close());
        await(vertx.close());
    }

    private Account alice() {
        return await(accounts.find("Alice")).orElseThrow();
    }

    private String hears() throws InterruptedException {
        return String.valueOf(told.poll(20, TimeUnit.SECONDS));
    }

    @Test
    void anAccountHasItsOwnPermissionsAndThoseOfItsRoles() {
        await(roles.permit(STAFF, SEND));
        await(roles.addTo("ALICE", STAFF));
        await(roles.addTo("alice", STAFF));
        await(roles.addTo("alice", RoleName.of("empty").orElseThrow()));
        await(roles.permit("alice", "to *@example.net"));

        assertThat(alice())
                .isEqualTo(new Account(
                        "alice",
                        true,
                        false,
                        List.of("alice@example.org"),
                        List.of("empty", "staff"),
                        List.of("staff: send *@example.org", "to *@example.net")));
        assertThat(await(accounts.find("bob")).orElseThrow().roles()).isEmpty();
        assertThat(await(roles.list()))
                .containsExactly(
                        new Roles.Role("empty", List.of("alice"), List.of()),
                        new Roles.Role("staff", List.of("alice"), List.of(SEND)));

        await(roles.removeFrom("alice", STAFF));
        await(roles.forbid("alice", "to *@example.net"));
        assertThat(alice().permissions()).isEmpty();
        assertThat(alice().roles()).containsExactly("empty");
    }

    @Test
    void whatIsNotThereCannotBeTaken() {
        assertThatThrownBy(() -> await(roles.removeFrom("alice", STAFF)))
                .hasMessage("The account alice has no role staff.");
        assertThatThrownBy(() -> await(roles.forbid("alice", SEND)))
                .hasMessage("The account alice has itself no permission send *@example.org.");
        assertThatThrownBy(() -> await(roles.forbid(STAFF, SEND)))
                .hasMessage("The role staff has no permission send *@example.org.");
        assertThatThrownBy(() -> await(roles.addTo("carol", STAFF))).hasMessage("There is no account named carol.");
        assertThatThrownBy(() -> await(roles.permit("carol", SEND))).hasMessage("There is no account named carol.");
    }

    @Test
    void eachChangeIsToldOfTheAccountsThatItConcerns() throws Exception {
        await(roles.permit(STAFF, "to *")); // concerns nobody yet
        await(roles.addTo("alice", STAFF));
        assertThat(hears()).isEqualTo("alice IDENTITIES");
        await(roles.permit("bob", SEND));
        assertThat(hears()).isEqualTo("bob IDENTITIES");
        await(roles.permit(STAFF, SEND));
        assertThat(hears()).isEqualTo("alice IDENTITIES");
        await(roles.forbid(STAFF, SEND));
        assertThat(hears()).isEqualTo("alice IDENTITIES");
        await(roles.removeFrom("alice", STAFF));
        assertThat(hears()).isEqualTo("alice IDENTITIES");
        await(roles.forbid("bob", SEND));
        assertThat(hears()).isEqualTo("bob IDENTITIES");
        await(database.pool()
                .query(
                        "UPDATE account_roles SET role = 'other'; INSERT INTO account_roles SELECT id, 'r' FROM accounts;"
                                + " UPDATE account_roles SET account = (SELECT id FROM accounts WHERE name = 'bob'), role = 's'"
                                + " WHERE account = (SELECT id FROM accounts WHERE name = 'alice')")
                .execute());
        assertThat(List.of(hears(), hears())).containsExactlyInAnyOrder("alice IDENTITIES", "bob IDENTITIES");
        assertThat(told).isEmpty();
    }

    @Test
    void ofManyAtOnceOneWordIsTold() throws Exception {
        await(database.pool()
                .query("INSERT INTO accounts (name) SELECT 'account' || n FROM generate_series(1, 101) AS n;"
                        + " INSERT INTO account_roles SELECT id, 'staff' FROM accounts WHERE name LIKE 'account%'")
                .execute());
        assertThat(hears()).isEqualTo("all");
        await(roles.permit(STAFF, SEND));
        assertThat(hears()).isEqualTo("all");
        await(accounts.remove("account101"));
        assertThat(hears()).isEqualTo("account101 REMOVED");
        await(roles.forbid(STAFF, SEND));
        for (int i = 0; i < 100; i++) {
            assertThat(hears()).matches("account\\d+ IDENTITIES");
        }
        assertThat(told).isEmpty();
    }

    @Test
    void theDatabaseTakesNoNonsense() {
        assertThatThrownBy(() -> await(roles.permit("alice", "dance"))).hasMessageContaining("account_permissions");
        assertThatThrownBy(() -> await(roles.permit(STAFF, "send "))).hasMessageContaining("role_permissions");
        assertThat(RoleName.of("a b")).isEmpty();
        assertThat(RoleName.of("a:b")).isEmpty();
        assertThat(RoleName.of("")).isEmpty();
    }
}
