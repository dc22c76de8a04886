-- Files that came through a link and were erased, for the record of the contact who sent them.
CREATE TABLE erased_files (
    file_id BLOB PRIMARY KEY NOT NULL CHECK (length(file_id) = 16),
    request_id BLOB NOT NULL REFERENCES requests (id),
    erased INTEGER NOT NULL
) STRICT;
CREATE INDEX erased_files_request ON erased_files (request_id, erased);
