package io.vouchpost.config;

import io.vouchpost.secret.Secret;
import java.nio.file.Path;
import java.util.Optional;

/** Where the state is that all replicas share. */
public sealed interface DatabaseSettings {

    /** The most connections at a time. */
    int connections();

    /**
     * A PostgreSQL that the program starts by itself.
     *
     * @param directory its data, kept between runs
     */
    record Embedded(Path directory, int connections) implements DatabaseSettings {}

    /**
     * One that runs elsewhere.
     *
     * @param uri {@code postgresql://user@host:port/database}, without a password
     * @param migrates whether whoever opens it brings its tables up to date; otherwise they have to be
     */
    record External(
            String uri,
            Optional<Secret> password,
            int connections,
            @Key("migrate") boolean migrates) implements DatabaseSettings {
        /** One that is brought up to date by whoever opens it. */
        public External(String uri, Optional<Secret> password, int connections) {
            this(uri, password, connections, true);
        }
    }
}
