-- What the schema of a next version may do to this one, in all the ways that are allowed (CONTRIBUTING.md). Only for tests.

ALTER TABLE accounts
    ADD COLUMN next_note text CHECK (char_length(next_note) <= 100),
    ADD COLUMN next_count bigint NOT NULL DEFAULT 0;
ALTER TABLE spool_recipients ADD COLUMN next_rank integer NOT NULL DEFAULT 0;

CREATE TABLE next_things (
    account bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    thing   text   NOT NULL,
    PRIMARY KEY (account, thing)
);
CREATE UNIQUE INDEX next_things_by_name ON next_things (thing);
CREATE INDEX accounts_by_next_note ON accounts (next_note) WHERE next_note IS NOT NULL;

CREATE FUNCTION next_told() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('vouchpost_next', NEW.name);
    RETURN NULL;
END $$;
CREATE TRIGGER next_told AFTER INSERT ON accounts FOR EACH ROW EXECUTE FUNCTION next_told();

-- and each table has a column more, whoever reads whole rows of it
DO $$
DECLARE
    grown text;
BEGIN
    FOR grown IN SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition
                AND c.relname <> 'flyway_schema_history' LOOP
        EXECUTE format('ALTER TABLE %I ADD COLUMN next_anything text DEFAULT %L', grown, 'anything');
    END LOOP;
END $$;

-- what is not known yet to the version before
DO $$ BEGIN PERFORM pg_notify('vouchpost_account', '{"change":"what nobody knows yet","account":"alice@example.org"}'); END $$;
UPDATE accounts SET next_note = 'from the next version';
