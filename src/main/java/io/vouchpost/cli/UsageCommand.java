package io.vouchpost.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vouchpost.account.UsageSearch.Use;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code account usage}: who logs in how, so that an operator can switch something off knowing whom it hits. */
@Command(
        name = "usage",
        description = "Who still logs in by which mechanism, TLS version and client. Some seconds behind.")
public final class UsageCommand implements Callable<Integer> {
    @Mixin
    private @Nullable OnDatabase database;

    @Parameters(paramLabel = "NAME", arity = "0..1", description = "Of this account only.")
    private @Nullable String name;

    @Option(names = "--mechanism", paramLabel = "M", description = "By this one only, such as LOGIN.")
    private @Nullable String mechanism;

    @Option(names = "--tls", paramLabel = "V", description = "Over this version only, such as TLSv1.2.")
    private @Nullable String tls;

    @Override
    public Integer call() {
        return Objects.requireNonNull(database, "set by picocli").run(opened -> opened.usage()
                .find(Optional.ofNullable(name), Optional.ofNullable(mechanism), Optional.ofNullable(tls))
                .map(UsageCommand::answer));
    }

    private static Answer answer(List<Use> uses) {
        var all = new JsonArray();
        var table = new Table("ACCOUNT", "CREDENTIAL", "MECHANISM", "TLS", "CLIENT", "ADDRESS", "LOG-INS", "LAST SEEN");
        for (var use : uses) {
            var kind = use.kind();
            var lastSeen = Answer.time(use.lastSeen());
            all.add(new JsonObject()
                    .put("account", kind.account())
                    .put("credential", kind.credential())
                    .put("mechanism", kind.mechanism())
                    .put("tls", kind.tlsVersion())
                    .put("client", kind.client())
                    .put("address", use.address())
                    .put("logins", use.logins())
                    .put("lastSeen", lastSeen));
            table.row(
                    kind.account(),
                    kind.credential().isEmpty() ? "own" : kind.credential(),
                    kind.mechanism(),
                    kind.tlsVersion(),
                    Harmless.text(kind.client()),
                    use.address(),
                    Long.toString(use.logins()),
                    lastSeen);
        }
        return new Answer(uses.isEmpty() ? "Nobody has logged in so." : table.toString(), all);
    }
}
