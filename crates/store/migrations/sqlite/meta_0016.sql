-- What members keep for themselves ------------------------------------------------------------------

-- A selection of cases under its owner's name for it. What is NULL does not matter to it.
CREATE TABLE saved_views (
    id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
    member_id BLOB NOT NULL REFERENCES members (id),
    name TEXT NOT NULL,
    state TEXT,
    mine INTEGER NOT NULL,
    department_id BLOB REFERENCES departments (id),
    lane TEXT,
    received_hours INTEGER,
    words TEXT,
    created INTEGER NOT NULL,
    UNIQUE (member_id, name)
) STRICT;
