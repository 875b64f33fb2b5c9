package io.vouchpost.account;

import io.vertx.sqlclient.Row;
import io.vouchpost.address.AddressBlock;
import io.vouchpost.sasl.Client;
import io.vouchpost.sasl.Credentials.Reason;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a device credential is bound to, beside its secret.
 *
 * @param expired by the database's clock, the same for all replicas
 * @param expiresSoon within the hour, or already
 * @param mechanisms none: all
 * @param networks none: all. One that cannot be read has nobody in it
 */
record Conditions(boolean expired, boolean expiresSoon, List<String> mechanisms, List<String> networks) {
    static final String COLUMNS = """
            coalesce(c.expires <= now(), false) AS expired,
            coalesce(c.expires <= now() + interval '1 hour', false) AS expires_soon, c.mechanisms, c.networks""";

    private static final String PLUS = "-PLUS";

    static Conditions of(Row row) {
        return new Conditions(
                row.getBoolean("expired"),
                row.getBoolean("expires_soon"),
                texts(row.getArrayOfStrings("mechanisms")),
                texts(row.getArrayOfStrings("networks")));
    }

    private static List<String> texts(String @Nullable [] column) {
        return Optional.ofNullable(column).map(List::of).orElse(List.of());
    }

    /** What speaks against this client. */
    Optional<Reason> against(Client client) {
        if (expired) {
            return Optional.of(Reason.EXPIRED);
        }
        if (!networks.isEmpty()
                && networks.stream()
                        .flatMap(network -> AddressBlock.written(network).stream())
                        .noneMatch(network -> network.contains(client.address()))) {
            return Optional.of(Reason.NETWORK);
        }
        return mechanisms.isEmpty() || spoken(client).anyMatch(mechanisms::contains)
                ? Optional.empty()
                : Optional.of(Reason.MECHANISM);
    }

    /** Who may use a mechanism may bind it to its channel as well. */
    private static Stream<String> spoken(Client client) {
        var name = client.mechanism();
        return name.endsWith(PLUS)
                ? Stream.of(name, name.substring(0, name.length() - PLUS.length()))
                : Stream.of(name);
    }
}
