-- What a file request asks for. Items are named by their place in the list, counted from 1.
CREATE TABLE asked_items (
    request_id BLOB NOT NULL REFERENCES requests (id),
    position INTEGER NOT NULL CHECK (position > 0),
    name TEXT NOT NULL,
    how TEXT,
    wanted INTEGER NOT NULL,
    PRIMARY KEY (request_id, position)
) STRICT;

-- A file answers at most one item; when it goes, the item is open again.
CREATE TABLE item_answers (
    file_id BLOB PRIMARY KEY NOT NULL REFERENCES files (id) ON DELETE CASCADE,
    request_id BLOB NOT NULL,
    position INTEGER NOT NULL,
    FOREIGN KEY (request_id, position) REFERENCES asked_items (request_id, position)
) STRICT;
CREATE INDEX item_answers_item ON item_answers (request_id, position);

-- Lists that a department asks for again and again.
CREATE TABLE request_templates (
    id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
    department_id BLOB NOT NULL REFERENCES departments (id),
    name TEXT NOT NULL,
    saved_by BLOB NOT NULL REFERENCES members (id),
    saved INTEGER NOT NULL,
    UNIQUE (department_id, name)
) STRICT;

CREATE TABLE template_items (
    template_id BLOB NOT NULL REFERENCES request_templates (id) ON DELETE CASCADE,
    position INTEGER NOT NULL CHECK (position > 0),
    name TEXT NOT NULL,
    how TEXT,
    wanted INTEGER NOT NULL,
    PRIMARY KEY (template_id, position)
) STRICT;
