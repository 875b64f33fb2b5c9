-- Device credentials, what mechanisms go by that never see a password, second factors, certificates, and who logs in how.
-- Older programs go on beside it: nothing that they read or write has changed its meaning.

ALTER TABLE accounts
    -- one salt and one cost for all SCRAM keys of an account, for the client is told one before it shows which it has
    ADD COLUMN scram_salt       bytea   NOT NULL DEFAULT decode(replace(gen_random_uuid()::text, '-', ''), 'hex'),
    ADD COLUMN scram_iterations integer NOT NULL DEFAULT 10000 CHECK (scram_iterations BETWEEN 1 AND 10000000),
    -- what the account's own password is not enough without
    ADD COLUMN second_factor    text    NOT NULL DEFAULT 'none' CHECK (second_factor IN ('none', 'code', 'certificate'));

ALTER TABLE credentials DROP CONSTRAINT credentials_kind_check;
ALTER TABLE credentials
    ADD CONSTRAINT credentials_kind_check CHECK (kind IN ('primary', 'device')),
    ADD COLUMN label      text CHECK (char_length(label) BETWEEN 1 AND 64),
    -- the first part of a generated secret, no secret itself: says which credential to hash for
    ADD COLUMN selector   text CHECK (char_length(selector) BETWEEN 1 AND 32),
    ADD COLUMN mechanisms text[],       -- none: all
    ADD COLUMN networks   text[],       -- CIDR; none: all
    ADD COLUMN expires    timestamptz,  -- none: never
    ADD CONSTRAINT credentials_of_devices CHECK ((kind = 'device') = (label IS NOT NULL AND selector IS NOT NULL));
CREATE UNIQUE INDEX credentials_by_label ON credentials (account, label);
CREATE UNIQUE INDEX credentials_by_selector ON credentials (account, selector);

-- What a credential can be proven by without being shown. form: the names of io.vouchpost.sasl.Form.
CREATE TABLE verifiers (
    credential bigint NOT NULL REFERENCES credentials ON DELETE CASCADE,
    form       text   NOT NULL,
    octets     bytea  NOT NULL, -- sealed where the form is as good as the password
    realm      text,            -- of DIGEST-MD5
    PRIMARY KEY (credential, form)
);

-- One-time codes (RFC 6238).
CREATE TABLE totp (
    account   bigint PRIMARY KEY REFERENCES accounts ON DELETE CASCADE,
    secret    bytea  NOT NULL,           -- sealed
    last_step bigint NOT NULL DEFAULT 0  -- a code works once, and none before it does
);
CREATE TABLE recovery_codes (
    account bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    code    bytea  NOT NULL, -- SHA-256 of a code of 80 random bits
    PRIMARY KEY (account, code)
);

-- Client certificates that stand for an account whoever has signed them.
CREATE TABLE certificates (
    fingerprint bytea  PRIMARY KEY CHECK (octet_length(fingerprint) = 32), -- SHA-256 of the DER encoding
    account     bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    label       text   NOT NULL DEFAULT ''
);
CREATE INDEX certificates_of_account ON certificates (account);

-- Who logs in how, so that an operator knows whom it hits to switch something off.
CREATE TABLE usage (
    account     bigint      NOT NULL REFERENCES accounts ON DELETE CASCADE,
    mechanism   text        NOT NULL,
    tls_version text        NOT NULL,
    credential  text        NOT NULL, -- label; empty for the account's own password
    client      text        NOT NULL, -- name it gave in EHLO
    address     text        NOT NULL, -- the last
    logins      bigint      NOT NULL,
    last_seen   timestamptz NOT NULL,
    PRIMARY KEY (account, mechanism, tls_version, credential, client)
);

-- Made once for an installation: what accounts that do not exist look like is made from it, the same on all replicas.
CREATE TABLE installation (
    one   boolean PRIMARY KEY DEFAULT true CHECK (one),
    decoy bytea   NOT NULL
);
INSERT INTO installation (decoy) SELECT sha256((gen_random_uuid()::text || gen_random_uuid()::text)::bytea);

-- A hash made anew of the same password, or a verifier made from it, is no change that ends sessions: whoever does that says
-- so by set_config('vouchpost.same_password', 'on', true) in the same transaction. A device credential names itself.
CREATE FUNCTION credential_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changed credentials%ROWTYPE;
    owner   text;
BEGIN
    IF current_setting('vouchpost.same_password', true) = 'on' THEN
        RETURN NULL;
    END IF;
    IF TG_OP = 'DELETE' THEN changed := OLD; ELSE changed := NEW; END IF;
    SELECT name INTO owner FROM accounts WHERE id = changed.account;
    IF owner IS NOT NULL THEN
        PERFORM pg_notify('vouchpost_account', json_strip_nulls(json_build_object(
            'account', owner,
            'change', CASE WHEN changed.kind = 'device' AND TG_OP = 'INSERT' THEN 'status' ELSE 'credentials' END,
            'credential', changed.label))::text);
    END IF;
    RETURN NULL;
END $$;
DROP TRIGGER credential_changed ON credentials;
CREATE TRIGGER credential_changed AFTER INSERT OR UPDATE OR DELETE ON credentials
    FOR EACH ROW EXECUTE FUNCTION credential_changed();

-- A factor that is set up or taken away ends what was remembered. That a code was used does not.
CREATE FUNCTION factor_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM tell_account((SELECT name FROM accounts WHERE id = coalesce(NEW.account, OLD.account)), 'credentials');
    RETURN NULL;
END $$;
CREATE TRIGGER totp_changed AFTER INSERT OR DELETE ON totp FOR EACH ROW EXECUTE FUNCTION factor_changed();
CREATE TRIGGER certificate_changed AFTER INSERT OR DELETE ON certificates FOR EACH ROW EXECUTE FUNCTION factor_changed();
