package io.vouchpost.verticle;

import io.vertx.core.Future;
import io.vouchpost.delivery.Warden;
import io.vouchpost.guard.Breaker;
import io.vouchpost.message.Submission;
import java.util.Optional;

/** The breaker as delivery sees it. */
record BreakerWarden(Breaker breaker) implements Warden {

    @Override
    public Future<Void> submitted(Submission submission) {
        return breaker.submitted(
                submission.account(), submission.envelope().recipients().size());
    }

    @Override
    public void refused(String account, int recipients) {
        breaker.refused(account, recipients);
    }

    @Override
    public Optional<String> held(String account) {
        return breaker.held(account);
    }
}
