-- What gateways have found about the installation that an operator should mend; vouchpost check tells it.

CREATE TABLE gateway_findings (
    kind       text        NOT NULL CHECK (char_length(kind) BETWEEN 1 AND 64),
    subject    text        NOT NULL CHECK (char_length(subject) <= 255),
    detail     text        NOT NULL CHECK (char_length(detail) <= 2000),
    first_seen timestamptz NOT NULL,
    last_seen  timestamptz NOT NULL,
    PRIMARY KEY (kind, subject)
);
