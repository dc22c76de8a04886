-- Temporary access -------------------------------------------------------------------------------

-- Who made an account or gave it a new way to sign in: such accounts do not decide for each other.
CREATE TABLE member_makers (
    member_id BLOB NOT NULL REFERENCES members (id),
    maker_id BLOB NOT NULL REFERENCES members (id),
    PRIMARY KEY (member_id, maker_id)
) STRICT;

-- `life` is in milliseconds; `acts` is words separated by commas.
CREATE TABLE access_requests (
    id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
    kind TEXT NOT NULL,
    case_id BLOB NOT NULL REFERENCES cases (id),
    member_id BLOB NOT NULL REFERENCES members (id),
    acts TEXT NOT NULL,
    file_id BLOB CHECK (length(file_id) = 16),
    object_id BLOB CHECK (length(object_id) = 16),
    life INTEGER NOT NULL,
    reason TEXT NOT NULL,
    created INTEGER NOT NULL,
    lapses INTEGER NOT NULL,
    state TEXT NOT NULL,
    refused_by_member BLOB REFERENCES members (id),
    refused_by_contact BLOB REFERENCES contacts (id),
    refused INTEGER,
    refusal TEXT
) STRICT;
-- The same question is not asked twice while it waits.
CREATE UNIQUE INDEX access_requests_one_waiting
    ON access_requests (member_id, case_id, kind, COALESCE(object_id, x'')) WHERE state = 'waiting';
CREATE INDEX access_requests_newest ON access_requests (created, id);
CREATE INDEX access_requests_case ON access_requests (case_id, created, id);
CREATE INDEX access_requests_member ON access_requests (member_id, created, id);
CREATE INDEX access_requests_waiting ON access_requests (lapses) WHERE state = 'waiting';

CREATE TABLE access_approvals (
    request_id BLOB NOT NULL REFERENCES access_requests (id),
    member_id BLOB NOT NULL REFERENCES members (id),
    number INTEGER NOT NULL,
    acts TEXT NOT NULL,
    life INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (request_id, member_id),
    UNIQUE (request_id, number)
) STRICT;

-- The earlier table held what the one below says, without ids and without what has ended.
DROP TABLE grants;

CREATE TABLE grants (
    id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
    request_id BLOB UNIQUE REFERENCES access_requests (id),
    kind TEXT NOT NULL,
    case_id BLOB NOT NULL REFERENCES cases (id),
    member_id BLOB NOT NULL REFERENCES members (id),
    acts TEXT NOT NULL,
    file_id BLOB CHECK (length(file_id) = 16),
    object_id BLOB CHECK (length(object_id) = 16),
    reason TEXT NOT NULL,
    first_id BLOB REFERENCES members (id),
    second_id BLOB REFERENCES members (id),
    contact_id BLOB REFERENCES contacts (id),
    starts INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    ended INTEGER,
    ended_how TEXT,
    review_due INTEGER,
    reviewed_by BLOB REFERENCES members (id),
    reviewed INTEGER,
    verdict TEXT,
    review_note TEXT,
    CHECK (first_id IS NULL OR first_id <> member_id),
    CHECK (second_id IS NULL OR (second_id <> member_id AND second_id <> first_id)),
    CHECK (reviewed_by IS NULL OR reviewed_by <> member_id)
) STRICT;
CREATE INDEX grants_newest ON grants (starts, id);
CREATE INDEX grants_case ON grants (case_id, starts, id);
CREATE INDEX grants_live ON grants (member_id, case_id) WHERE ended IS NULL;
CREATE INDEX grants_due ON grants (expires) WHERE ended IS NULL;
CREATE INDEX grants_to_review ON grants (review_due) WHERE review_due IS NOT NULL AND reviewed IS NULL;
