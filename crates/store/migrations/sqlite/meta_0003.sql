-- Facts the policies ask about. Defaults change nothing for anybody.
ALTER TABLE members ADD COLUMN clearance TEXT NOT NULL DEFAULT 'confidential';
ALTER TABLE members ADD COLUMN risk INTEGER NOT NULL DEFAULT 0 CHECK (risk BETWEEN 0 AND 100);

-- Words separated by commas.
ALTER TABLE cases ADD COLUMN lanes TEXT NOT NULL DEFAULT '';
ALTER TABLE cases ADD COLUMN legal_hold INTEGER NOT NULL DEFAULT 0;

ALTER TABLE files ADD COLUMN class TEXT NOT NULL DEFAULT 'internal';
ALTER TABLE files ADD COLUMN canary INTEGER NOT NULL DEFAULT 0;

-- The course asked for in a lane; content of a lane without one needs no training.
CREATE TABLE courses (
    lane TEXT PRIMARY KEY NOT NULL,
    name TEXT NOT NULL,
    days INTEGER NOT NULL
) STRICT;

-- `until` is a word of SQL.
CREATE TABLE trainings (
    member_id BLOB NOT NULL REFERENCES members (id),
    lane TEXT NOT NULL,
    valid_until INTEGER NOT NULL,
    PRIMARY KEY (member_id, lane)
) STRICT;

-- At most one approved grant and one by break-glass per member and case.
CREATE TABLE grants (
    member_id BLOB NOT NULL REFERENCES members (id),
    case_id BLOB NOT NULL REFERENCES cases (id),
    break_glass INTEGER NOT NULL,
    kind TEXT NOT NULL,
    may_view INTEGER NOT NULL,
    may_download INTEGER NOT NULL,
    may_modify INTEGER NOT NULL,
    may_reveal INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    first_id BLOB REFERENCES members (id),
    second_id BLOB REFERENCES members (id),
    review_due INTEGER,
    PRIMARY KEY (member_id, case_id, break_glass)
) STRICT;
CREATE INDEX grants_case ON grants (case_id);
