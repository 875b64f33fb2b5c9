package io.vouchpost.verticle;

import io.vertx.core.Future;
import io.vouchpost.account.Account;
import io.vouchpost.guard.Gate;
import io.vouchpost.guard.Quotas.Load;
import io.vouchpost.guard.Ruling;
import io.vouchpost.policy.Sender;
import io.vouchpost.session.Backend;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The quotas of one account, asked over the bus. Without an answer nobody is kept from sending. */
final class BusAllowance implements Backend.Allowance {
    private final Bus bus;
    private final Account account;
    private final boolean countsRecipients;
    private final Clock clock;
    private Instant taken = Instant.MIN;

    /** That of an account which has quotas; empty where it has none, and asking would be in vain. */
    static Optional<Backend.Allowance> of(Bus bus, Gate gate, Sender sender) {
        var account = sender.account();
        return gate.rules().boundAny(account.name(), account.roles())
                ? Optional.of(new BusAllowance(
                        bus, account, gate.rules().boundRecipients(account.name(), account.roles()), gate.clock()))
                : Optional.empty();
    }

    /**
     * @param clock the one that quotas go by
     */
    private BusAllowance(Bus bus, Account account, boolean countsRecipients, Clock clock) {
        this.bus = bus;
        this.account = account;
        this.countsRecipients = countsRecipients;
        this.clock = clock;
    }

    @Override
    public boolean countsRecipients() {
        return countsRecipients;
    }

    @Override
    public Future<Optional<Backend.Refusal>> look(List<String> recipients, long octets) {
        return answer(bus.look(load(recipients, octets)));
    }

    @Override
    public Future<Optional<Backend.Refusal>> take(List<String> recipients, long octets) {
        taken = clock.instant();
        return answer(bus.take(load(recipients, octets)));
    }

    @Override
    public void giveBack(List<String> recipients, long octets) {
        bus.giveBack(load(recipients, octets), taken);
    }

    private Load load(List<String> recipients, long octets) {
        return new Load(account.name(), account.roles(), recipients, octets);
    }

    private static Future<Optional<Backend.Refusal>> answer(Future<Ruling> ruling) {
        return ruling.map(GuardAnswers::of).otherwise(Optional.empty());
    }
}
