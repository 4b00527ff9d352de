-- Version 7: when held pages are asked for again (回访), and what sites took away (撤下).

ALTER TABLE fetch ADD COLUMN first_held TEXT;   -- the night on which a body was first held
ALTER TABLE fetch ADD COLUMN next_visit TEXT;   -- the night from which the page is asked for again; NULL: no more
ALTER TABLE fetch ADD COLUMN open_until TEXT;   -- the last day of the 公示 or 意见征集 that the page announces
UPDATE fetch SET first_held = date(last_fetch, '+8 hours'), next_visit = date(last_fetch, '+90 days')
    WHERE role = 'page' AND body_sha256 IS NOT NULL;
CREATE INDEX fetch_visits ON fetch (source, next_visit) WHERE next_visit IS NOT NULL;

ALTER TABLE listed ADD COLUMN gone TEXT;        -- the night on which the whole list no longer named it

ALTER TABLE runs ADD COLUMN added INTEGER NOT NULL DEFAULT 0;           -- rows this list did not have before
ALTER TABLE runs ADD COLUMN removed INTEGER NOT NULL DEFAULT 0;         -- rows this list has no more
ALTER TABLE runs ADD COLUMN visits_due INTEGER NOT NULL DEFAULT 0;      -- held pages to be asked for again
ALTER TABLE runs ADD COLUMN visits_done INTEGER NOT NULL DEFAULT 0;     -- … that answered
ALTER TABLE runs ADD COLUMN visits_deferred INTEGER NOT NULL DEFAULT 0; -- … put off by the budget
ALTER TABLE runs ADD COLUMN vanished INTEGER NOT NULL DEFAULT 0;        -- held pages that are gone from the site

-- What a site took away or gave back: told, and never a reason to delete. An absence is no revocation.
CREATE TABLE absences (
    run    INTEGER NOT NULL REFERENCES runs (id),
    source TEXT NOT NULL,
    night  TEXT NOT NULL,
    what   TEXT NOT NULL CHECK (what IN ('vanished', 'withdrawn', 'returned')),
    key    TEXT NOT NULL,
    url    TEXT NOT NULL,
    title  TEXT,
    why    TEXT NOT NULL,          -- the answer, or the two counts of the list
    PRIMARY KEY (source, key, run, what)
) WITHOUT ROWID;
CREATE INDEX absences_by_night ON absences (night);
