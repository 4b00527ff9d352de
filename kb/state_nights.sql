-- Version 6: the nights (夜), so that it can be told how long ago the last good one was.
CREATE TABLE nights (
    id     INTEGER PRIMARY KEY,
    night  TEXT NOT NULL,                  -- the day in Beijing on which it began
    began  TEXT NOT NULL,
    ended  TEXT,
    state  TEXT NOT NULL CHECK (state IN ('running','good','red','failed','killed')),
    whole  INTEGER NOT NULL,               -- 0: only the sources that were named
    reason TEXT
);
