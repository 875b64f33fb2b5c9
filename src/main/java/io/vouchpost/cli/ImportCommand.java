package io.vouchpost.cli;

import io.vertx.core.Future;
import io.vouchpost.account.AccountException;
import io.vouchpost.account.ImportFormat;
import io.vouchpost.account.ImportOptions;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code account import}: the accounts of a Dovecot, of a Cyrus SASL, or of anybody else as a table. */
@Command(
        name = "import",
        description = "Import accounts from another program. Those that are there already are left alone, so an import"
                + " that was interrupted is just started again. Exit code 1 where a line was skipped.")
public final class ImportCommand implements Callable<Integer> {
    @Mixin
    private @Nullable OnDatabase database;

    @Spec
    private @Nullable CommandSpec command;

    @Parameters(paramLabel = "FILE", description = "In UTF-8; - is the standard input.")
    private String file = "";

    @Option(
            names = "--format",
            paramLabel = "dovecot|sasldb|csv",
            description =
                    "dovecot: a passwd-file; this where nothing is said. sasldb: what db_dump -p says of a sasldb2."
                            + " csv: name,hash,identities, with these words in the first line.")
    private ImportFormat format = ImportFormat.DOVECOT;

    /** What accounts may send as of which the file does not say it. */
    enum Identities {
        SAME,
        NONE
    }

    @Option(
            names = "--identity",
            paramLabel = "same|none",
            description = "same: an account may send as its name, if that is an address; this where nothing is said.")
    private Identities identity = Identities.SAME;

    @Option(names = "--dry-run", description = "Only tell what would be done.")
    private boolean dryRun;

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description = "Write each line that was not imported there, and why, as CSV.")
    private @Nullable Path report;

    @Override
    public Integer call() {
        var progress = new FileProgress(
                Objects.requireNonNull(command, "set by picocli").commandLine().getErr(), "Import");
        var outcome = new ImportOutcome(dryRun);
        var options = new ImportOptions(format, identity == Identities.SAME, dryRun);
        var done = Objects.requireNonNull(database, "set by picocli")
                .runHoweverLong(
                        () -> ImportFiles.open(file, Optional.ofNullable(report), progress, outcome),
                        (opened, files) -> opened.imports()
                                .run(files.input(), options, files)
                                .recover(ImportCommand::again)
                                .map(outcome::answer));
        return done == 0 && !outcome.allTaken() ? Integer.valueOf(1) : Integer.valueOf(done);
    }

    private static <T> Future<T> again(Throwable problem) {
        return Future.failedFuture(
                problem instanceof AccountException
                        ? problem
                        : new CommandException("The import has stopped: " + problem.getMessage()
                                + "\nAccounts so far are complete. The same command goes on where it has stopped."));
    }
}
