-- How far each place outside has got with the ledger.
CREATE TABLE sinks (
    name TEXT PRIMARY KEY NOT NULL,
    next INTEGER NOT NULL,
    taken INTEGER,
    failing_since INTEGER,
    failure TEXT,
    stalled INTEGER NOT NULL CHECK (stalled IN (0, 1)),
    disabled INTEGER
) STRICT;
