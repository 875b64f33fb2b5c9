package io.vouchpost.spool;

/**
 * The statement that takes what is due. Finds the accounts that have something by skipping along the index
 * {@code spool_ready} from one to the next, beginning behind the one that was served last; takes the longest waiting of each,
 * and a second of each only when all have had a first. What another gateway has locked is passed over. The cost depends on
 * how much is taken, not on how much is there.
 *
 * <p>Parameters: route, account served last, most messages, gateway, end of the lease.
 */
final class TakeStatement {

    private static final String NEXT_ACCOUNT =
            "SELECT r.account FROM spool_recipients r" + " WHERE r.route = $1 AND r.state = 'READY' AND ";

    private static final String FIRST_OF_THEM = " ORDER BY r.account LIMIT 1";

    /** A round of accounts: the first, and each time the next of them. */
    private static String round(String name, String first, String next) {
        return name + " AS ((SELECT n.account, 1 AS turn FROM (" + NEXT_ACCOUNT + first + FIRST_OF_THEM + ") n)"
                + " UNION ALL SELECT n.account, a.turn + 1 FROM " + name + " a CROSS JOIN LATERAL ("
                + NEXT_ACCOUNT + next + FIRST_OF_THEM + ") n WHERE a.turn < $3::integer)";
    }

    static final String SQL = "WITH RECURSIVE "
            + round("ahead", "r.account > $2::text", "r.account > a.account")
            + ", "
            + round("behind", "r.account <= $2::text", "r.account > a.account AND r.account <= $2::text")
            + """
            , turns AS MATERIALIZED (
                SELECT account, turn FROM (
                    SELECT account, turn FROM ahead UNION ALL SELECT account, turn + $3::integer FROM behind) AS all_turns
                ORDER BY turn LIMIT $3::integer),
            candidates AS (
                SELECT c.message, min(c.place) AS place, min(t.turn) AS turn
                FROM turns t CROSS JOIN LATERAL (
                    SELECT r.message, row_number() OVER (ORDER BY r.due, r.message) AS place FROM spool_recipients r
                    WHERE r.route = $1 AND r.state = 'READY' AND r.account = t.account
                    ORDER BY r.due, r.message
                    LIMIT (SELECT 2 * ($3::integer / count(*)) + 8 FROM turns)) AS c
                GROUP BY c.message),
            locked AS MATERIALIZED (
                SELECT m.id, c.place, c.turn
                FROM (SELECT * FROM candidates ORDER BY place, turn) AS c CROSS JOIN LATERAL (
                    SELECT id FROM spool_messages WHERE id = c.message FOR UPDATE SKIP LOCKED) AS m
                LIMIT $3::integer),
            leased AS (
                UPDATE spool_recipients SET state = 'LEASED', gateway = $4::uuid, lease_end = $5::timestamptz
                WHERE message = ANY (ARRAY(SELECT id FROM locked)) AND route = $1 AND state = 'READY'
                RETURNING message, number, forward_path, notify, original, attempts, possibly_delivered, warned)
            SELECT l.*,
            """ + SpoolRows.MESSAGE + """
            ,
            """ + KeepStatement.DURABLE + """

            FROM leased l JOIN locked k ON k.id = l.message
            CROSS JOIN LATERAL (SELECT * FROM spool_messages WHERE id = l.message OFFSET 0) AS m
            ORDER BY k.turn + (k.place - 1) * $3::integer, l.message, l.number
            """;

    private TakeStatement() {}
}
