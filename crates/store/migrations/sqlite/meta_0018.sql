-- Heads of the ledger with the lines of witnesses.
CREATE TABLE witnessed_checkpoints (
    size INTEGER PRIMARY KEY NOT NULL,
    checkpoint TEXT NOT NULL,
    taken INTEGER NOT NULL
) STRICT;
