-- Versions of the organisation's own policies: each is all of them. They are never removed.
CREATE TABLE policy_versions (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    text TEXT NOT NULL,
    why TEXT NOT NULL,
    state TEXT NOT NULL,
    wider INTEGER NOT NULL,
    base_id BLOB,
    proposed_by BLOB NOT NULL REFERENCES members (id),
    proposed INTEGER NOT NULL,
    decided_by BLOB REFERENCES members (id),
    decided INTEGER,
    effective INTEGER
) STRICT;
CREATE UNIQUE INDEX policy_versions_active ON policy_versions (state) WHERE state = 'active';
