-- Decoys that are not files: credentials that open nothing.
CREATE TABLE decoy_credentials (
    id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
    token_hash BLOB UNIQUE CHECK (length(token_hash) = 32),
    email TEXT UNIQUE,
    password_hash TEXT,
    place TEXT NOT NULL,
    member_id BLOB NOT NULL REFERENCES members (id),
    created INTEGER NOT NULL,
    CHECK ((token_hash IS NULL) = (email IS NOT NULL) AND (email IS NULL) = (password_hash IS NULL))
) STRICT;

-- There are few decoys among many files.
CREATE INDEX files_canary ON files (id) WHERE canary <> 0;
