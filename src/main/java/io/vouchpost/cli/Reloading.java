package io.vouchpost.cli;

import io.vertx.core.Future;
import io.vouchpost.config.ConfigurationFile;
import io.vouchpost.config.Reload;
import io.vouchpost.config.SettingsChange;
import io.vouchpost.metrics.Reloads;
import io.vouchpost.verticle.Gateway;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What becomes of a changed configuration file: it is put in force, or the log says what is wrong with it. */
final class Reloading {
    private static final Logger LOG = LoggerFactory.getLogger(Reloading.class);

    private final ConfigurationFile file;
    private volatile Future<Gateway> gateway = Future.failedFuture("the gateway does not start yet");

    Reloading(ConfigurationFile file) {
        this.file = file;
    }

    /**
     * @param starting a change waits for the end of that
     */
    void begin(Future<Gateway> starting) {
        gateway = starting;
    }

    Future<Void> apply(SettingsChange change) {
        return gateway.compose(running -> running.apply(change));
    }

    void hear(Reload reload) {
        if (reload instanceof Reload.Changed changed) {
            var change = changed.change();
            if (change.live().isEmpty()) {
                count(Reloads::agreed);
            } else {
                count(Reloads::applied);
                LOG.info("configuration read anew, in force now: {}", change.live());
            }
            if (!change.afterRestart().isEmpty()) {
                LOG.warn("in force after a restart only: {}", change.afterRestart());
            }
        } else if (reload instanceof Reload.Refused refused) {
            count(Reloads::refused);
            refused.problems()
                    .forEach(problem ->
                            LOG.error("{} is refused, the old configuration stays: {}", file.file(), problem));
        } else {
            count(Reloads::agreed);
            LOG.info("configuration as it runs");
        }
    }

    private void count(Consumer<Reloads> outcome) {
        gateway.map(Gateway::reloads).onSuccess(outcome::accept);
    }
}
