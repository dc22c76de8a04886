-- What members are told, for a response that tells them.
ALTER TABLE containments ADD COLUMN words TEXT;
-- Whether a person began it: what people do does not count to how many members the rules may contain in an hour.
ALTER TABLE containments ADD COLUMN by_hand INTEGER NOT NULL DEFAULT 0;
