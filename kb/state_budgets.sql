-- Version 10: what a run weighed, and what the budgets put off (夜报).

ALTER TABLE runs ADD COLUMN pages_due INTEGER NOT NULL DEFAULT 0;      -- pages and files to be fetched for the first time
ALTER TABLE runs ADD COLUMN pages_done INTEGER NOT NULL DEFAULT 0;     -- … that are held now
ALTER TABLE runs ADD COLUMN pages_deferred INTEGER NOT NULL DEFAULT 0; -- … put off to the next nights
ALTER TABLE runs ADD COLUMN bytes INTEGER NOT NULL DEFAULT 0;          -- bodies that came over the network, as sent
ALTER TABLE runs ADD COLUMN archived INTEGER NOT NULL DEFAULT 0;       -- bytes that the archive grew by
