package io.vouchpost.account;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vouchpost.account.ImportLine.Entry;
import io.vouchpost.account.ImportLine.Foreign;
import io.vouchpost.account.ImportTable.Whole;
import io.vouchpost.config.SaslSettings;
import java.io.InputStream;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Imports the accounts of another program from a file, in batches, each in one transaction: an account is there whole or not
 * at all. Accounts that are there already are left alone, so an import that was interrupted is simply started again. The
 * file is read as it goes and may have any length.
 */
public final class AccountImport {
    private static final int BATCH = 500;

    private final Vertx vertx;
    private final Pool pool;
    private final KeptCredentials credentials;

    /**
     * @param settings say what is kept of passwords
     */
    public AccountImport(Vertx vertx, Pool pool, SaslSettings settings) {
        this.vertx = vertx;
        this.pool = pool;
        this.credentials = new KeptCredentials(settings);
    }

    /**
     * Fails with an {@link AccountException} where the file is not of this format; what was read before that is imported.
     *
     * @param file in UTF-8; stays the caller's
     */
    public Future<ImportCounts> run(InputStream file, ImportOptions options, ImportListener listener) {
        var reader = new ImportReader(file, options.format(), credentials::objection);
        return pool.getConnection().compose(connection -> {
            var table = new ImportTable(connection);
            return table.begin()
                    .compose(v -> new Run(reader, table, options, listener).toTheEnd())
                    .eventually(connection::close);
        });
    }

    /** One import under way. */
    private final class Run {
        private final ImportReader reader;
        private final ImportTable table;
        private final ImportOptions options;
        private final ImportListener listener;
        private final Promise<ImportCounts> end = Promise.promise();
        private ImportCounts counts = ImportCounts.NONE;

        Run(ImportReader reader, ImportTable table, ImportOptions options, ImportListener listener) {
            this.reader = reader;
            this.table = table;
            this.options = options;
            this.listener = listener;
        }

        Future<ImportCounts> toTheEnd() {
            nextBatch();
            return end.future();
        }

        /** A loop and not a chain of futures, which would keep every batch until the last. */
        private void nextBatch() {
            vertx.executeBlocking(() -> reader.next(BATCH))
                    .recover(
                            problem -> Future.failedFuture(new AccountException("The file cannot be read: " + problem)))
                    .compose(table::sift)
                    .compose(this::written)
                    .map(this::told)
                    .onSuccess(this::goOn)
                    .onFailure(end::tryFail);
        }

        private ImportBatch told(ImportBatch batch) {
            counts = counts.plus(batch.counts(batch.entries().stream()
                    .filter(entry -> patterns(entry).isEmpty())
                    .count()));
            batch.tell(listener);
            listener.progressed(reader.octets(), counts);
            return batch;
        }

        private void goOn(ImportBatch batch) {
            if (!batch.isLast()) {
                nextBatch();
            } else {
                batch.foreign().ifPresentOrElse(line -> end.tryFail(foreign(line)), () -> end.tryComplete(counts));
            }
        }

        private Future<ImportBatch> written(ImportBatch batch) {
            if (options.dryRun()) {
                return Future.succeededFuture(batch);
            }
            var entries = batch.entries();
            return table.credentialIds(entries.size())
                    .compose(ids -> Future.all(IntStream.range(0, entries.size())
                            .mapToObj(at -> whole(ids.get(at), entries.get(at)))
                            .toList()))
                    .compose(made -> table.write(made.list()))
                    .map(inTheMeantime -> {
                        inTheMeantime.forEach(batch::alreadyThere);
                        return batch;
                    });
        }

        /** Passwords in the clear are hashed, which takes its time. */
        private Future<Whole> whole(long id, Entry entry) {
            return vertx.executeBlocking(
                    () -> new Whole(entry, credentials.of(id, entry.name(), entry.credential()), patterns(entry)),
                    false);
        }

        private List<String> patterns(Entry entry) {
            return entry.identities().orElseGet(() -> own(entry)).stream()
                    .map(Identity::pattern)
                    .distinct()
                    .toList();
        }

        /** A name that looks like all of a domain is no address. */
        private List<Identity> own(Entry entry) {
            return Identity.of(entry.name().value())
                    .filter(address ->
                            options.ownIdentity() && !address.pattern().startsWith("*"))
                    .stream()
                    .toList();
        }

        private AccountException foreign(Foreign line) {
            return new AccountException("Line " + line.number() + " " + line.reason() + "."
                    + (counts.added() == 0 ? "" : " What was before it is imported."));
        }
    }
}
