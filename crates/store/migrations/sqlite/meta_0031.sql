-- What members are told, for a response that tells them.
ALTER TABLE containments ADD COLUMN words TEXT;
