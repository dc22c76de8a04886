-- What members and contacts of a case write to each other. `number` counts up in the order they were written. The text is
-- sealed, and gone once it was erased; its key lies with the keys of objects, under `object_id`.
CREATE TABLE messages (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    case_id BLOB NOT NULL REFERENCES cases (id),
    member_id BLOB REFERENCES members (id),
    contact_id BLOB REFERENCES contacts (id),
    request_id BLOB REFERENCES requests (id),
    object_id BLOB NOT NULL UNIQUE CHECK (length(object_id) = 16),
    sealed BLOB,
    created INTEGER NOT NULL,
    CHECK ((member_id IS NULL) <> (contact_id IS NULL)),
    CHECK ((contact_id IS NULL) = (request_id IS NULL))
) STRICT;
CREATE INDEX messages_case ON messages (case_id, number);
CREATE INDEX messages_case_created ON messages (case_id, created);
