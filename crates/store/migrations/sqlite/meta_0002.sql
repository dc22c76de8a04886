-- Why a check got no further, and which rules its findings come from.
ALTER TABLE versions ADD COLUMN scan_reason TEXT;
ALTER TABLE versions ADD COLUMN rules TEXT;

-- Words separated by commas.
ALTER TABLE findings ADD COLUMN labels TEXT NOT NULL DEFAULT '';

-- Attempts in a row that got no further than the best one before, and how far that was.
ALTER TABLE jobs ADD COLUMN fruitless INTEGER NOT NULL DEFAULT 0;
ALTER TABLE jobs ADD COLUMN percent INTEGER NOT NULL DEFAULT 0;
CREATE INDEX jobs_object ON jobs (object_id);
