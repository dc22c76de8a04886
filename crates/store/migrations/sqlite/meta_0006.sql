-- While it is on, single values and originals are sealed until the customer's contact approves.
ALTER TABLE cases ADD COLUMN lockbox INTEGER NOT NULL DEFAULT 0;
ALTER TABLE customers ADD COLUMN lockbox INTEGER NOT NULL DEFAULT 0;
