package io.vouchpost.account;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vouchpost.database.Notifications;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;

/** Tells of each change to an account, by whichever replica or command, so that what was remembered of it can be forgotten. */
public final class AccountChanges {
    static final String CHANNEL = "vouchpost_account";
    /** Told instead of many accounts; those who do not know it yet forget all that they remember. */
    private static final String RIGHTS = "{\"change\":\"rights\"}";

    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final BooleanSupplier live;

    AccountChanges(BooleanSupplier live) {
        this.live = live;
    }

    /** To be made before the notifications are started. */
    public static AccountChanges of(Notifications notifications) {
        var changes = new AccountChanges(notifications::live);
        notifications.subscribe(CHANNEL, changes.new Ear());
        return changes;
    }

    /** Told in order, on one context; must not block. */
    public interface Listener {

        /** Committed, just now. */
        void changed(Change change);

        /** Notifications were or are away: anything may have changed, for any account. */
        void missed();

        /** What accounts may has changed for many of them; nothing else of them has. */
        default void rightsChanged() {
            missed();
        }
    }

    /**
     * What has changed of which account.
     *
     * @param account its own name
     * @param credential the label of the device credential that it is about; empty for the account's own password, and for
     *     what is about no credential
     */
    public record Change(String account, Kind kind, String credential) {

        /** Not about a device credential. */
        public Change(String account, Kind kind) {
            this(account, kind, "");
        }
    }

    /**
     * What of an account changes. IDENTITIES: these, roles, permissions. STATUS: enabled or disabled, null sender allowed or
     * not.
     */
    public enum Kind {
        CREDENTIALS,
        IDENTITIES,
        STATUS,
        REMOVED
    }

    public void subscribe(Listener listener) {
        listeners.add(listener);
    }

    /** Whether changes are heard of now. Where not, nothing may be remembered. */
    public boolean live() {
        return live.getAsBoolean();
    }

    void notified(String payload) {
        if (payload.equals(RIGHTS)) {
            listeners.forEach(Listener::rightsChanged);
            return;
        }
        read(payload).ifPresentOrElse(change -> listeners.forEach(it -> it.changed(change)), this::missed);
    }

    void missed() {
        listeners.forEach(Listener::missed);
    }

    /** Empty for what a newer version may have to say. */
    private static Optional<Change> read(String payload) {
        try {
            var json = new JsonObject(payload);
            var account = json.getString("account");
            if (account == null) {
                return Optional.empty();
            }
            var credential = json.getString("credential", "");
            return switch (json.getString("change", "")) {
                case "credentials" -> Optional.of(new Change(account, Kind.CREDENTIALS, credential));
                case "identities" -> Optional.of(new Change(account, Kind.IDENTITIES));
                case "status" -> Optional.of(new Change(account, Kind.STATUS, credential));
                case "removed" -> Optional.of(new Change(account, Kind.REMOVED));
                default -> Optional.empty();
            };
        } catch (DecodeException | ClassCastException e) {
            return Optional.empty();
        }
    }

    private final class Ear implements Notifications.Listener {

        @Override
        public void listening() {
            missed();
        }

        @Override
        public void notified(String payload) {
            AccountChanges.this.notified(payload);
        }

        @Override
        public void lost() {
            missed();
        }
    }
}
