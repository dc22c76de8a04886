-- What is left of an erased case. Its row stays, because grants, links and people's answers refer to it.
ALTER TABLE cases ADD COLUMN erased INTEGER;
-- SHA-256 of its wrapped private key.
ALTER TABLE cases ADD COLUMN erased_key BLOB CHECK (length(erased_key) = 32);
ALTER TABLE cases ADD COLUMN keys_destroyed INTEGER;
ALTER TABLE cases ADD COLUMN certificate_outbox INTEGER;

-- Of an erased file or of an erased case: ids are random, so one column tells them apart.
ALTER TABLE doomed_objects RENAME COLUMN file_id TO erased_id;
