package io.vouchpost.guard;

import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;

/** How much accounts may send, counted by all gateways together. Futures fail never; without a database by what is known here. */
public interface Quotas {

    /** Would there be room for it? Takes nothing: for MAIL and RCPT, so that a client learns early. */
    Future<Ruling> look(Load load);

    /** Takes room for all of it, or for nothing. */
    Future<Ruling> take(Load load);

    /**
     * It was taken, and could not be sent through no fault of the account.
     *
     * @param since before it was taken: windows that began later are left as they are
     */
    Future<Void> giveBack(Load load, Instant since);

    /**
     * A message, or what is known of it so far.
     *
     * @param roles of the account
     * @param recipients their addresses, normalized
     * @param octets of content; 0 while that is not known
     */
    record Load(String account, List<String> roles, List<String> recipients, long octets) {
        public Load {
            roles = List.copyOf(roles);
            recipients = List.copyOf(recipients);
        }
    }
}
