-- Guesses at passwords, the locks that follow from them, and the networks that are familiar to accounts. In place of failures.
-- Accounts are named here as they were tried, whether they exist or not. All times are the caller's.

DROP FUNCTION failures_with_next;
DROP TABLE failures;
DROP FUNCTION lockout_changed();

-- Wrong passwords, so that the same one again is not another. fingerprint: four hexadecimal digits of a password that was
-- shown; where none was, MECHANISM/name in EHLO.
CREATE TABLE guesses (
    account     text        NOT NULL,
    network     text        NOT NULL, -- an IPv4 address or an IPv6 /64
    fingerprint text        NOT NULL,
    first       timestamptz NOT NULL,
    last        timestamptz NOT NULL,
    times       integer     NOT NULL,
    PRIMARY KEY (account, network, fingerprint)
);
CREATE INDEX guesses_by_fingerprint ON guesses (account, fingerprint);
CREATE INDEX guesses_by_network ON guesses (network);
CREATE INDEX guesses_by_age ON guesses (last);

-- What is counted, and who is locked out because of it. What a kind does not count by is empty.
CREATE TABLE lockouts (
    kind         text        NOT NULL
        CHECK (kind IN ('credential', 'pair', 'account', 'stuffing', 'network', 'spraying')),
    account      text        NOT NULL,
    network      text        NOT NULL,
    fingerprint  text        NOT NULL,
    count        integer     NOT NULL,
    spread       integer     NOT NULL DEFAULT 0,     -- of an account: networks; of a network: accounts
    welcome      boolean     NOT NULL DEFAULT false, -- a locked network is familiar to somebody, who may come in
    last         timestamptz NOT NULL,
    locked_until timestamptz,
    PRIMARY KEY (kind, account, network, fingerprint)
);
CREATE INDEX lockouts_of_account ON lockouts (account, network);
CREATE INDEX lockouts_of_network ON lockouts (network);
CREATE INDEX lockouts_by_age ON lockouts (last);
CREATE INDEX lockouts_by_end ON lockouts (locked_until);

CREATE TABLE familiar (
    account     text        NOT NULL,
    network     text        NOT NULL, -- an IPv4 /24 or an IPv6 /56
    first_login timestamptz NOT NULL,
    last_login  timestamptz NOT NULL,
    PRIMARY KEY (account, network)
);
CREATE INDEX familiar_by_network ON familiar (network, last_login);
CREATE INDEX familiar_by_age ON familiar (last_login);

-- A count after a time of quiet: half of it for each interval.
CREATE FUNCTION decayed(count integer, since timestamptz, at timestamptz, forget interval)
RETURNS integer LANGUAGE sql IMMUTABLE AS $$
    SELECT count >> greatest(0, least(31, floor(extract(epoch FROM at - since) / extract(epoch FROM forget))))::integer
$$;

-- Whoever counts waits for whoever counts: what is new is told once, and nobody waits for the other in a circle.
CREATE FUNCTION count_alone() RETURNS void LANGUAGE sql AS $$
    SELECT pg_advisory_xact_lock(hashtextextended('vouchpost.guesses', 0))
$$;

-- A failed log-in while it is being counted. shown: there is a password to tell from others. fresh: a guess that is not known
-- yet; anywhere: nor from another network; first_here: the first one of this network at this account.
CREATE TYPE failed_login AS (
    account text, network text, block text, fingerprint text, times integer, spared boolean, noted boolean,
    shown boolean, fresh boolean, anywhere boolean, first_here boolean
);

-- Counts failures, all at once. block: the network that may be familiar. spared: of a network that is not counted. free:
-- counted already, by another mechanism with the same password. thresholds: accountFailures, strangerFailures,
-- networkFailures, sprayedAccounts, stuffingNetworks.
-- Returns the locks that follow, and in the same form, as of kind 'guess', each guess that was new.
CREATE FUNCTION count_failures(
    accounts text[], networks text[], blocks text[], fingerprints text[], repeated integer[], spares boolean[], frees boolean[],
    at timestamptz, thresholds integer[], lockout interval, longest interval, forget interval, familiar_for interval)
RETURNS SETOF lockouts LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    failed  failed_login[];
    touched lockouts[];
BEGIN
    PERFORM count_alone();

    SELECT array_agg(row(f.account, f.network, f.block, f.fingerprint, f.times, f.spared, f.noted, f.shown,
            f.fresh, f.fresh AND f.anywhere, f.fresh AND f.first_here)::failed_login)
    INTO failed
    FROM (
        SELECT t.account, t.network, min(t.block) AS block, t.fingerprint, sum(t.times)::integer AS times,
            bool_or(t.spared) AS spared,
            NOT bool_or(t.spared) AND (s.shown OR NOT bool_and(t.free)) AS noted,
            s.shown,
            NOT bool_or(t.spared) AND NOT bool_and(t.free) AND NOT EXISTS (
                SELECT FROM guesses AS g WHERE g.account = t.account AND g.network = t.network
                    AND g.fingerprint = t.fingerprint AND g.last > at - forget) AS fresh,
            NOT s.shown OR NOT EXISTS (
                SELECT FROM guesses AS g WHERE g.account = t.account
                    AND g.fingerprint = t.fingerprint AND g.last > at - forget) AS anywhere,
            NOT EXISTS (
                SELECT FROM guesses AS g WHERE g.account = t.account AND g.network = t.network
                    AND g.last > at - forget) AS first_here
        FROM unnest(accounts, networks, blocks, fingerprints, repeated, spares, frees)
                AS t (account, network, block, fingerprint, times, spared, free)
            CROSS JOIN LATERAL (SELECT position('/' IN t.fingerprint) = 0 AS shown) AS s
        GROUP BY t.account, t.network, t.fingerprint, s.shown
    ) AS f;

    INSERT INTO guesses AS g (account, network, fingerprint, first, last, times)
    SELECT f.account, f.network, f.fingerprint, at, at, f.times
    FROM unnest(failed) AS f WHERE f.noted ORDER BY 1, 2, 3
    ON CONFLICT (account, network, fingerprint) DO UPDATE SET
        first = CASE WHEN g.last > at - forget THEN g.first ELSE at END,
        times = CASE WHEN g.last > at - forget THEN least(g.times, 1000000) ELSE 0 END + excluded.times,
        last = greatest(g.last, at);

    WITH f AS (
        SELECT * FROM unnest(failed)
    ), more (kind, account, network, fingerprint, number) AS (
        SELECT 'credential', account, network, fingerprint, times FROM f
        WHERE shown OR (account <> '' AND NOT spared) -- or it would be everybody's who names himself alike
        UNION ALL
        SELECT 'pair', account, network, '', count(*) FROM f WHERE fresh AND account <> '' GROUP BY account, network
        UNION ALL
        SELECT 'account', account, '', '',
            count(DISTINCT fingerprint) FILTER (WHERE shown) + count(*) FILTER (WHERE NOT shown)
        FROM f WHERE anywhere AND account <> '' GROUP BY account
        UNION ALL
        SELECT 'stuffing', account, '', '', count(DISTINCT network)
        FROM f WHERE anywhere AND first_here AND account <> '' GROUP BY account
        UNION ALL
        SELECT 'network', '', network, '', count(*) FROM f WHERE fresh GROUP BY network
        UNION ALL
        SELECT 'spraying', '', network, '', count(DISTINCT account)
        FROM f WHERE first_here AND account <> '' GROUP BY network
    ), counted AS (
        INSERT INTO lockouts AS l (kind, account, network, fingerprint, count, last)
        SELECT kind, account, network, fingerprint, least(number, 1000000), at FROM more ORDER BY 1, 2, 3, 4
        ON CONFLICT (kind, account, network, fingerprint) DO UPDATE SET
            count = least(1000000,
                excluded.count + decayed(l.count, greatest(l.last, l.locked_until), at, forget)),
            last = greatest(l.last, at)
        RETURNING l.*
    )
    SELECT array_agg(c::lockouts) INTO touched FROM counted AS c;

    RETURN QUERY
    UPDATE lockouts AS l SET
        locked_until = greatest(l.locked_until, lock_end(at, t.count, t.threshold, lockout, longest)),
        spread = CASE
            WHEN l.kind IN ('account', 'stuffing') THEN (
                SELECT count(*) FROM (SELECT DISTINCT g.network FROM guesses AS g
                    WHERE g.account = l.account AND g.last > at - forget LIMIT 1000) AS found)
            WHEN l.kind IN ('network', 'spraying') THEN (
                SELECT count(*) FROM (SELECT DISTINCT g.account FROM guesses AS g
                    WHERE g.network = l.network AND g.last > at - forget LIMIT 1000) AS found)
            ELSE 0 END,
        welcome = l.kind IN ('network', 'spraying') AND EXISTS (
            SELECT FROM familiar AS known WHERE known.network = t.block AND known.last_login > at - familiar_for)
    FROM (
        SELECT c.*, b.block, thresholds[CASE c.kind
                WHEN 'account' THEN 2 WHEN 'network' THEN 3 WHEN 'spraying' THEN 4 WHEN 'stuffing' THEN 5 ELSE 1 END]
            AS threshold
        FROM unnest(touched) AS c
            LEFT JOIN (SELECT DISTINCT network, block FROM unnest(failed)) AS b ON b.network = c.network
    ) AS t
    WHERE t.count >= t.threshold
        AND l.kind = t.kind AND l.account = t.account AND l.network = t.network AND l.fingerprint = t.fingerprint
    RETURNING l.*;

    RETURN QUERY
    SELECT 'guess', f.account, f.network, f.fingerprint, 1, 0, false, at, NULL::timestamptz
    FROM unnest(failed) AS f WHERE f.fresh;
END $$;

-- Log-ins that succeeded: nothing counts any more against these accounts from these networks, and the networks are familiar to
-- them now. Returns those that never were before, with how many others were.
CREATE FUNCTION note_successes(
    accounts text[], networks text[], blocks text[], at timestamptz, familiar_for interval)
RETURNS TABLE (newcomer text, newly_familiar text, known integer) LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
    PERFORM count_alone();
    PERFORM forgive(accounts, networks);
    RETURN QUERY
    WITH came AS (
        SELECT DISTINCT account, network FROM unnest(accounts, blocks) AS c (account, network)
        WHERE network <> '' AND familiar_for > interval '0'
    ), before AS (
        SELECT account, count(*)::integer AS known FROM familiar
        WHERE account = ANY (accounts) AND last_login > at - familiar_for GROUP BY account
    ), noted AS (
        INSERT INTO familiar AS f (account, network, first_login, last_login)
        SELECT account, network, at, at FROM came ORDER BY 1, 2
        ON CONFLICT (account, network) DO UPDATE SET last_login = at WHERE f.last_login < at - interval '1 hour'
        RETURNING f.account, f.network, f.first_login = f.last_login AND xmax = 0 AS inserted
    )
    SELECT n.account, n.network, coalesce(b.known, 0) FROM noted AS n LEFT JOIN before AS b ON b.account = n.account
    WHERE n.inserted;
END $$;

-- Ends what is counted of accounts from networks, pair by pair. The guesses stay: a telephone with an old password beside a
-- laptop that logs in would otherwise guess anew after each of its log-ins, and be taken for many before long.
CREATE FUNCTION forgive(accounts text[], networks text[]) RETURNS void LANGUAGE sql AS $$
    DELETE FROM lockouts WHERE kind IN ('credential', 'pair') AND (kind, account, network, fingerprint) IN (
        SELECT l.kind, l.account, l.network, l.fingerprint
        FROM unnest(accounts, networks) AS p (account, network) JOIN lockouts AS l USING (account, network)
        WHERE l.kind IN ('credential', 'pair')
        ORDER BY 1, 2, 3, 4 FOR UPDATE OF l)
$$;

-- New credentials: what was guessed at the old ones says nothing any more. A hash made anew of the same password is none (V2).
CREATE FUNCTION credential_forgiven() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    owner text;
BEGIN
    IF current_setting('vouchpost.same_password', true) = 'on' THEN
        RETURN NULL;
    END IF;
    SELECT name INTO owner FROM accounts WHERE id = coalesce(NEW.account, OLD.account);
    DELETE FROM guesses WHERE (account, network, fingerprint) IN (
        SELECT account, network, fingerprint FROM guesses WHERE account = owner ORDER BY 1, 2, 3 FOR UPDATE);
    PERFORM forgive(array_agg(owner), array_agg(network)) FROM (
        SELECT DISTINCT network FROM lockouts WHERE account = owner AND network <> '') AS counted HAVING count(*) > 0;
    RETURN NULL;
END $$;
CREATE TRIGGER credential_forgiven AFTER INSERT OR UPDATE OR DELETE ON credentials
    FOR EACH ROW EXECUTE FUNCTION credential_forgiven();

-- Whoever gets the name next has been nowhere yet.
CREATE FUNCTION account_forgotten() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM familiar WHERE account = OLD.name;
    RETURN NULL;
END $$;
CREATE TRIGGER account_forgotten AFTER DELETE ON accounts FOR EACH ROW EXECUTE FUNCTION account_forgotten();

-- Removes what counts no more, so that nothing grows with each name that was ever guessed; what is being counted just now
-- is left for the next time. Returns how many rows at most are gone from one table.
CREATE FUNCTION sweep_lockouts(at timestamptz, forget interval, familiar_for interval, most integer)
RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    gone   integer;
    in_all integer;
BEGIN
    PERFORM set_config('vouchpost.sweeping', 'on', true);
    DELETE FROM guesses WHERE (account, network, fingerprint) IN (
        SELECT account, network, fingerprint FROM guesses
        WHERE last < at - forget ORDER BY last LIMIT most FOR UPDATE SKIP LOCKED);
    GET DIAGNOSTICS in_all = ROW_COUNT;
    DELETE FROM lockouts WHERE (kind, account, network, fingerprint) IN (
        SELECT kind, account, network, fingerprint FROM lockouts
        WHERE last < at - forget AND decayed(count, greatest(last, locked_until), at, forget) = 0
        ORDER BY last LIMIT most FOR UPDATE SKIP LOCKED);
    GET DIAGNOSTICS gone = ROW_COUNT;
    in_all := greatest(in_all, gone);
    DELETE FROM familiar WHERE (account, network) IN (
        SELECT account, network FROM familiar
        WHERE last_login < at - familiar_for ORDER BY last_login LIMIT most FOR UPDATE SKIP LOCKED);
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN greatest(in_all, gone);
END $$;

-- Locks are told to all replicas, also those that are made or ended by hand.
CREATE FUNCTION lockout_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changed lockouts%ROWTYPE;
BEGIN
    IF current_setting('vouchpost.sweeping', true) = 'on' THEN
        RETURN NULL; -- over, or it would not be swept
    END IF;
    IF TG_OP = 'DELETE' THEN changed := OLD; changed.locked_until := NULL; ELSE changed := NEW; END IF;
    PERFORM pg_notify('vouchpost_lockout', json_build_object(
        'kind', changed.kind, 'account', changed.account, 'network', changed.network, 'fingerprint', changed.fingerprint,
        'count', changed.count, 'spread', changed.spread, 'welcome', changed.welcome,
        'until', (extract(epoch FROM changed.locked_until) * 1000)::bigint)::text);
    RETURN NULL;
END $$;
CREATE TRIGGER lockout_made AFTER INSERT ON lockouts
    FOR EACH ROW WHEN (NEW.locked_until IS NOT NULL) EXECUTE FUNCTION lockout_changed();
CREATE TRIGGER lockout_changed AFTER UPDATE ON lockouts
    FOR EACH ROW WHEN (NEW.locked_until IS DISTINCT FROM OLD.locked_until) EXECUTE FUNCTION lockout_changed();
CREATE TRIGGER lockout_ended AFTER DELETE ON lockouts
    FOR EACH ROW WHEN (OLD.locked_until IS NOT NULL) EXECUTE FUNCTION lockout_changed();

CREATE FUNCTION familiar_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('vouchpost.sweeping', true) IS DISTINCT FROM 'on' THEN
        PERFORM pg_notify('vouchpost_familiar', coalesce(NEW.account, OLD.account));
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER familiar_changed AFTER INSERT OR DELETE ON familiar
    FOR EACH ROW EXECUTE FUNCTION familiar_changed();
