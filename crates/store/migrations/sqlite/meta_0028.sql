-- Whether an alert holds a case against erasure, beside the holds that people set.
ALTER TABLE cases ADD COLUMN alert_hold INTEGER NOT NULL DEFAULT 0 CHECK (alert_hold IN (0, 1));

-- Duties of an alert to tell somebody that were done.
CREATE TABLE alert_notices (
    alert_id BLOB NOT NULL REFERENCES alerts (id),
    clock TEXT NOT NULL,
    told TEXT NOT NULL,
    given INTEGER NOT NULL,
    reference TEXT NOT NULL,
    member_id BLOB REFERENCES members (id),
    written INTEGER NOT NULL,
    PRIMARY KEY (alert_id, clock)
) STRICT;

-- Of which of them people were told that their time is over.
CREATE TABLE alert_overdue (
    alert_id BLOB NOT NULL REFERENCES alerts (id),
    clock TEXT NOT NULL,
    PRIMARY KEY (alert_id, clock)
) STRICT;
