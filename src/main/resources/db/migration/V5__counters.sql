-- What all gateways count together, and to whom accounts have written.

-- One row for each thing that is counted in a window of time. The last two columns are of the latest exchange only.
CREATE TABLE counters (
    key     text        NOT NULL CHECK (char_length(key) BETWEEN 1 AND 1000),
    start   timestamptz NOT NULL,
    ends    timestamptz NOT NULL,
    amount  bigint      NOT NULL,
    granted bigint      NOT NULL,
    most    bigint      NOT NULL,
    PRIMARY KEY (key, start)
) WITH (fillfactor = 50); -- rows change in place: neither index has to follow
CREATE INDEX counters_by_age ON counters (ends);

-- How much of what is wanted still fits above what there is.
CREATE FUNCTION counter_grant(wanted bigint, most bigint, amount bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
    SELECT least(wanted, greatest(0, most - amount))
$$;

-- Recipients are kept as hashes with their account's name in them: whoever reads the table learns no address.
CREATE TABLE correspondents (
    account   text        NOT NULL,
    recipient bytea       NOT NULL,
    last      timestamptz NOT NULL,
    PRIMARY KEY (account, recipient)
);
CREATE INDEX correspondents_by_age ON correspondents (last);

-- How many connections are logged in as an account at each gateway. A gateway that is gone says so no more, and its rows end.
CREATE TABLE presence (
    account     text        NOT NULL,
    gateway     uuid        NOT NULL,
    connections integer     NOT NULL,
    until       timestamptz NOT NULL,
    PRIMARY KEY (account, gateway)
);
CREATE INDEX presence_by_age ON presence (until);

-- Says how many there are here, and how many elsewhere. One gateway at a time for an account, or two that ask at once would
-- not see each other; and each query after the lock sees what was committed before it. Accounts share 256 locks: the server has
-- memory for some thousands only, for all its sessions together.
CREATE FUNCTION presence_tell(here uuid, names text[], counts integer[], at timestamptz, ends timestamptz)
RETURNS TABLE (name text, elsewhere bigint) LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(5, ordered.key)
        FROM (SELECT DISTINCT hashtext(told) & 255 AS key FROM unnest(names) AS told ORDER BY 1) AS ordered;
    INSERT INTO presence AS p (account, gateway, connections, until)
        SELECT told.account, here, told.connections, ends FROM unnest(names, counts) AS told (account, connections)
        ON CONFLICT ON CONSTRAINT presence_pkey
        DO UPDATE SET connections = EXCLUDED.connections, until = EXCLUDED.until;
    RETURN QUERY SELECT p.account, sum(p.connections) FROM presence AS p
        WHERE p.account = ANY (names) AND p.gateway <> here AND p.until > at GROUP BY p.account;
END $$;
