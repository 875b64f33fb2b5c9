-- The spool: messages that were accepted and are not yet handed on, and what became of them.
-- Older programs go on beside it: nothing that they read or write has changed.

CREATE TABLE spool_messages (
    id           text        PRIMARY KEY CHECK (char_length(id) BETWEEN 1 AND 64),
    account      text        NOT NULL, -- by name: an account that is removed leaves its mail behind
    reverse_path text        NOT NULL, -- empty: the null sender
    body         text        NOT NULL, -- BODY= of MAIL
    smtp_utf8    boolean     NOT NULL,
    returned     text        CHECK (returned IN ('FULL', 'HDRS')), -- RET= (RFC 3461)
    envelope_id  text,                 -- ENVID=, as it was written
    require_tls  boolean     NOT NULL, -- RFC 8689
    submitter    text,                 -- AUTH= (RFC 4954), as it was written
    trace        text        NOT NULL, -- header fields in front of the content
    octets       bigint      NOT NULL, -- of content
    leading_dots boolean     NOT NULL,
    accepted     timestamptz NOT NULL,
    released     timestamptz,          -- until when its sender wants it held (RFC 4865)
    finished     timestamptz,          -- nothing is left to do: the content is gone
    notice_gateway uuid,               -- who is telling the sender, and for how long it has that for itself
    notice_until   timestamptz
);
CREATE INDEX spool_messages_in_order ON spool_messages (accepted, id);
-- for the queue command: what is open, and what is finished, of one account or sender
CREATE INDEX spool_messages_of_account ON spool_messages (account, (finished IS NULL), accepted, id);
CREATE INDEX spool_messages_of_sender ON spool_messages (lower(reverse_path), (finished IS NULL), accepted, id);
CREATE INDEX spool_messages_finished ON spool_messages (finished) WHERE finished IS NOT NULL;

-- In pieces, so that none has to be in memory whole. Not compressed: mail is base64 or short.
CREATE TABLE spool_chunks (
    message  text    NOT NULL REFERENCES spool_messages ON DELETE CASCADE,
    position integer NOT NULL,
    octets   bytea   NOT NULL,
    PRIMARY KEY (message, position)
);
ALTER TABLE spool_chunks ALTER COLUMN octets SET STORAGE EXTERNAL;

CREATE TABLE spool_recipients (
    message            text        NOT NULL REFERENCES spool_messages ON DELETE CASCADE,
    number             integer     NOT NULL, -- from 0, in the order of the envelope
    account            text        NOT NULL, -- the message's
    accepted           timestamptz NOT NULL, -- the message's: what the queue is paged by
    forward_path       text        NOT NULL,
    notify             text[]      NOT NULL, -- NOTIFY= (RFC 3461)
    original           text,                 -- ORCPT=, as it was written
    route              text        NOT NULL,
    state              text        NOT NULL CHECK (state IN
                           ('READY', 'WAITING', 'LEASED', 'HELD', 'DELIVERED', 'FAILED', 'REMOVED')),
    due                timestamptz NOT NULL, -- READY: since; WAITING: until; otherwise when it happened
    attempts           integer     NOT NULL DEFAULT 0,
    possibly_delivered boolean     NOT NULL DEFAULT false,
    warned             boolean     NOT NULL DEFAULT false,
    report             text        CHECK (report IN ('FAILURE', 'DELAY', 'RELAYED')), -- the sender is yet to be told
    gateway            uuid,                 -- who has the lease
    lease_end          timestamptz,
    PRIMARY KEY (message, number)
);
-- in turn from each account, by a loose scan over it
CREATE INDEX spool_ready ON spool_recipients (route, account, due, message) WHERE state = 'READY';
CREATE INDEX spool_waiting ON spool_recipients (due) WHERE state = 'WAITING';
CREATE INDEX spool_leased ON spool_recipients (lease_end) WHERE state = 'LEASED';
CREATE INDEX spool_leases_of_gateway ON spool_recipients (gateway) WHERE state = 'LEASED';
CREATE INDEX spool_reports ON spool_recipients (message) WHERE report IS NOT NULL;
-- a row changes its state several times in minutes: what it was before must not stay in the indexes of a full spool
ALTER TABLE spool_recipients SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.05);
-- for the queue command: pages and bounded counts, by a loose scan over routes and states
CREATE INDEX spool_recipients_in_order ON spool_recipients (route, state, accepted, message, number);
CREATE INDEX spool_recipients_of_domain
    ON spool_recipients (lower(substring(forward_path FROM '[^@]*$')), state, accepted, message, number)
    WHERE state IN ('READY', 'WAITING', 'LEASED', 'HELD', 'FAILED');

-- The time line of each recipient.
CREATE TABLE spool_notes (
    message text        NOT NULL,
    number  integer     NOT NULL,
    at      timestamptz NOT NULL,
    kind    text        NOT NULL,
    host    text        NOT NULL,
    reply   text        NOT NULL,
    FOREIGN KEY (message, number) REFERENCES spool_recipients ON DELETE CASCADE
);
CREATE INDEX spool_notes_of_recipient ON spool_notes (message, number, at);

-- How much is in it, in parts, so that transactions need not wait for one another. Each changes the part of its connection
-- only, so that none waits for another in a circle; a part may be below zero, their sum is right.
CREATE TABLE spool_room (
    part     smallint PRIMARY KEY,
    messages bigint   NOT NULL,
    octets   bigint   NOT NULL
);
INSERT INTO spool_room SELECT part, 0, 0 FROM generate_series(0, 15) AS part;

CREATE FUNCTION spool_take_room(more_messages bigint, more_octets bigint) RETURNS void LANGUAGE sql AS $$
    UPDATE spool_room SET messages = messages + more_messages, octets = octets + more_octets
    WHERE part = pg_backend_pid() % 16
$$;

-- A message with nothing left to do loses its content, whoever ends it: a gateway, an operator. Whoever changes recipients
-- locks their message first, so that the second of two who end the last ones at the same time sees what the first did.
-- Once for each statement: once for each row would look at all recipients of a message as often as it has some.
CREATE FUNCTION spool_finish() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    ended record;
    freed bigint;
    all_messages bigint := 0;
    all_octets bigint := 0;
BEGIN
    FOR ended IN SELECT message, max(due) AS due FROM changed
            WHERE state IN ('DELIVERED', 'FAILED', 'REMOVED') AND report IS NULL GROUP BY message ORDER BY message LOOP
        CONTINUE WHEN EXISTS (SELECT FROM spool_recipients WHERE message = ended.message
            AND (state NOT IN ('DELIVERED', 'FAILED', 'REMOVED') OR report IS NOT NULL));
        UPDATE spool_messages SET finished = ended.due WHERE id = ended.message AND finished IS NULL
            RETURNING octets INTO freed;
        IF FOUND THEN
            DELETE FROM spool_chunks WHERE message = ended.message;
            all_messages := all_messages + 1;
            all_octets := all_octets + freed;
        END IF;
    END LOOP;
    IF all_messages > 0 THEN
        PERFORM spool_take_room(-all_messages, -all_octets);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER spool_finish AFTER UPDATE ON spool_recipients
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION spool_finish();

-- Tells all gateways that a route has work, whoever made it ready.
CREATE FUNCTION spool_tell_ready() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('vouchpost_spool', route) FROM (SELECT DISTINCT route FROM changed WHERE state = 'READY') AS ready;
    RETURN NULL;
END $$;
CREATE TRIGGER spool_ready_new AFTER INSERT ON spool_recipients
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION spool_tell_ready();
CREATE TRIGGER spool_ready_again AFTER UPDATE ON spool_recipients
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION spool_tell_ready();

-- What was answered, for a second copy of the same message.
CREATE TABLE spool_answers (
    fingerprint text        PRIMARY KEY,
    message     text        NOT NULL,
    code        integer     NOT NULL,
    enhanced    text        NOT NULL,
    lines       text[]      NOT NULL,
    at          timestamptz NOT NULL
);
CREATE INDEX spool_answers_by_age ON spool_answers (at);
