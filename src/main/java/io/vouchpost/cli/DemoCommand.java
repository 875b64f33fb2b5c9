package io.vouchpost.cli;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vouchpost.account.Accounts;
import io.vouchpost.config.ConfigurationFile;
import io.vouchpost.config.InvalidConfiguration;
import io.vouchpost.config.Settings;
import io.vouchpost.database.Database;
import io.vouchpost.delivery.Outcome;
import io.vouchpost.secret.Secret;
import io.vouchpost.verticle.Gateway;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code demo}: the whole gateway on this machine alone, with an account, a next hop and commands to try it with. */
@Command(
        name = "demo",
        description =
                "Try it out: everything on this machine alone, an account made, commands printed. Ends by Ctrl-C.")
public final class DemoCommand implements Callable<Integer> {
    private static final long PATIENCE_SECONDS = 60;

    @Mixin
    @SuppressWarnings("UnusedVariable") // picocli reads it
    private HelpOption help = new HelpOption();

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--port", defaultValue = "2587", description = "For STARTTLS; ${DEFAULT-VALUE} by default.")
    private int port;

    @Option(names = "--tls-port", defaultValue = "2465", description = "For implicit TLS; ${DEFAULT-VALUE} by default.")
    private int tlsPort;

    @Option(names = "--sink-port", defaultValue = "2525", description = "Of the next hop; ${DEFAULT-VALUE} by default.")
    private int sinkPort;

    @Option(
            names = "--directory",
            paramLabel = "DIRECTORY",
            defaultValue = "data/demo",
            description = "Keeps database, certificate and configuration; ${DEFAULT-VALUE} by default.")
    private Path directory = Path.of("data/demo");

    @Override
    public Integer call() throws InterruptedException {
        var line = Objects.requireNonNull(spec, "set by picocli").commandLine();
        try (var own = DemoDirectory.enter(directory)) {
            run(own.path(), line.getOut());
            return 0;
        } catch (CommandException e) {
            line.getErr().println(e.getMessage());
        } catch (IOException e) {
            line.getErr().println("The demo cannot write to " + directory + ": " + e.getMessage());
        } catch (ExecutionException | TimeoutException e) {
            line.getErr().println("The demo cannot start: " + String.valueOf(e.getCause() == null ? e : e.getCause()));
        }
        return 1;
    }

    private void run(Path folder, PrintWriter out)
            throws InterruptedException, IOException, ExecutionException, TimeoutException {
        out.println("Starting. The first start unpacks a PostgreSQL, which takes some seconds ...");
        out.flush();
        var vertx = Gateway.vertx();
        var sink = Service.await(
                DemoSink.listen(vertx, sinkPort, message -> out.println(DemoTexts.arrived(message))), PATIENCE_SECONDS);
        var file = new ConfigurationFile(DemoConfiguration.write(folder, port, tlsPort, sink.port()), System::getenv);
        var settings = settings(file);
        var service = Service.start(vertx, file, settings);
        var login = DemoLogin.generate();
        Service.await(account(vertx, settings, login), PATIENCE_SECONDS);
        out.println(DemoTexts.welcome(login, service.ports(), DemoLogin.certificate(settings), file.file()));
        out.flush();
        var outcome = Service.await(DemoLogin.firstMessage(vertx, settings, login, service.ports()), PATIENCE_SECONDS);
        out.println(
                outcome instanceof Outcome.Relayed
                        ? "All is well: a first message has gone through, see above. Ctrl-C ends the demo."
                        : "Something is wrong: the first message was not taken: " + outcome);
        out.flush();
        service.untilStopped();
    }

    private static Settings settings(ConfigurationFile file) {
        try {
            return file.read();
        } catch (InvalidConfiguration e) {
            throw new CommandException(String.valueOf(e.getMessage()));
        }
    }

    /** A new password at each start; by the same way as the command {@code account}, beside the running gateway. */
    private static Future<Void> account(Vertx vertx, Settings settings, DemoLogin login) {
        return Database.open(vertx, settings.database()).compose(database -> {
            var accounts = new Accounts(vertx, database.pool(), settings.sasl());
            return accounts.find(login.name())
                    .compose(found -> found.isPresent()
                            ? accounts.setPassword(login.name(), Secret.ofText(login.password()))
                            : accounts.add(login.name(), Secret.ofText(login.password()), List.of(login.name()), false)
                                    .mapEmpty())
                    .eventually(database::close);
        });
    }
}
