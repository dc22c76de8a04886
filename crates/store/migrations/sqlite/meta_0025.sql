-- Holds for the law over customers and single files, beside cases.
ALTER TABLE customers ADD COLUMN legal_hold INTEGER NOT NULL DEFAULT 0;
ALTER TABLE files ADD COLUMN legal_hold INTEGER NOT NULL DEFAULT 0;

-- How long cases are kept after their close. Rules never change; what is NULL does not matter to them.
CREATE TABLE retention_rules (
    id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
    name TEXT NOT NULL,
    department_id BLOB REFERENCES departments (id),
    lane TEXT,
    bound TEXT NOT NULL,
    days INTEGER NOT NULL CHECK (days > 0),
    set_by BLOB NOT NULL REFERENCES members (id),
    set_at INTEGER NOT NULL,
    ended INTEGER
) STRICT;

-- Closed cases as entries of the ledger have listed them: by which rule, due when, and on how many days.
CREATE TABLE retention_due (
    case_id BLOB PRIMARY KEY NOT NULL REFERENCES cases (id),
    rule_id BLOB NOT NULL REFERENCES retention_rules (id),
    due INTEGER NOT NULL,
    listings INTEGER NOT NULL,
    last INTEGER NOT NULL
) STRICT;
