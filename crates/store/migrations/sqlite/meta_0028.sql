-- Whether an alert holds a case against erasure, beside the holds that people set.
ALTER TABLE cases ADD COLUMN alert_hold INTEGER NOT NULL DEFAULT 0 CHECK (alert_hold IN (0, 1));
