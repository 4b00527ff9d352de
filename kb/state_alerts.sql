-- Version 4: what the alerts have seen, what waits for a message, and the messages (提醒).

-- A rule since its first night (规则): what it looks for then, so that a changed rule is told from a new one.
CREATE TABLE alert_rules (
    rule      TEXT PRIMARY KEY,
    looks_for TEXT NOT NULL,               -- digest of its conditions
    started   TEXT NOT NULL                -- its first night, the day in Beijing
) WITHOUT ROWID;

-- What a rule has met (已见): told once, or held before its first night. Rule '': all that was ever held.
CREATE TABLE alert_seen (
    rule  TEXT NOT NULL,
    key   TEXT NOT NULL,                   -- of the happening, see alerts/happenings.py
    night TEXT NOT NULL,
    PRIMARY KEY (rule, key)
) WITHOUT ROWID;

-- What a rule has to tell a channel (待报); message NULL: not yet put into one.
CREATE TABLE alert_items (
    id              INTEGER PRIMARY KEY,
    rule            TEXT NOT NULL,
    channel         TEXT NOT NULL,
    happening       TEXT NOT NULL,
    idempotency_key TEXT NOT NULL UNIQUE,  -- of rule, channel and happening: enqueued once ever
    payload         TEXT NOT NULL,         -- JSON: what is told
    due             TEXT NOT NULL,         -- not told before
    created         TEXT NOT NULL,
    message         TEXT                   -- outbox.idempotency_key
);
CREATE INDEX alert_items_waiting ON alert_items (channel) WHERE message IS NULL;
CREATE INDEX alert_items_by_message ON alert_items (message);

-- Messages (发件箱): composed once, so that what is sent again is the same to the letter.
CREATE TABLE outbox (
    id              INTEGER PRIMARY KEY,
    channel         TEXT NOT NULL,
    idempotency_key TEXT NOT NULL UNIQUE,  -- of its items; stands in the message
    payload         TEXT NOT NULL,         -- JSON: title, plain, markdown, items
    state           TEXT NOT NULL DEFAULT 'pending' CHECK (state IN ('pending','sent','failed')),
    attempts        INTEGER NOT NULL DEFAULT 0,
    next_try        TEXT NOT NULL,
    last_error      TEXT,
    created         TEXT NOT NULL,
    sent            TEXT
);
CREATE INDEX outbox_pending ON outbox (channel, id) WHERE state = 'pending';
