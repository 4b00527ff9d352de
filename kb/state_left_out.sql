-- Version 3: what a source listed and the base does not want (略去), and how far each feed of a source was read.

-- News that is not about policy: only id and title, so that it can be counted and is not asked for again.
CREATE TABLE left_out (
    key    TEXT PRIMARY KEY,
    title  TEXT,
    source TEXT NOT NULL,
    run    INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX left_out_by_source ON left_out (source, run);

-- The newest item of a feed on its last good night, UTC: the next night walks back to it.
CREATE TABLE marks (
    source TEXT NOT NULL,
    feed   TEXT NOT NULL,
    newest TEXT NOT NULL,
    PRIMARY KEY (source, feed)
) WITHOUT ROWID;
