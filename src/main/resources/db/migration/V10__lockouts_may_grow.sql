-- A later version may add columns to the table of lockouts: what V4 has written returned rows of as many as it had then.

-- Replaced with the same meaning: only how the guesses are returned is another way to the same rows.
CREATE OR REPLACE FUNCTION count_failures(
    accounts text[], networks text[], blocks text[], fingerprints text[], repeated integer[], spares boolean[], frees boolean[],
    at timestamptz, thresholds integer[], lockout interval, longest interval, forget interval, familiar_for interval)
RETURNS SETOF lockouts LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    failed  failed_login[];
    touched lockouts[];
    guess   lockouts%ROWTYPE;
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

    guess.kind := 'guess';
    guess.count := 1;
    guess.spread := 0;
    guess.welcome := false;
    guess.last := at;
    FOR guess.account, guess.network, guess.fingerprint IN
        SELECT f.account, f.network, f.fingerprint FROM unnest(failed) AS f WHERE f.fresh
    LOOP
        RETURN NEXT guess;
    END LOOP;
END $$;
