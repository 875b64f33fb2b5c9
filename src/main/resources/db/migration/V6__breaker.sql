-- Accounts whose mail is held because they may be in other hands, and what that is judged by.
-- Older programs go on beside it: nothing that they read or write has changed its meaning.

ALTER TABLE accounts
    -- where the owner is reached when the account itself is in doubt
    ADD COLUMN contact text CHECK (char_length(contact) BETWEEN 3 AND 320);

CREATE TABLE breakers (
    id      bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account text        NOT NULL, -- by name, as in the spool: an account that is removed leaves its mail behind
    since   timestamptz NOT NULL,
    reason  text        NOT NULL CHECK (reason IN ('VELOCITY', 'BOUNCES', 'NETWORK', 'COUNTRY')),
    detail  text        NOT NULL CHECK (char_length(detail) <= 1000),
    told    timestamptz,          -- operator and owner have their mail
    ended   timestamptz,
    outcome text        CHECK (outcome IN ('RELEASED', 'DROPPED')),
    CHECK ((ended IS NULL) = (outcome IS NULL))
);
CREATE UNIQUE INDEX breakers_in_force ON breakers (account) WHERE ended IS NULL;
CREATE INDEX breakers_ended ON breakers (ended) WHERE ended IS NOT NULL;
CREATE INDEX breakers_untold ON breakers (since) WHERE told IS NULL;

CREATE FUNCTION breaker_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changed breakers%ROWTYPE;
BEGIN
    IF TG_OP = 'DELETE' THEN changed := OLD; ELSE changed := NEW; END IF;
    PERFORM pg_notify('vouchpost_breaker', json_build_object(
        'id', changed.id, 'account', changed.account, 'since', (extract(epoch FROM changed.since) * 1000)::bigint,
        'reason', changed.reason, 'detail', changed.detail,
        'over', TG_OP = 'DELETE' OR changed.ended IS NOT NULL)::text);
    RETURN NULL;
END $$;
CREATE TRIGGER breaker_changed AFTER INSERT OR UPDATE OF ended OR DELETE ON breakers
    FOR EACH ROW EXECUTE FUNCTION breaker_changed();

-- What accounts have sent, in hours of the clock; kept for 14 days.
CREATE TABLE account_activity (
    account           bigint      NOT NULL REFERENCES accounts ON DELETE CASCADE,
    hour              timestamptz NOT NULL,
    messages          bigint      NOT NULL,
    recipients        bigint      NOT NULL,
    refused           bigint      NOT NULL,           -- recipients, for good
    passed_recipients bigint      NOT NULL DEFAULT 0, -- an operator has found nothing wrong with these
    passed_refused    bigint      NOT NULL DEFAULT 0,
    PRIMARY KEY (account, hour)
);
CREATE INDEX account_activity_by_age ON account_activity (hour);

-- Where accounts have logged in from (ISO 3166-1).
CREATE TABLE account_countries (
    account    bigint      NOT NULL REFERENCES accounts ON DELETE CASCADE,
    country    text        NOT NULL CHECK (char_length(country) BETWEEN 1 AND 8),
    first_seen timestamptz NOT NULL,
    PRIMARY KEY (account, country)
);

-- When something unusual of an account was told last, of each kind.
CREATE TABLE account_unusual (
    account bigint      NOT NULL REFERENCES accounts ON DELETE CASCADE,
    kind    text        NOT NULL,
    told    timestamptz NOT NULL,
    PRIMARY KEY (account, kind)
);

-- Who holds a recipient in state HELD; none: an operator.
ALTER TABLE spool_recipients ADD COLUMN holder text CHECK (holder IN ('breaker'));
CREATE INDEX spool_withheld ON spool_recipients (account, message, number) WHERE holder IS NOT NULL;
