-- Wrong guesses are counted per factor; those counted so far were at the password.
ALTER TABLE credentials RENAME COLUMN failures TO password_failures;
ALTER TABLE credentials RENAME COLUMN locked_until TO password_wait_until;
ALTER TABLE credentials ADD COLUMN totp_failures INTEGER NOT NULL DEFAULT 0;
ALTER TABLE credentials ADD COLUMN totp_wait_until INTEGER;
ALTER TABLE credentials ADD COLUMN recovery_failures INTEGER NOT NULL DEFAULT 0;
ALTER TABLE credentials ADD COLUMN recovery_wait_until INTEGER;

CREATE TABLE passkeys (
    id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
    member_id BLOB NOT NULL REFERENCES members (id),
    credential BLOB NOT NULL UNIQUE,
    stored TEXT NOT NULL,
    name TEXT NOT NULL,
    attested INTEGER NOT NULL,
    synced INTEGER NOT NULL,
    created INTEGER NOT NULL,
    used INTEGER
) STRICT;
CREATE INDEX passkeys_member_oldest ON passkeys (member_id, created, id);

CREATE TABLE recovery_codes (
    hash BLOB PRIMARY KEY NOT NULL CHECK (length(hash) = 32),
    member_id BLOB NOT NULL REFERENCES members (id)
) STRICT;
CREATE INDEX recovery_codes_member ON recovery_codes (member_id);

-- Tickets of ceremonies that were used, until their time is over.
CREATE TABLE used_tickets (
    hash BLOB PRIMARY KEY NOT NULL CHECK (length(hash) = 32),
    expires INTEGER NOT NULL
) STRICT;

CREATE TABLE freezes (
    hash BLOB PRIMARY KEY NOT NULL CHECK (length(hash) = 32),
    member_id BLOB NOT NULL REFERENCES members (id),
    expires INTEGER NOT NULL
) STRICT;
CREATE INDEX freezes_member ON freezes (member_id);
