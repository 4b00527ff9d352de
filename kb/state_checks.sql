-- Version 9: what hosts say of being crawled (robots.txt), and what lists look like (版式).

-- The last good robots.txt of a host, and the nights in a row on which its answer allowed no fetch at all.
CREATE TABLE robots (
    host       TEXT PRIMARY KEY,
    body       BLOB,                       -- the last good copy; empty: the host has none; NULL: never a good one
    good_at    TEXT,                       -- when that was answered
    said       TEXT,                       -- the last answer where it was no plain robots.txt, quoted
    nights     INTEGER NOT NULL DEFAULT 0, -- nights in a row without a fetch
    last_night TEXT                        -- the last of them
) WITHOUT ROWID;

-- How the rows of a list are marked up: its fingerprint, and another one that waits to be believed.
CREATE TABLE shapes (
    source       TEXT PRIMARY KEY,
    shape        TEXT NOT NULL,            -- JSON array: the tags, classes and keys around its rows
    night        TEXT NOT NULL,            -- when it was seen last
    other        TEXT,                     -- another shape, seen since
    other_nights INTEGER NOT NULL DEFAULT 0, -- on so many nights in a row
    other_night  TEXT                      -- the last of them
) WITHOUT ROWID;
