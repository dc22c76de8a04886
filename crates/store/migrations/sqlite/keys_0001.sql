CREATE TABLE case_keys (
    case_id BLOB NOT NULL CHECK (length(case_id) = 16),
    generation INTEGER NOT NULL,
    public_half BLOB NOT NULL,
    private_wrapped BLOB NOT NULL,
    PRIMARY KEY (case_id, generation)
) STRICT;

CREATE TABLE object_keys (
    object_id BLOB PRIMARY KEY NOT NULL CHECK (length(object_id) = 16),
    case_id BLOB NOT NULL CHECK (length(case_id) = 16),
    sealed BLOB NOT NULL
) STRICT;
CREATE INDEX object_keys_case ON object_keys (case_id);

CREATE TABLE server_keys (
    name TEXT PRIMARY KEY NOT NULL,
    wrapped BLOB NOT NULL
) STRICT;
