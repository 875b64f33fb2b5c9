package io.vouchpost.spool;

import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;

/**
 * How a page is found: a stretch of one index, read in order from a place on, and of that what else was asked for. However
 * many rows there are and however few of them fit, a stretch has its bound; {@link QueueSearch} takes as many as it needs.
 */
enum QueueScan {
    /** Each pair of route and state is in order by itself: of each as many as are needed, merged. */
    BY_ROUTE("""
            unnest($1::text[]) AS k (value) CROSS JOIN unnest($2::text[]) AS s (state) CROSS JOIN LATERAL (
                SELECT r.accepted, r.message, r.number FROM spool_recipients r
                WHERE r.route = k.value AND r.state = s.state
                    AND (r.accepted, r.message, r.number) {beyond} ($4, $5, $6) AND r.accepted < $7
                ORDER BY r.accepted {way}, r.message {way}, r.number {way} LIMIT $8) w"""),

    /** The same; only in states that its index has. */
    BY_DOMAIN("""
            unnest($1::text[]) AS k (value) CROSS JOIN unnest($2::text[]) AS s (state) CROSS JOIN LATERAL (
                SELECT r.accepted, r.message, r.number FROM spool_recipients r
                WHERE lower(substring(r.forward_path FROM '[^@]*$')) = lower(k.value) AND r.state = s.state
                    AND r.state IN ('READY', 'WAITING', 'LEASED', 'HELD', 'FAILED')
                    AND (r.accepted, r.message, r.number) {beyond} ($4, $5, $6) AND r.accepted < $7
                ORDER BY r.accepted {way}, r.message {way}, r.number {way} LIMIT $8) w"""),

    BY_ACCOUNT(ofMessages("m.account = k.value")),

    BY_SENDER(ofMessages("lower(m.reverse_path) = lower(k.value)"));

    /** {@code OFFSET 0} has each row looked up by its key, and never a whole table read to be joined. */
    private static final String PAGE = """
            WITH scanned AS MATERIALIZED (
                SELECT w.accepted, w.message, w.number FROM {source}
                ORDER BY w.accepted {way}, w.message {way}, w.number {way} LIMIT $8),
            ended AS (
                SELECT accepted AS end_accepted, message AS end_message, number AS end_number,
                    (SELECT count(*) FROM scanned) AS read
                FROM scanned ORDER BY accepted {back}, message {back}, number {back} LIMIT 1)
            SELECT * FROM ended LEFT JOIN LATERAL (
                SELECT w.accepted, w.message, w.number, m.account, m.reverse_path, m.octets, r.forward_path, r.route,
                    r.state, r.due, r.attempts, r.possibly_delivered
                FROM scanned w
                    CROSS JOIN LATERAL (SELECT * FROM spool_messages WHERE id = w.message OFFSET 0) m
                    CROSS JOIN LATERAL (
                        SELECT * FROM spool_recipients WHERE message = w.message AND number = w.number OFFSET 0) r
                WHERE r.state = ANY ($2::text[]) AND (m.finished IS NULL) = ANY ($3::boolean[])
                    AND ($9::text IS NULL OR r.route = $9) AND ($10::text IS NULL OR m.account = $10)
                    AND ($11::text IS NULL OR lower(m.reverse_path) = lower($11))
                    AND ($12::text IS NULL OR lower(substring(r.forward_path FROM '[^@]*$')) = lower($12))
                ORDER BY w.accepted {way}, w.message {way}, w.number {way} LIMIT $13) found ON true
            LEFT JOIN LATERAL (
                SELECT n.at, n.kind, n.host, n.reply FROM spool_notes n
                WHERE n.message = found.message AND n.number = found.number ORDER BY n.at DESC LIMIT 1) last ON true
            ORDER BY found.accepted {way}, found.message {way}, found.number {way}
            """;

    private final String oldestFirst;
    private final String newestFirst;

    QueueScan(String source) {
        var page = PAGE.replace("{source}", source);
        this.oldestFirst =
                page.replace("{way}", "ASC").replace("{back}", "DESC").replace("{beyond}", ">");
        this.newestFirst =
                page.replace("{way}", "DESC").replace("{back}", "ASC").replace("{beyond}", "<");
    }

    private static String ofMessages(String which) {
        return """
                unnest($1::text[]) AS k (value) CROSS JOIN unnest($3::boolean[]) AS o (open) CROSS JOIN LATERAL (
                    SELECT m.accepted, m.id AS message, r.number
                    FROM spool_messages m
                        CROSS JOIN LATERAL (SELECT number FROM spool_recipients WHERE message = m.id OFFSET 0) r
                    WHERE {which} AND (m.finished IS NULL) = o.open
                        AND (m.accepted, m.id) {beyond}= ($4, $5) AND m.accepted < $7
                        AND (m.accepted, m.id, r.number) {beyond} ($4, $5, $6)
                    ORDER BY m.accepted {way}, m.id {way}, r.number {way} LIMIT $8) w""".replace("{which}", which);
    }

    /** The index that should have least beside what is asked for. */
    static QueueScan of(QueueFilter filter) {
        if (filter.sender().isPresent()) {
            return BY_SENDER;
        }
        if (filter.account().isPresent()) {
            return BY_ACCOUNT;
        }
        boolean indexed = filter.states().stream().noneMatch(it -> it == State.DELIVERED || it == State.REMOVED);
        return filter.recipientDomain().isPresent() && indexed ? BY_DOMAIN : BY_ROUTE;
    }

    String sql(boolean newest) {
        return newest ? newestFirst : oldestFirst;
    }

    /** Whether all that is read is asked for, so that no more needs to be read than is shown. */
    boolean isExact(QueueFilter filter) {
        return switch (this) {
            case BY_ROUTE -> filter.recipientDomain().isEmpty();
            case BY_DOMAIN -> filter.route().isEmpty();
            case BY_ACCOUNT, BY_SENDER -> false;
        };
    }

    /**
     * @param routes all there are
     * @param stretch how many rows to read at most
     * @param limit how many to find at most
     */
    Tuple parameters(QueueFilter filter, List<String> routes, QueuePlace after, int stretch, int limit) {
        boolean allOpen = filter.states().stream().noneMatch(State::isFinal);
        return Tuple.from(new Object[] {
            keys(filter, routes),
            filter.states().stream().map(State::name).toArray(String[]::new),
            allOpen ? new Boolean[] {true} : new Boolean[] {true, false},
            Columns.at(after.accepted()),
            after.message(),
            after.number(),
            Columns.at(filter.acceptedBefore().orElse(QueuePlace.NEWEST.accepted())),
            stretch,
            filter.route().orElse(null),
            filter.account().orElse(null),
            filter.sender().orElse(null),
            filter.recipientDomain().orElse(null),
            limit
        });
    }

    private String[] keys(QueueFilter filter, List<String> routes) {
        return switch (this) {
            case BY_ROUTE -> filter.route().map(List::of).orElse(routes).toArray(String[]::new);
            case BY_DOMAIN -> only(filter.recipientDomain());
            case BY_ACCOUNT -> only(filter.account());
            case BY_SENDER -> only(filter.sender());
        };
    }

    private static String[] only(Optional<String> key) {
        return key.stream().toArray(String[]::new);
    }
}
