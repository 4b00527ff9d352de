-- Version 2: what each source says of an address (栏目所见), what the lists tell beyond title and date, and trials.

ALTER TABLE fetch ADD COLUMN deadline TEXT;                  -- end of a public comment, exclusive, UTC
ALTER TABLE fetch ADD COLUMN last_try TEXT;                  -- the night of the last failure: tries count nights
ALTER TABLE fetch ADD COLUMN fields TEXT NOT NULL DEFAULT '[]'; -- [[label, value] …] of the list: 发文字号, 发布机构

-- One address as one source lists it: two columns may list a page under two titles or days.
CREATE TABLE listed (
    source       TEXT NOT NULL,
    key          TEXT NOT NULL,
    listed_title TEXT,
    listed_date  TEXT,
    related      TEXT NOT NULL DEFAULT '[]',
    deadline     TEXT,
    fields       TEXT NOT NULL DEFAULT '[]',
    PRIMARY KEY (source, key)
) WITHOUT ROWID;
INSERT INTO listed (source, key, listed_title, listed_date, related)
    SELECT source, key, listed_title, listed_date, related FROM fetch WHERE role = 'page';

-- Documents of a source on trial (试采) that passed the fixed checks.
CREATE TABLE trials (
    source TEXT NOT NULL,
    key    TEXT NOT NULL,
    PRIMARY KEY (source, key)
) WITHOUT ROWID;
