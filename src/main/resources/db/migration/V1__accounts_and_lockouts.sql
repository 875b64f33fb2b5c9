-- Accounts, what they log in by, what they may send as; failed log-ins.
-- Every change is told to all replicas by NOTIFY, from triggers, so that a change made by hand in psql counts too.

CREATE TABLE accounts (
    id          bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name        text        NOT NULL UNIQUE CHECK (char_length(name) BETWEEN 1 AND 255),
    enabled     boolean     NOT NULL DEFAULT true,
    null_sender boolean     NOT NULL DEFAULT false,
    created     timestamptz NOT NULL DEFAULT now()
);

-- Any number for each account, one of them primary; verifier is in the format of Vert.x' HashingStrategy: $id$parameters$salt$hash
CREATE TABLE credentials (
    id       bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account  bigint      NOT NULL REFERENCES accounts ON DELETE CASCADE,
    kind     text        NOT NULL CHECK (kind IN ('primary')),
    verifier text        NOT NULL,
    created  timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX credentials_one_primary ON credentials (account) WHERE kind = 'primary';
CREATE INDEX credentials_of_account ON credentials (account);

-- Several accounts may share an identity.
CREATE TABLE identities (
    account bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    pattern text   NOT NULL CHECK (char_length(pattern) BETWEEN 3 AND 320),
    PRIMARY KEY (account, pattern)
);

CREATE TABLE failures (
    key          text        PRIMARY KEY,
    failures     integer     NOT NULL,
    last_failure timestamptz NOT NULL,
    locked_until timestamptz
);
CREATE INDEX failures_by_age ON failures (last_failure);

CREATE FUNCTION tell_account(account_name text, change text) RETURNS void LANGUAGE sql AS $$
    SELECT pg_notify('vouchpost_account', json_build_object('account', account_name, 'change', change)::text)
    WHERE account_name IS NOT NULL
$$;

CREATE FUNCTION account_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM tell_account(OLD.name, CASE TG_OP WHEN 'DELETE' THEN 'removed' ELSE 'status' END);
    RETURN NULL;
END $$;
CREATE TRIGGER account_changed AFTER UPDATE OR DELETE ON accounts
    FOR EACH ROW EXECUTE FUNCTION account_changed();

-- For the tables that belong to an account. Where the account itself is gone, 'removed' has said so.
CREATE FUNCTION part_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM tell_account((SELECT name FROM accounts WHERE id = OLD.account), TG_TABLE_NAME);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        PERFORM tell_account((SELECT name FROM accounts WHERE id = NEW.account), TG_TABLE_NAME);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER credential_changed AFTER INSERT OR UPDATE OR DELETE ON credentials
    FOR EACH ROW EXECUTE FUNCTION part_changed();
CREATE TRIGGER identity_changed AFTER INSERT OR UPDATE OR DELETE ON identities
    FOR EACH ROW EXECUTE FUNCTION part_changed();

-- How long a key is locked after so many failures; NULL below the threshold. The doubling is bounded before power() is.
CREATE FUNCTION lock_end(since timestamptz, failures integer, threshold integer, lockout interval, longest interval)
RETURNS timestamptz LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN failures >= threshold
        THEN since + least(longest, lockout * power(2, least(failures - threshold, 20))) END
$$;

-- The count with one more failure; it starts anew where neither a failure nor a lock has been for so long.
CREATE FUNCTION failures_with_next(f failures, at timestamptz, forget interval)
RETURNS integer LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN greatest(f.last_failure, f.locked_until) < at - forget THEN 1 ELSE least(f.failures, 1000000) + 1 END
$$;

CREATE FUNCTION lockout_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.locked_until IS NOT NULL THEN
            PERFORM pg_notify('vouchpost_lockout', json_build_object('key', OLD.key)::text);
        END IF;
    ELSIF NEW.locked_until IS NOT NULL OR (TG_OP = 'UPDATE' AND OLD.locked_until IS NOT NULL) THEN
        PERFORM pg_notify('vouchpost_lockout', json_build_object(
            'key', NEW.key, 'failures', NEW.failures,
            'until', (extract(epoch FROM NEW.locked_until) * 1000)::bigint)::text);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER lockout_changed AFTER INSERT OR UPDATE OR DELETE ON failures
    FOR EACH ROW EXECUTE FUNCTION lockout_changed();
