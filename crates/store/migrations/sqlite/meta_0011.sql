-- What watching the ledger found, and what followed.
CREATE TABLE alerts (
    id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
    rule TEXT NOT NULL,
    watch TEXT NOT NULL,
    severity TEXT NOT NULL,
    state TEXT NOT NULL,
    happened INTEGER NOT NULL,
    raised INTEGER NOT NULL,
    -- `key` is a word of SQL.
    counted_by TEXT NOT NULL,
    -- Ids from the ledger; an alert may outlive what it is about.
    member_id BLOB,
    session_id BLOB,
    source TEXT,
    case_id BLOB,
    request_id BLOB,
    place INTEGER NOT NULL,
    measured INTEGER NOT NULL,
    threshold INTEGER NOT NULL,
    -- Numbers separated by commas.
    evidence TEXT NOT NULL,
    assignee_id BLOB REFERENCES members (id),
    verdict TEXT,
    closed INTEGER,
    -- Watching may see an entry twice; it alerts once.
    UNIQUE (rule, watch, place)
) STRICT;
CREATE INDEX alerts_newest ON alerts (raised, id);
CREATE INDEX alerts_alike ON alerts (rule, counted_by, raised);

CREATE TABLE alert_notes (
    alert_id BLOB NOT NULL REFERENCES alerts (id),
    number INTEGER NOT NULL,
    member_id BLOB REFERENCES members (id),
    written INTEGER NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (alert_id, number)
) STRICT;

CREATE TABLE containments (
    alert_id BLOB NOT NULL REFERENCES alerts (id),
    response TEXT NOT NULL,
    subject TEXT NOT NULL,
    state TEXT NOT NULL,
    since INTEGER NOT NULL,
    -- `until` is a word of SQL.
    ends INTEGER NOT NULL,
    PRIMARY KEY (alert_id, response)
) STRICT;
CREATE INDEX containments_subject ON containments (subject, response, state);
CREATE INDEX containments_state ON containments (state, ends);

-- The memory of the watching engine, and the place of the next entry it has to see.
CREATE TABLE watch_state (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    next INTEGER NOT NULL,
    memory BLOB NOT NULL
) STRICT;
