-- Contacts have passkeys too.
ALTER TABLE passkeys RENAME TO passkeys_of_members;
DROP INDEX passkeys_member_oldest;
CREATE TABLE passkeys (
    id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
    member_id BLOB REFERENCES members (id),
    contact_id BLOB REFERENCES contacts (id),
    credential BLOB NOT NULL UNIQUE,
    stored TEXT NOT NULL,
    name TEXT NOT NULL,
    attested INTEGER NOT NULL,
    synced INTEGER NOT NULL,
    created INTEGER NOT NULL,
    used INTEGER,
    CHECK ((member_id IS NULL) <> (contact_id IS NULL))
) STRICT;
INSERT INTO passkeys (id, member_id, credential, stored, name, attested, synced, created, used)
    SELECT id, member_id, credential, stored, name, attested, synced, created, used FROM passkeys_of_members;
DROP TABLE passkeys_of_members;
CREATE INDEX passkeys_member_oldest ON passkeys (member_id, created, id);
CREATE INDEX passkeys_contact_oldest ON passkeys (contact_id, created, id);
