-- Objects of erased files until their keys are known to be destroyed. No foreign keys: the file is gone.
CREATE TABLE doomed_objects (
    object_id BLOB PRIMARY KEY NOT NULL CHECK (length(object_id) = 16),
    file_id BLOB NOT NULL CHECK (length(file_id) = 16),
    case_id BLOB NOT NULL CHECK (length(case_id) = 16),
    -- SHA-256 of the sealed key, if there was one.
    wrap BLOB CHECK (length(wrap) = 32)
) STRICT;
CREATE INDEX doomed_objects_file ON doomed_objects (file_id, object_id);
