-- What was handed out within the hour that budgets look back on, one row for each member, version and form.
CREATE TABLE handouts (
    member_id BLOB NOT NULL CHECK (length(member_id) = 16),
    kind TEXT NOT NULL,
    object_id BLOB NOT NULL CHECK (length(object_id) = 16),
    case_id BLOB NOT NULL CHECK (length(case_id) = 16),
    bytes INTEGER NOT NULL,
    handed_out INTEGER NOT NULL,
    PRIMARY KEY (member_id, kind, object_id)
) STRICT;
CREATE INDEX handouts_case ON handouts (case_id, kind);
CREATE INDEX handouts_oldest ON handouts (handed_out);
-- Budgets raised for a time: of members and cases, by their ids as text.
CREATE TABLE budget_raises (
    subject TEXT PRIMARY KEY NOT NULL,
    factor INTEGER NOT NULL CHECK (factor > 1),
    member_id BLOB REFERENCES members (id),
    reason TEXT NOT NULL,
    since INTEGER NOT NULL,
    ends INTEGER NOT NULL
) STRICT;
-- Whether an alert holds a file back.
ALTER TABLE files ADD COLUMN quarantined INTEGER NOT NULL DEFAULT 0;
