-- How far a member has read a case's messages: the number of the newest they were shown.
CREATE TABLE message_marks (
    member_id BLOB NOT NULL REFERENCES members (id) ON DELETE CASCADE,
    case_id BLOB NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    PRIMARY KEY (member_id, case_id)
) STRICT;

-- By what its sender knows a file again, as for uploads: whoever missed that it arrived does not send it twice.
ALTER TABLE files ADD COLUMN fingerprint BLOB CHECK (length(fingerprint) = 32);
