-- By what a sender knows the content of an unfinished upload again.
ALTER TABLE uploads ADD COLUMN fingerprint BLOB;
