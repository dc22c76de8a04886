-- What directories say -----------------------------------------------------------------------------

CREATE TABLE directory_people (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    member_id BLOB NOT NULL UNIQUE REFERENCES members (id),
    source TEXT NOT NULL,
    key TEXT NOT NULL,
    external TEXT,
    attributes TEXT NOT NULL,
    active INTEGER NOT NULL,
    state_before TEXT,
    revision INTEGER NOT NULL,
    created INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    UNIQUE (source, key)
) STRICT;
CREATE INDEX directory_people_external ON directory_people (source, external);
CREATE INDEX directory_people_oldest ON directory_people (source, number);

CREATE TABLE directory_groups (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    source TEXT NOT NULL,
    name TEXT NOT NULL,
    external TEXT,
    revision INTEGER NOT NULL,
    created INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    UNIQUE (source, name)
) STRICT;
CREATE INDEX directory_groups_external ON directory_groups (source, external);
CREATE INDEX directory_groups_oldest ON directory_groups (source, number);

CREATE TABLE directory_group_members (
    group_id BLOB NOT NULL REFERENCES directory_groups (id),
    member_id BLOB NOT NULL REFERENCES members (id),
    PRIMARY KEY (group_id, member_id)
) STRICT;
CREATE INDEX directory_group_members_member ON directory_group_members (member_id, group_id);

-- Service accounts ---------------------------------------------------------------------------------

CREATE TABLE service_accounts (
    id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
    name TEXT NOT NULL,
    -- Words separated by commas.
    scopes TEXT NOT NULL,
    created INTEGER NOT NULL,
    ended INTEGER
) STRICT;

CREATE TABLE service_tokens (
    id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
    hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
    account_id BLOB NOT NULL REFERENCES service_accounts (id),
    created INTEGER NOT NULL,
    expires INTEGER NOT NULL
) STRICT;
CREATE INDEX service_tokens_account ON service_tokens (account_id, created);
