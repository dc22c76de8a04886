-- Deliveries: files sent to one contact, announced by a link of their own.
CREATE TABLE deliveries (
    id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
    request_id BLOB NOT NULL UNIQUE REFERENCES requests (id),
    note TEXT,
    downloads_max INTEGER NOT NULL CHECK (downloads_max > 0)
) STRICT;

-- No foreign keys to file and version: what was erased stays named here, by its id alone.
CREATE TABLE delivery_files (
    delivery_id BLOB NOT NULL REFERENCES deliveries (id),
    position INTEGER NOT NULL,
    file_id BLOB NOT NULL CHECK (length(file_id) = 16),
    object_id BLOB NOT NULL CHECK (length(object_id) = 16),
    downloads INTEGER NOT NULL CHECK (downloads >= 0),
    PRIMARY KEY (delivery_id, position),
    UNIQUE (delivery_id, object_id)
) STRICT;
CREATE INDEX delivery_files_object ON delivery_files (object_id);

-- The right to fetch one of them for a while, also when the transfer breaks.
CREATE TABLE delivery_tickets (
    hash BLOB PRIMARY KEY NOT NULL CHECK (length(hash) = 32),
    delivery_id BLOB NOT NULL REFERENCES deliveries (id),
    object_id BLOB NOT NULL CHECK (length(object_id) = 16),
    request_id BLOB NOT NULL REFERENCES requests (id),
    expires INTEGER NOT NULL
) STRICT;
