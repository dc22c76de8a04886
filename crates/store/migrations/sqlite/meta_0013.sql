-- Identity providers -------------------------------------------------------------------------------

CREATE TABLE identities (
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    member_id BLOB NOT NULL REFERENCES members (id),
    created INTEGER NOT NULL,
    PRIMARY KEY (issuer, subject)
) STRICT;
CREATE INDEX identities_member ON identities (member_id);

-- Which sessions a provider can end.
CREATE TABLE federated_sessions (
    session_id BLOB PRIMARY KEY NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    provider_session TEXT
) STRICT;
CREATE INDEX federated_sessions_subject ON federated_sessions (issuer, subject);

-- Logout messages that were acted on, until they are too old to count anyway.
CREATE TABLE logout_messages (
    issuer TEXT NOT NULL,
    message TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (issuer, message)
) STRICT;
