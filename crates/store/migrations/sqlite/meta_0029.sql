-- A version for which an earlier one is shown: since when.
ALTER TABLE versions ADD COLUMN set_aside INTEGER;
