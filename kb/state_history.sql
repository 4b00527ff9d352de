-- Version 5: what the base held from when to when (沿革), so that changes can be told without an old base.
CREATE TABLE held (
    what   TEXT NOT NULL,                  -- work, event, window, quantity …
    id     TEXT NOT NULL,
    digest TEXT NOT NULL,                  -- of all that is held of it
    since  TEXT NOT NULL,                  -- the end of the build that first had it so, UTC
    until  TEXT,                           -- the end of the build that had it otherwise or no more; NULL: still so
    PRIMARY KEY (what, id, since)
) WITHOUT ROWID;
CREATE INDEX held_now ON held (what, id) WHERE until IS NULL;
CREATE INDEX held_until ON held (until);
CREATE INDEX held_since ON held (since);
