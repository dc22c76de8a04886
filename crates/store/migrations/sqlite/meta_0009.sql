-- Sessions know what was shown, and when; those from before are over. API tokens know what they reach: those from before
-- keep all their owner may do until they end.
DROP TABLE sessions;
CREATE TABLE sessions (
    id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
    hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
    member_id BLOB NOT NULL REFERENCES members (id),
    created INTEGER NOT NULL,
    seen INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    factors TEXT NOT NULL,
    passkey_id BLOB CHECK (length(passkey_id) = 16),
    aal INTEGER NOT NULL,
    phishing_resistant INTEGER NOT NULL,
    authenticated INTEGER NOT NULL,
    stepped_up INTEGER,
    client TEXT
) STRICT;
CREATE INDEX sessions_member_newest ON sessions (member_id, created, id);

-- Words separated by spaces.
ALTER TABLE api_tokens ADD COLUMN scopes TEXT NOT NULL DEFAULT 'view work originals administer';
ALTER TABLE api_tokens ADD COLUMN aal INTEGER NOT NULL DEFAULT 2;
ALTER TABLE api_tokens ADD COLUMN phishing_resistant INTEGER NOT NULL DEFAULT 0;
CREATE INDEX api_tokens_member_newest ON api_tokens (member_id, created, id);
