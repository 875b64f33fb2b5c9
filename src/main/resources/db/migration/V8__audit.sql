-- What happened, of all gateways together: one partition for each day (UTC), so that what is too old is dropped, not deleted.

CREATE TABLE audit_events (
    time      timestamptz NOT NULL,
    id        uuid        NOT NULL, -- made by the gateway: what is written twice is there once
    event     text        NOT NULL,
    outcome   text        NOT NULL,
    account   text,                 -- in lower case, the first 200 characters: it may be whatever a client has claimed
    client    text,                 -- its address, or the pseudonym of it
    address   inet,                 -- where it is an address
    reference text,
    message   text,
    payload   jsonb       NOT NULL,
    PRIMARY KEY (time, id)
) PARTITION BY RANGE (time);

CREATE INDEX audit_events_by_event ON audit_events (event, outcome, time);
CREATE INDEX audit_events_by_account ON audit_events (account, time);
CREATE INDEX audit_events_by_client ON audit_events (client, time);
CREATE INDEX audit_events_by_address ON audit_events (address, time);
CREATE INDEX audit_events_by_reference ON audit_events (reference) WHERE reference IS NOT NULL;
CREATE INDEX audit_events_by_message ON audit_events (message) WHERE message IS NOT NULL;

-- Makes the partition of a day, whichever gateway comes first. Attached rather than created in its place: so those who read
-- and write go on meanwhile.
CREATE FUNCTION audit_make_day(day date) RETURNS void LANGUAGE plpgsql SET lock_timeout = '3s' AS $$
DECLARE
    partition text := 'audit_events_' || to_char(day, 'YYYYMMDD');
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('vouchpost audit days', 0));
    IF to_regclass(partition) IS NULL THEN
        EXECUTE format('CREATE TABLE %I (LIKE audit_events INCLUDING DEFAULTS)', partition);
        EXECUTE format('ALTER TABLE audit_events ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', partition,
            day::timestamp AT TIME ZONE 'UTC', (day + 1)::timestamp AT TIME ZONE 'UTC');
    END IF;
END $$;

-- Drops the days before this one, the oldest first and some at a time; how many.
CREATE FUNCTION audit_drop_days(before date) RETURNS integer LANGUAGE plpgsql SET lock_timeout = '3s' AS $$
DECLARE
    partition text;
    dropped integer := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('vouchpost audit days', 0));
    FOR partition IN SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
            WHERE i.inhparent = 'audit_events'::regclass AND c.relname ~ '^audit_events_[0-9]{8}$'
                AND to_date(right(c.relname, 8), 'YYYYMMDD') < before
            ORDER BY c.relname LIMIT 20 LOOP
        EXECUTE format('DROP TABLE %I', partition);
        dropped := dropped + 1;
    END LOOP;
    RETURN dropped;
END $$;
