-- People -----------------------------------------------------------------------------------------

CREATE TABLE organisation (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    id BLOB NOT NULL,
    name TEXT NOT NULL,
    created INTEGER NOT NULL
) STRICT;

CREATE TABLE departments (
    id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
    name TEXT NOT NULL UNIQUE,
    created INTEGER NOT NULL
) STRICT;

CREATE TABLE members (
    id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
    email TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    department_id BLOB NOT NULL REFERENCES departments (id),
    -- Words separated by commas.
    roles TEXT NOT NULL,
    state TEXT NOT NULL,
    created INTEGER NOT NULL
) STRICT;

CREATE TABLE customers (
    id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
    name TEXT NOT NULL UNIQUE,
    created INTEGER NOT NULL
) STRICT;

CREATE TABLE contacts (
    id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
    customer_id BLOB NOT NULL REFERENCES customers (id),
    email TEXT NOT NULL,
    created INTEGER NOT NULL,
    UNIQUE (customer_id, email)
) STRICT;

-- Access -----------------------------------------------------------------------------------------

CREATE TABLE credentials (
    member_id BLOB PRIMARY KEY NOT NULL REFERENCES members (id),
    password_hash TEXT NOT NULL,
    totp_wrapped BLOB NOT NULL,
    totp_step INTEGER NOT NULL,
    failures INTEGER NOT NULL,
    locked_until INTEGER
) STRICT;

CREATE TABLE enrolments (
    hash BLOB PRIMARY KEY NOT NULL CHECK (length(hash) = 32),
    member_id BLOB NOT NULL REFERENCES members (id),
    expires INTEGER NOT NULL,
    password_hash TEXT,
    totp_wrapped BLOB
) STRICT;
CREATE INDEX enrolments_member ON enrolments (member_id);

CREATE TABLE sessions (
    id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
    hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
    member_id BLOB NOT NULL REFERENCES members (id),
    created INTEGER NOT NULL,
    seen INTEGER NOT NULL,
    expires INTEGER NOT NULL
) STRICT;

CREATE TABLE api_tokens (
    id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
    hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
    member_id BLOB NOT NULL REFERENCES members (id),
    label TEXT NOT NULL,
    created INTEGER NOT NULL,
    expires INTEGER NOT NULL
) STRICT;

-- Cases and requests -----------------------------------------------------------------------------

CREATE TABLE cases (
    id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
    reference TEXT NOT NULL UNIQUE,
    subject TEXT NOT NULL,
    customer_id BLOB NOT NULL REFERENCES customers (id),
    department_id BLOB NOT NULL REFERENCES departments (id),
    state TEXT NOT NULL,
    public_key BLOB NOT NULL,
    created INTEGER NOT NULL,
    closed INTEGER
) STRICT;
CREATE INDEX cases_newest ON cases (created, id);
CREATE INDEX cases_department_newest ON cases (department_id, created, id);

CREATE TABLE case_members (
    case_id BLOB NOT NULL REFERENCES cases (id),
    member_id BLOB NOT NULL REFERENCES members (id),
    PRIMARY KEY (case_id, member_id)
) STRICT;
CREATE INDEX case_members_member ON case_members (member_id, case_id);

CREATE TABLE requests (
    id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
    case_id BLOB NOT NULL REFERENCES cases (id),
    contact_id BLOB NOT NULL REFERENCES contacts (id),
    token_hash BLOB NOT NULL UNIQUE CHECK (length(token_hash) = 32),
    script INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    bytes_max INTEGER NOT NULL,
    files_max INTEGER NOT NULL,
    bytes_used INTEGER NOT NULL CHECK (bytes_used >= 0),
    files_used INTEGER NOT NULL CHECK (files_used >= 0),
    withdrawn INTEGER,
    created_by BLOB NOT NULL REFERENCES members (id),
    created INTEGER NOT NULL
) STRICT;
CREATE INDEX requests_case_newest ON requests (case_id, created, id);

-- Spent codes stay, so that how many were mailed can be counted.
CREATE TABLE email_codes (
    request_id BLOB NOT NULL REFERENCES requests (id),
    number INTEGER NOT NULL,
    code_hash BLOB NOT NULL CHECK (length(code_hash) = 32),
    sent INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    failures INTEGER NOT NULL,
    live INTEGER NOT NULL,
    PRIMARY KEY (request_id, number)
) STRICT;

CREATE TABLE passes (
    hash BLOB PRIMARY KEY NOT NULL CHECK (length(hash) = 32),
    request_id BLOB NOT NULL REFERENCES requests (id),
    expires INTEGER NOT NULL
) STRICT;

-- Files ------------------------------------------------------------------------------------------

CREATE TABLE files (
    id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
    case_id BLOB NOT NULL REFERENCES cases (id),
    name TEXT NOT NULL,
    request_id BLOB REFERENCES requests (id),
    member_id BLOB REFERENCES members (id),
    created INTEGER NOT NULL,
    CHECK ((request_id IS NULL) <> (member_id IS NULL))
) STRICT;
CREATE INDEX files_case_newest ON files (case_id, created, id);
CREATE INDEX files_request_newest ON files (request_id, created, id);

CREATE TABLE versions (
    object_id BLOB PRIMARY KEY NOT NULL CHECK (length(object_id) = 16),
    file_id BLOB NOT NULL REFERENCES files (id),
    number INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    blake3 BLOB NOT NULL CHECK (length(blake3) = 32),
    scan TEXT NOT NULL,
    sidecar_id BLOB CHECK (length(sidecar_id) = 16),
    created INTEGER NOT NULL,
    receipt_outbox INTEGER,
    UNIQUE (file_id, number)
) STRICT;

CREATE TABLE findings (
    object_id BLOB NOT NULL REFERENCES versions (object_id),
    position INTEGER NOT NULL,
    kind TEXT NOT NULL,
    occurrences INTEGER NOT NULL,
    PRIMARY KEY (object_id, position)
) STRICT;

CREATE TABLE uploads (
    id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
    request_id BLOB NOT NULL REFERENCES requests (id),
    case_id BLOB NOT NULL REFERENCES cases (id),
    file_id BLOB NOT NULL UNIQUE REFERENCES files (id),
    object_id BLOB NOT NULL UNIQUE CHECK (length(object_id) = 16),
    name TEXT NOT NULL,
    length INTEGER,
    -- Plaintext bytes accepted and durable; `offset` is a word of SQL.
    accepted INTEGER NOT NULL,
    seal_state BLOB NOT NULL,
    link_wrap BLOB NOT NULL,
    expires INTEGER NOT NULL,
    created INTEGER NOT NULL
) STRICT;
CREATE INDEX uploads_request_oldest ON uploads (request_id, created, id);
CREATE INDEX uploads_expiry ON uploads (expires, id);

-- Ledger -----------------------------------------------------------------------------------------

-- `place` is the index in the tree, once the sequencer gave one.
CREATE TABLE ledger_entries (
    outbox INTEGER PRIMARY KEY AUTOINCREMENT,
    place INTEGER UNIQUE,
    text TEXT NOT NULL
) STRICT;
CREATE INDEX ledger_entries_unsequenced ON ledger_entries (outbox) WHERE place IS NULL;

-- Apart from the entries, because only these rows may be erased.
CREATE TABLE ledger_openings (
    outbox INTEGER NOT NULL REFERENCES ledger_entries (outbox),
    position INTEGER NOT NULL,
    field TEXT NOT NULL,
    salt BLOB NOT NULL CHECK (length(salt) = 32),
    value TEXT NOT NULL,
    PRIMARY KEY (outbox, position)
) STRICT;

CREATE TABLE ledger_tiles (
    level INTEGER NOT NULL,
    place INTEGER NOT NULL,
    width INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (level, place)
) STRICT;

CREATE TABLE ledger_head (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    size INTEGER NOT NULL,
    checkpoint TEXT NOT NULL
) STRICT;

-- Jobs -------------------------------------------------------------------------------------------

-- `number` counts up in the order jobs were queued. No foreign keys: a job may outlive its file.
CREATE TABLE jobs (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    kind TEXT NOT NULL,
    file_id BLOB NOT NULL,
    object_id BLOB NOT NULL,
    attempt INTEGER NOT NULL,
    leased_until INTEGER
) STRICT;
