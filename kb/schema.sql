-- kb.db: what follows from the archive, this repository and the home's rulings, and nothing else (建库).
-- No run ids, no wall-clock times of a build: two builds of one archive give one dump. Every table is
-- WITHOUT ROWID with a natural key, so the order of arrival leaves no trace. Never migrated: rebuilt.
-- Times are UTC, ISO 8601 with Z; dates are YYYY-MM-DD; lists are JSON arrays; offsets count characters.

-- What the base is (版本): schema_version, pipeline_version, rulings_sha256.
CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

-- The archive files read so far (原始档案). Files never change once named, so a known name is not read again.
CREATE TABLE archive_files (
    name    TEXT PRIMARY KEY,               -- file name below var/warc
    records INTEGER NOT NULL,               -- records whose digest was right
    broken  INTEGER NOT NULL                -- records refused, each named in the build's report
) WITHOUT ROWID;

-- The bytes at one moment (快照), and what was read from them.
CREATE TABLE snapshots (
    id           TEXT PRIMARY KEY,          -- sha256 of url, fetched_at and body_sha256, 16 hex digits
    manifestation TEXT NOT NULL,            -- key of the address, see manifestations
    url          TEXT NOT NULL,
    fetched_at   TEXT NOT NULL,
    content_type TEXT,
    body_sha256  TEXT NOT NULL,
    body_bytes   INTEGER NOT NULL,
    warc_file    TEXT NOT NULL,
    warc_offset  INTEGER NOT NULL,
    source       TEXT NOT NULL,             -- name of the spider, or import
    publisher    TEXT,                      -- whose site it is
    lineage      TEXT NOT NULL CHECK (lineage IN ('official','official_repost','reprint','news','unknown')),
    fictional    INTEGER NOT NULL DEFAULT 0, -- 1: fetched from a replica
    rules        TEXT,                      -- rule set that read the page
    status       TEXT NOT NULL CHECK (status IN ('ok','refused','unreadable','body_in_attachment','attachment')),
    reason       TEXT,                      -- of a refusal, one line; of a file its reading: ok, scan_pending …
    file_kind    TEXT,                      -- of a file: docx, pdf … told by its bytes
    file_rows    INTEGER NOT NULL DEFAULT 0, -- rows of the lists in a file
    charset      TEXT,
    title        TEXT,
    text         TEXT,                      -- offsets of spans and removals count in this
    published    TEXT,                      -- date, or datetime in UTC
    origin       TEXT,                      -- 来源 as printed
    author       TEXT,
    editor       TEXT,
    header       TEXT,                      -- JSON object of the GB/T 9704 fields
    attachments  TEXT NOT NULL DEFAULT '[]', -- JSON [[name, url] …], as the page names them
    related      TEXT NOT NULL DEFAULT '[]', -- JSON [[title, url] …], interpretations the list puts under it
    deadline     TEXT,                      -- end of a public comment as the list hides it: UTC, exclusive
    stock_codes  TEXT NOT NULL DEFAULT '[]' -- JSON [code …], shares that the site names for a news item
) WITHOUT ROWID;
CREATE INDEX snapshots_by_manifestation ON snapshots (manifestation, fetched_at);

-- What was cut from a snapshot (删除记录), in order.
CREATE TABLE removed (
    snapshot TEXT NOT NULL REFERENCES snapshots (id),
    ordinal  INTEGER NOT NULL,
    rule     TEXT NOT NULL,
    quote    TEXT NOT NULL,
    line     INTEGER,          -- where, in the lines as this cut left them; NULL: cut in the markup
    at       INTEGER,          -- the character of the line; NULL: the whole line
    put      TEXT NOT NULL,    -- what took its place
    PRIMARY KEY (snapshot, ordinal)
) WITHOUT ROWID;

-- The lines of a page that could be its site's own (边缘): keys of folded lines, marked - when the line may not
-- be learned, ~ when it reads like a heading, = when it is a sentence that does not speak for a site. Pages of
-- official sources and imports without address have none.
CREATE TABLE page_edges (
    snapshot TEXT PRIMARY KEY REFERENCES snapshots (id),
    site     TEXT NOT NULL,                 -- host, without www, wap and m
    address  TEXT NOT NULL,                 -- snapshots.manifestation
    title    TEXT NOT NULL,                 -- key of the folded title, or empty
    whole    INTEGER NOT NULL,              -- 1: first and last are all lines of the body
    first    TEXT NOT NULL,                 -- JSON array, leading lines
    last     TEXT NOT NULL,                 -- JSON array, trailing lines
    beside   TEXT NOT NULL,                 -- JSON array, unlinked lines outside the body
    cut      TEXT NOT NULL                  -- JSON array, the learned lines that were cut
) WITHOUT ROWID;
CREATE INDEX page_edges_by_site ON page_edges (site);

-- The furniture that sites have taught (样板行): what all snapshots held show, not the order they came in.
CREATE TABLE learned_lines (
    site     TEXT NOT NULL,
    key      TEXT NOT NULL,                 -- as in page_edges
    line     TEXT NOT NULL,                 -- as printed on the first page that has it in its body
    pages    INTEGER NOT NULL,              -- pages of different address, title and text that show it
    outside  INTEGER NOT NULL,              -- of them those that have it outside the body
    examples TEXT NOT NULL,                 -- JSON array: up to five addresses, see manifestations
    PRIMARY KEY (site, key)
) WITHOUT ROWID;

-- What may belong together (归并键): manifestations that share a key are read side by side before they become
-- works. n: a work id read from the text · t: a folded title · a: an address of a file · s: a clause that stands
-- for a text, of which four must be shared · w: a short text as a whole.
CREATE TABLE folding_keys (
    key           TEXT NOT NULL,
    manifestation TEXT NOT NULL,
    PRIMARY KEY (key, manifestation)
) WITHOUT ROWID;
CREATE INDEX folding_keys_by_manifestation ON folding_keys (manifestation);

-- A document (文件). The id is its 文号, with the issuers where the number carries no agency code; an
-- instrument carried by a notice is <文号>/1, /2 …; without a number h:<hash of issuer, title and date>.
CREATE TABLE works (
    id                TEXT PRIMARY KEY,
    title             TEXT NOT NULL,
    title_key         TEXT NOT NULL,        -- folded, without 《》, 中华人民共和国 and the year of an amendment
    role              TEXT NOT NULL CHECK (role IN ('notice','instrument','news','attachment')),
    kind              TEXT,                 -- 文种 or 制度文体: 通知, 办法 …
    doc_number        TEXT,                 -- printed on the carrier only
    issuers           TEXT NOT NULL DEFAULT '[]',
    carrier           TEXT REFERENCES works (id),
    ordinal           INTEGER NOT NULL DEFAULT 0,
    date_document     TEXT,
    date_publication  TEXT,
    date_in_force     TEXT,
    date_no_longer_in_force TEXT,
    status            TEXT NOT NULL,        -- 现行有效, 尚未生效 … 未标明, 不适用
    status_evidence   TEXT,                 -- the clauses that say so, one a line
    lineage           TEXT NOT NULL,        -- of its base text
    source            TEXT NOT NULL,        -- spider that fetched its base text, or import
    url               TEXT NOT NULL,        -- where its base text stands
    programme         TEXT,
    region            TEXT,                 -- province of the lead issuer; NULL for the centre and where unknown
    fictional         INTEGER NOT NULL DEFAULT 0,
    fingerprint       TEXT NOT NULL,        -- sha256 of all that the index shows of it
    change            TEXT,                 -- what another text made of it while it lasts: 已修改, 部分失效
    date_changed      TEXT                  -- the first day of that; NULL: not known
) WITHOUT ROWID;
CREATE INDEX works_by_number ON works (doc_number);
CREATE INDEX works_by_title ON works (title_key);
CREATE INDEX works_by_carrier ON works (carrier);

-- What a work says of its own force (自述效力): the columns of works that the acts of others cover, so that
-- they return when no text repeals, amends or extends it any more. `becomes` is its fingerprint under them.
CREATE TABLE own_standings (
    work            TEXT PRIMARY KEY,       -- works.id
    status          TEXT NOT NULL,
    status_evidence TEXT,
    date_no_longer_in_force TEXT,
    fingerprint     TEXT NOT NULL,
    becomes         TEXT NOT NULL
) WITHOUT ROWID;

-- The wording of a work at a date (文本).
CREATE TABLE expressions (
    id        TEXT PRIMARY KEY,             -- work@date, or work@ when undated; ~until behind it when it ended
    work      TEXT NOT NULL REFERENCES works (id),
    stage     TEXT NOT NULL,                -- 原文, 征求意见稿, 修订
    date      TEXT,
    snapshot  TEXT NOT NULL REFERENCES snapshots (id),   -- the base text 底本
    repeats   INTEGER NOT NULL DEFAULT 0,   -- copies folded while restoring
    articles  INTEGER NOT NULL DEFAULT 0,   -- articles held
    articles_known INTEGER NOT NULL DEFAULT 0, -- articles the numbering shows to exist
    text      TEXT NOT NULL,                -- the reading in order
    since     TEXT NOT NULL,                -- when its page was first fetched with this text, UTC
    until     TEXT                          -- when its page was first fetched with another; NULL: its text now
) WITHOUT ROWID;
CREATE INDEX expressions_by_work ON expressions (work);
CREATE INDEX expressions_that_ended ON expressions (work) WHERE until IS NOT NULL;

-- One address of a work (载体): an official page, a reprint, a file.
CREATE TABLE manifestations (
    id         TEXT PRIMARY KEY,            -- host-neutral key of the address
    work       TEXT REFERENCES works (id),  -- NULL when nothing could be read
    url        TEXT NOT NULL,
    lineage    TEXT NOT NULL,
    source     TEXT NOT NULL,
    title      TEXT,
    first_seen TEXT NOT NULL,
    last_seen  TEXT NOT NULL,
    snapshot   TEXT NOT NULL REFERENCES snapshots (id)   -- the latest
) WITHOUT ROWID;
CREATE INDEX manifestations_by_work ON manifestations (work);

-- A numbered unit of an expression (条款).
CREATE TABLE provisions (
    expression TEXT NOT NULL REFERENCES expressions (id),
    eid        TEXT NOT NULL,
    work       TEXT NOT NULL REFERENCES works (id),
    ordinal    INTEGER NOT NULL,            -- reading order
    kind       TEXT NOT NULL,
    parent     TEXT,                        -- eid of the unit it stands in
    label      TEXT NOT NULL,               -- 第六条, （一） …
    heading    TEXT NOT NULL,
    path       TEXT NOT NULL,               -- headings above it
    text       TEXT NOT NULL,
    status     TEXT NOT NULL CHECK (status IN ('whole','partial','restored')),
    snapshot   TEXT NOT NULL REFERENCES snapshots (id),
    start      INTEGER NOT NULL,            -- hull in snapshots.text
    end        INTEGER NOT NULL,
    spans      TEXT NOT NULL,               -- JSON [[witness, start, end] …]
    is_hit     INTEGER NOT NULL,            -- 1: a unit that search returns
    PRIMARY KEY (expression, eid)
) WITHOUT ROWID;
CREATE INDEX provisions_by_work ON provisions (work, ordinal);
CREATE INDEX provisions_by_eid ON provisions (work, eid);

-- A numbered unit of an expression that has ended (旧条款): of what a page said before its body changed. Apart,
-- so that what asks for provisions finds what applies.
CREATE TABLE former_provisions (
    expression TEXT NOT NULL REFERENCES expressions (id),
    eid        TEXT NOT NULL,
    work       TEXT NOT NULL REFERENCES works (id),
    ordinal    INTEGER NOT NULL,            -- reading order
    kind       TEXT NOT NULL,
    parent     TEXT,                        -- eid of the unit it stands in
    label      TEXT NOT NULL,               -- 第六条, （一） …
    heading    TEXT NOT NULL,
    path       TEXT NOT NULL,               -- headings above it
    text       TEXT NOT NULL,
    status     TEXT NOT NULL CHECK (status IN ('whole','partial','restored')),
    snapshot   TEXT NOT NULL REFERENCES snapshots (id),
    start      INTEGER NOT NULL,            -- hull in snapshots.text
    end        INTEGER NOT NULL,
    spans      TEXT NOT NULL,               -- JSON [[witness, start, end] …]
    is_hit     INTEGER NOT NULL,            -- 1: a unit that search returns
    PRIMARY KEY (expression, eid)
) WITHOUT ROWID;

-- What the numbering or a witness shows to be missing (阙文).
CREATE TABLE lacunae (
    expression TEXT NOT NULL REFERENCES expressions (id),
    eid        TEXT NOT NULL,
    PRIMARY KEY (expression, eid)
) WITHOUT ROWID;

-- Text that could be given no place (未定位).
CREATE TABLE unplaced (
    expression TEXT NOT NULL REFERENCES expressions (id),
    ordinal    INTEGER NOT NULL,
    text       TEXT NOT NULL,
    start      INTEGER NOT NULL,
    end        INTEGER NOT NULL,
    PRIMARY KEY (expression, ordinal)
) WITHOUT ROWID;

-- The copies laid beside a damaged base text (见证本): witness k of provisions.spans. role: copy, a manifestation
-- of the work; quotation, news that quotes it. Texts that nothing proves damaged have none.
CREATE TABLE witnesses (
    expression TEXT NOT NULL REFERENCES expressions (id),
    witness    INTEGER NOT NULL,            -- from 1
    role       TEXT NOT NULL CHECK (role IN ('copy','quotation')),
    manifestation TEXT NOT NULL,            -- manifestations.id
    snapshot   TEXT NOT NULL REFERENCES snapshots (id),   -- its text
    PRIMARY KEY (expression, witness)
) WITHOUT ROWID;

-- How works and provisions belong together (关系): issues, quotes, interprets, amends, repeals …
CREATE TABLE relations (
    from_work TEXT NOT NULL,
    from_eid  TEXT NOT NULL DEFAULT '',
    kind      TEXT NOT NULL,
    to_work   TEXT NOT NULL,
    to_eid    TEXT NOT NULL DEFAULT '',
    quote     TEXT NOT NULL DEFAULT '',
    snapshot  TEXT,                         -- where the quote stands
    start     INTEGER,
    end       INTEGER,
    PRIMARY KEY (from_work, from_eid, kind, to_work, to_eid, quote)
) WITHOUT ROWID;
CREATE INDEX relations_by_target ON relations (to_work, to_eid, kind);

-- Until when the public may comment on a draft (征求意见期限): of the notice that asks. basis: list, the moment
-- hidden in the publisher's list; text, the day its text prints.
CREATE TABLE deadlines (
    work     TEXT NOT NULL REFERENCES works (id),
    basis    TEXT NOT NULL CHECK (basis IN ('list','text')),
    last_day TEXT NOT NULL,                 -- the last day on which comments are taken, 北京时间, inclusive
    ends     TEXT,                          -- of a list the first moment without, UTC, exclusive
    quote    TEXT NOT NULL DEFAULT '',
    snapshot TEXT NOT NULL REFERENCES snapshots (id),
    start    INTEGER,                       -- of the quote in snapshots.text
    end      INTEGER,
    PRIMARY KEY (work, basis, last_day)
) WITHOUT ROWID;

-- The files a page names (附件). `snapshot` is NULL while the file is not held.
CREATE TABLE attachments (
    manifestation TEXT NOT NULL REFERENCES manifestations (id),
    ordinal  INTEGER NOT NULL,
    name     TEXT NOT NULL,
    url      TEXT NOT NULL,
    snapshot TEXT REFERENCES snapshots (id),
    status   TEXT NOT NULL,                 -- not held, ok, needs_review, scan_pending, encrypted …
    kind     TEXT,
    rows     INTEGER NOT NULL DEFAULT 0,    -- rows of its lists; its text is that of the snapshot
    PRIMARY KEY (manifestation, ordinal)
) WITHOUT ROWID;

-- A copy laid beside the text that its work rests on (对校). The base has no row; shares are of sentences.
CREATE TABLE collations (
    manifestation TEXT PRIMARY KEY REFERENCES manifestations (id),
    work     TEXT NOT NULL,                 -- what it is a copy of
    snapshot TEXT NOT NULL REFERENCES snapshots (id),    -- the copy
    base     TEXT NOT NULL REFERENCES snapshots (id),    -- the base text 底本
    verbatim REAL NOT NULL,                 -- of the copy's sentences so many stand word for word in the base
    held     REAL NOT NULL,                 -- of the base's sentences so many stand in the copy
    missing  INTEGER NOT NULL,              -- sentences of the base without a match
    added    INTEGER NOT NULL,              -- sentences of the copy without one
    altered  INTEGER NOT NULL               -- sentences with another wording
) WITHOUT ROWID;

-- What a copy says otherwise than its base (异文), at most 60 of a copy; the base text is never changed by it.
CREATE TABLE variants (
    manifestation TEXT NOT NULL REFERENCES manifestations (id),
    ordinal   INTEGER NOT NULL,
    kind      TEXT NOT NULL CHECK (kind IN ('missing','added','altered')),
    work      TEXT NOT NULL,
    eid       TEXT NOT NULL,                -- where in the base; empty outside its provisions
    base_text TEXT NOT NULL,                -- the base's sentence, empty when added
    text      TEXT NOT NULL,                -- the copy's sentence, empty when missing
    differs   TEXT NOT NULL,                -- JSON [[in the base, in the copy] …], folded
    touches   TEXT NOT NULL,                -- JSON array: digits, date, negation, name
    start     INTEGER,                      -- in the text of the copy's snapshot
    end       INTEGER,
    PRIMARY KEY (manifestation, ordinal)
) WITHOUT ROWID;
CREATE INDEX variants_by_provision ON variants (work, eid);

-- The terms that documents define (术语): 本办法所称X，是指…. One row for each term of each provision; news has none.
CREATE TABLE glossary (
    term_key TEXT NOT NULL,                 -- the term folded
    work     TEXT NOT NULL,
    eid      TEXT NOT NULL,
    term     TEXT NOT NULL,
    aliases  TEXT NOT NULL,                 -- JSON array: its other names, 以下简称 …
    sense    TEXT NOT NULL CHECK (sense IN ('means','includes')),
    text     TEXT NOT NULL,                 -- what it means or includes
    snapshot TEXT NOT NULL,
    start    INTEGER,                       -- of the sentence in snapshots.text
    end      INTEGER,
    PRIMARY KEY (term_key, work, eid)
) WITHOUT ROWID;

-- The rows of lists (名单行), as printed: of a file, or of the tables of a page; in the order of the file.
CREATE TABLE list_rows (
    snapshot TEXT NOT NULL REFERENCES snapshots (id),
    ordinal  INTEGER NOT NULL,
    seq      INTEGER,                       -- 序号; NULL: the list prints none
    region   TEXT NOT NULL,                 -- as listed, filled forward; empty where the list has none
    name     TEXT NOT NULL,
    heads    TEXT NOT NULL,                 -- JSON array: the heads of the cells, empty in a list without
    cells    TEXT NOT NULL,                 -- JSON array
    page     INTEGER NOT NULL,              -- from 1, 0 where there are none
    tab      INTEGER NOT NULL,              -- which table, from 1; 0 in running text
    line     INTEGER NOT NULL,              -- its row or line, from 1
    PRIMARY KEY (snapshot, ordinal)
) WITHOUT ROWID;

-- What notices announce of recognition programmes and their holders (认定事项): a sentence each. Only of texts
-- that are no news; `lineage` says whose page it stands on.
CREATE TABLE announcements (
    work      TEXT NOT NULL REFERENCES works (id),
    ordinal   INTEGER NOT NULL,             -- in the order of the text
    type      TEXT NOT NULL CHECK (type IN ('apply_open','recommend','publicise','recognise','renew','remedial',
              'revoke','lapse','rename','relocate','support','correct','repeal')),
    programme TEXT,                         -- NULL: of a programme that is not known
    batch     TEXT NOT NULL,                -- 2024年度 or 第六批, one way for all its notices; empty: not said
    day       TEXT,                         -- 成文日期, else the day of publication
    day_basis TEXT CHECK (day_basis IN ('document','publication')),
    published TEXT,
    declared  INTEGER,                      -- holders that the text says there are
    extracted INTEGER NOT NULL,             -- holders found
    doubts    TEXT NOT NULL DEFAULT '[]',   -- JSON array: why they may not be all or not be these
    valid_from TEXT,                        -- of the titles: stated, or counted from the day
    valid_to  TEXT,
    years     INTEGER,
    extends   INTEGER NOT NULL DEFAULT 0,   -- 1: the years count from the old end
    validity_basis TEXT NOT NULL DEFAULT 'none', -- stated_dates, stated_years(…), rule(…), cadence, none
    validity_quote TEXT NOT NULL DEFAULT '',
    lineage   TEXT NOT NULL,
    eid       TEXT NOT NULL,                -- the clause of the sentence
    quote     TEXT NOT NULL,
    snapshot  TEXT NOT NULL REFERENCES snapshots (id),
    start     INTEGER NOT NULL,
    end       INTEGER NOT NULL,
    PRIMARY KEY (work, ordinal)
) WITHOUT ROWID;
CREATE INDEX announcements_by_programme ON announcements (programme, batch, type);

-- What happened to a holder (认定事件): an announcement and one of its holders, with the row of its list.
CREATE TABLE events (
    id        TEXT PRIMARY KEY,             -- hash of work, type, programme, batch, holder and which of several, 16 hex digits
    work      TEXT NOT NULL,
    announcement INTEGER NOT NULL,          -- announcements.ordinal
    type      TEXT NOT NULL,
    programme TEXT,
    batch     TEXT NOT NULL,
    holder_key TEXT NOT NULL,               -- the name folded, nothing more: never merged by likeness
    holder    TEXT NOT NULL,                -- as printed
    old_name  TEXT NOT NULL DEFAULT '',     -- of a rename
    region    TEXT NOT NULL DEFAULT '',     -- as listed
    province  TEXT,                         -- the province the listed region lies in; NULL: not known
    county    TEXT,                         -- code of the county its name begins with; NULL: not told
    county_table TEXT,                      -- which table has it: 2025, or 2017 for one that is no more
    product   TEXT NOT NULL DEFAULT '',     -- as listed
    outcome   TEXT NOT NULL DEFAULT '',     -- what a 公示 proposes for it: 通过, 撤销 …
    seq       INTEGER,                      -- 序号
    list      TEXT,                         -- list_rows.snapshot; NULL: named in the sentence itself
    list_row  INTEGER,                      -- list_rows.ordinal
    review    TEXT NOT NULL CHECK (review IN ('ok','needs_review','rejected')),
    reason    TEXT NOT NULL DEFAULT '',     -- why: a doubt, or the home's ruling with its date
    FOREIGN KEY (work, announcement) REFERENCES announcements (work, ordinal)
) WITHOUT ROWID;
CREATE INDEX events_by_holder ON events (holder_key);
CREATE INDEX events_by_programme ON events (programme, batch);
CREATE INDEX events_by_work ON events (work);

-- Times in which something may be done (期间): both days inclusive, 北京时间.
CREATE TABLE windows (
    work      TEXT NOT NULL REFERENCES works (id),
    ordinal   INTEGER NOT NULL,
    kind      TEXT NOT NULL CHECK (kind IN ('publicise','comments','apply')),
    programme TEXT,
    opens     TEXT,
    closes    TEXT,                         -- NULL: not said, or not to be counted
    basis     TEXT NOT NULL,                -- stated_dates, days, working_days, unknown
    again     INTEGER NOT NULL DEFAULT 0,   -- 1: 再次公示, 补充公示
    eid       TEXT NOT NULL,
    quote     TEXT NOT NULL,
    snapshot  TEXT NOT NULL REFERENCES snapshots (id),
    start     INTEGER NOT NULL,
    end       INTEGER NOT NULL,
    PRIMARY KEY (work, ordinal)
) WITHOUT ROWID;

-- What must be done every year or by a day (义务): 每年4月30日前填报.
CREATE TABLE duties (
    work      TEXT NOT NULL REFERENCES works (id),
    ordinal   INTEGER NOT NULL,
    programme TEXT,
    what      TEXT NOT NULL,
    who       TEXT,
    year      INTEGER,                      -- NULL: every year
    month     INTEGER NOT NULL,
    day       INTEGER NOT NULL,
    eid       TEXT NOT NULL,
    quote     TEXT NOT NULL,
    snapshot  TEXT NOT NULL REFERENCES snapshots (id),
    start     INTEGER NOT NULL,
    end       INTEGER NOT NULL,
    PRIMARY KEY (work, ordinal)
) WITHOUT ROWID;

-- Numbers that texts give for a programme (数量): targets, with the year they are for, and claims of what is.
CREATE TABLE quantities (
    work      TEXT NOT NULL REFERENCES works (id),
    ordinal   INTEGER NOT NULL,
    programme TEXT NOT NULL,
    value     INTEGER NOT NULL,
    unit      TEXT NOT NULL,
    level     TEXT,                         -- 国家级, 省级 …
    by        INTEGER,                      -- year of a target; NULL: a claim
    since     INTEGER,
    region    TEXT,                         -- of a part
    basis     TEXT,                         -- what was counted, as the text says: 合并计划单列市
    part_of   TEXT,                         -- the year or batch it counts: 2024年
    parts     INTEGER,                      -- sum of the parts by region that its sentence gives; NULL: none
    modality  TEXT NOT NULL,                -- 力争, 左右, 超过 …
    approximate INTEGER NOT NULL,
    speaker   TEXT,
    lineage   TEXT NOT NULL,
    eid       TEXT NOT NULL,
    quote     TEXT NOT NULL,
    snapshot  TEXT NOT NULL REFERENCES snapshots (id),
    start     INTEGER NOT NULL,
    end       INTEGER NOT NULL,
    PRIMARY KEY (work, ordinal)
) WITHOUT ROWID;
CREATE INDEX quantities_by_programme ON quantities (programme);
