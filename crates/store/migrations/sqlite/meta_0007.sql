-- Entries by what they are about: a sender is shown what happened to their files.
ALTER TABLE ledger_entries ADD COLUMN object TEXT;
UPDATE ledger_entries SET object = json_extract(text, '$.object');
CREATE INDEX ledger_entries_object ON ledger_entries (object, place) WHERE object IS NOT NULL;
