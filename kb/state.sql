-- var/state.db: what cannot be derived from the archive (状态库): the fetch frontier, the runs, the last good
-- counts. Backed up and migrated, never rebuilt. Times are UTC, ISO 8601 with Z; dates are YYYY-MM-DD.

-- One run of one source (一次采集).
CREATE TABLE runs (
    id         INTEGER PRIMARY KEY,
    source     TEXT NOT NULL,
    night      TEXT NOT NULL,              -- the day in Beijing on which it began
    started    TEXT NOT NULL,
    ended      TEXT,
    state      TEXT NOT NULL CHECK (state IN ('running','ok','degraded','failed','killed')),
    rows       INTEGER NOT NULL DEFAULT 0, -- list rows seen
    count_said INTEGER,                    -- the site's own count
    new        INTEGER NOT NULL DEFAULT 0,
    changed    INTEGER NOT NULL DEFAULT 0,
    unchanged  INTEGER NOT NULL DEFAULT 0,
    failed     INTEGER NOT NULL DEFAULT 0, -- pages that could not be fetched
    watermark  TEXT,                       -- latest listed date seen
    back_to    TEXT,                       -- earliest listed date seen; empty string: the list was walked to its end
    reason     TEXT
);
CREATE INDEX runs_by_source ON runs (source, id);

-- The frontier (待采): every address known, fetched or due. http_status NULL: due.
CREATE TABLE fetch (
    key           TEXT PRIMARY KEY,        -- cleaners.address.address_key
    url           TEXT NOT NULL,
    host          TEXT NOT NULL,
    source        TEXT NOT NULL,           -- the source that named it first
    role          TEXT NOT NULL,           -- page, attachment
    first_seen    TEXT NOT NULL,
    last_fetch    TEXT,
    etag          TEXT,
    last_modified TEXT,
    http_status   INTEGER,
    body_sha256   TEXT,
    tries         INTEGER NOT NULL DEFAULT 0, -- failures since the last success
    run           INTEGER REFERENCES runs (id),
    listed_title  TEXT,
    listed_date   TEXT,
    referrer      TEXT,                    -- the page that names an attachment
    related       TEXT NOT NULL DEFAULT '[]' -- [[title, url] …]: interpretations listed under it
) WITHOUT ROWID;
CREATE INDEX fetch_due ON fetch (source) WHERE http_status IS NULL;

-- What was imported (导入): so that a second import of the same bytes adds nothing.
CREATE TABLE imports (
    key         TEXT NOT NULL,
    body_sha256 TEXT NOT NULL,
    PRIMARY KEY (key, body_sha256)
) WITHOUT ROWID;
