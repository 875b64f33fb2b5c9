-- What accounts may: roles, and permissions of roles and of single accounts, as io.vouchpost.policy.Permission writes them,
-- such as 'send *@example.org'. A role is there as soon as an account has it or a permission is given to it.

CREATE TABLE account_roles (
    account bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    role    text   NOT NULL CHECK (char_length(role) BETWEEN 1 AND 64 AND role !~ '[[:space:]:]'),
    PRIMARY KEY (account, role)
);
CREATE INDEX account_roles_by_role ON account_roles (role, account);

-- An identity is a permission to send that has a table of its own.
CREATE TABLE account_permissions (
    account    bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    permission text   NOT NULL CHECK (char_length(permission) <= 400
                          AND permission ~ '^(null-sender|(send|on-behalf|act-as|to|not-to) [^[:space:]].*)$'),
    PRIMARY KEY (account, permission)
);

CREATE TABLE role_permissions (
    role       text NOT NULL CHECK (char_length(role) BETWEEN 1 AND 64 AND role !~ '[[:space:]:]'),
    permission text NOT NULL CHECK (char_length(permission) <= 400
                        AND permission ~ '^(null-sender|(send|on-behalf|act-as|to|not-to) [^[:space:]].*)$'),
    PRIMARY KEY (role, permission)
);

-- Each account is told of by its name; so many at once by one word for all, which costs a gateway one look at each account
-- that goes on sending. 'identities' ends no session: what has changed holds for its next message.
CREATE FUNCTION tell_rights_of(concerned bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF cardinality(concerned) > 100 THEN
        PERFORM pg_notify('vouchpost_account', '{"change":"rights"}');
    ELSE
        PERFORM tell_account(name, 'identities') FROM accounts WHERE id = ANY (concerned);
    END IF;
END $$;

CREATE FUNCTION rights_of_accounts_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM tell_rights_of(array(SELECT DISTINCT account FROM changed LIMIT 101));
    RETURN NULL;
END $$;

CREATE FUNCTION rights_of_roles_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM tell_rights_of(array(
        SELECT DISTINCT r.account FROM account_roles r WHERE r.role IN (SELECT role FROM changed) LIMIT 101));
    RETURN NULL;
END $$;

CREATE TRIGGER role_given AFTER INSERT ON account_roles
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION rights_of_accounts_changed();
CREATE TRIGGER role_changed_from AFTER UPDATE ON account_roles
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION rights_of_accounts_changed();
CREATE TRIGGER role_changed_to AFTER UPDATE ON account_roles
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION rights_of_accounts_changed();
CREATE TRIGGER role_taken AFTER DELETE ON account_roles
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION rights_of_accounts_changed();

CREATE TRIGGER permission_given AFTER INSERT ON account_permissions
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION rights_of_accounts_changed();
CREATE TRIGGER permission_changed_from AFTER UPDATE ON account_permissions
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION rights_of_accounts_changed();
CREATE TRIGGER permission_changed_to AFTER UPDATE ON account_permissions
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION rights_of_accounts_changed();
CREATE TRIGGER permission_taken AFTER DELETE ON account_permissions
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION rights_of_accounts_changed();

CREATE TRIGGER permission_given AFTER INSERT ON role_permissions
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION rights_of_roles_changed();
CREATE TRIGGER permission_changed_from AFTER UPDATE ON role_permissions
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION rights_of_roles_changed();
CREATE TRIGGER permission_changed_to AFTER UPDATE ON role_permissions
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION rights_of_roles_changed();
CREATE TRIGGER permission_taken AFTER DELETE ON role_permissions
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION rights_of_roles_changed();
