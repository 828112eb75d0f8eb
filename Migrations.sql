-- Every change ever made to the database, in order. Append only: a section that has landed is never edited, and its hash is recorded.

-- migration 001: what the society sees (name, motto, accent, rules), edited on the admin pages
CREATE TABLE settings (
    name       TEXT PRIMARY KEY,
    value      TEXT NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- migration 002: the first owner can be made; the members feature extends this table
CREATE TABLE members (
    id            INTEGER PRIMARY KEY,
    login         TEXT NOT NULL UNIQUE,   -- an e-mail or a username, folded to lower case
    name          TEXT NOT NULL,
    role          TEXT NOT NULL CHECK (role IN ('owner', 'teacher', 'editor', 'coordinator', 'member')),
    password_hash TEXT NOT NULL,
    created_at    INTEGER NOT NULL
) STRICT;

-- migration 003: members as people: what others see of them, year and class, the states from waiting to former
-- Ids stand in addresses, in forms of pages that were loaded before, and in the audit: none may come to mean something else. Members, schools, join codes, changes,
-- attempts and awards are never deleted, and so never give up an id. Where rows do go (sessions, challenges, parts) AUTOINCREMENT keeps an id from being given twice.
-- The audit loses its oldest rows only, allowances' ids are shown nowhere, and an upload's is its content.
CREATE TABLE schools (
    id           INTEGER PRIMARY KEY AUTOINCREMENT, -- never used again: the record of changes keeps the ids of schools that are gone
    name         TEXT NOT NULL UNIQUE COLLATE NOCASE,
    email_domain TEXT UNIQUE,            -- folded, without the @; null: none
    created_at   INTEGER NOT NULL
) STRICT;

CREATE TABLE join_codes (
    id         INTEGER PRIMARY KEY,
    code       TEXT NOT NULL UNIQUE,     -- as OneTimeCodes writes it: capitals and digits, no dashes
    label      TEXT NOT NULL,            -- what the admin calls it: "9B, autumn"
    start_year INTEGER,                  -- the year it is for; null: the pupil says
    class      TEXT NOT NULL DEFAULT '', -- the class it is for; empty: the pupil may say
    school_id  INTEGER REFERENCES schools (id),
    max_uses   INTEGER NOT NULL CHECK (max_uses > 0),
    uses       INTEGER NOT NULL DEFAULT 0 CHECK (uses BETWEEN 0 AND max_uses),
    expires_at INTEGER NOT NULL,
    created_by INTEGER REFERENCES members (id),
    created_at INTEGER NOT NULL
) STRICT;

ALTER TABLE members ADD COLUMN display_name TEXT NOT NULL DEFAULT '';  -- all that other members see
ALTER TABLE members ADD COLUMN display_key TEXT;                       -- the display name folded; null once the person is gone
ALTER TABLE members ADD COLUMN wanted_name TEXT;                       -- an alias that waits for a teacher; null: none
ALTER TABLE members ADD COLUMN start_year INTEGER;                     -- the year whose September began year 7; null: no pupil
ALTER TABLE members ADD COLUMN class TEXT NOT NULL DEFAULT '';
ALTER TABLE members ADD COLUMN school_id INTEGER REFERENCES schools (id);
ALTER TABLE members ADD COLUMN state TEXT NOT NULL DEFAULT 'active'
    CHECK (state IN ('waiting', 'active', 'archived', 'leaving', 'former'));
ALTER TABLE members ADD COLUMN state_at INTEGER NOT NULL DEFAULT 0;    -- when the state began
ALTER TABLE members ADD COLUMN is_quiet INTEGER NOT NULL DEFAULT 0 CHECK (is_quiet IN (0, 1));
ALTER TABLE members ADD COLUMN notice_version INTEGER;                 -- of the privacy notice shown when joining; null: not joined by the form
ALTER TABLE members ADD COLUMN join_code_id INTEGER REFERENCES join_codes (id);
ALTER TABLE members ADD COLUMN search_text TEXT NOT NULL DEFAULT '';   -- name, login, class and display name, folded
ALTER TABLE members ADD COLUMN last_sign_in_at INTEGER;
UPDATE members SET display_name = 'Member ' || id, display_key = 'member ' || id, state_at = created_at,
    search_text = lower(name || ' ' || login || ' member ' || id);
CREATE UNIQUE INDEX members_display_key ON members (display_key);
CREATE INDEX members_state ON members (state, state_at);
CREATE INDEX members_school ON members (school_id);

-- However it is tried, one owner who can sign in remains.
CREATE TRIGGER members_keep_last_owner BEFORE UPDATE OF role, state ON members
WHEN OLD.role = 'owner' AND OLD.state = 'active' AND (NEW.role <> 'owner' OR NEW.state <> 'active')
    AND (SELECT count(*) FROM members WHERE role = 'owner' AND state = 'active') = 1
BEGIN
    SELECT RAISE(ABORT, 'last owner');
END;

-- migration 004: sessions, one-time links, and the record of who did what
CREATE TABLE sessions (
    id         INTEGER PRIMARY KEY AUTOINCREMENT, -- "end this session" on an old page must not end a newer one
    token_hash BLOB NOT NULL UNIQUE,     -- SHA-256 of the cookie's 256 bits
    member_id  INTEGER NOT NULL REFERENCES members (id),
    device     TEXT NOT NULL,            -- "Chrome on ChromeOS", for the member's own list
    is_lasting INTEGER NOT NULL CHECK (is_lasting IN (0, 1)), -- stay signed in on this device
    created_at INTEGER NOT NULL,
    seen_at    INTEGER NOT NULL,         -- written once a minute at most
    expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX sessions_member ON sessions (member_id);
CREATE INDEX sessions_expires ON sessions (expires_at);

CREATE TABLE password_links (
    token_hash BLOB PRIMARY KEY,         -- SHA-256 of the code, which is nowhere kept
    member_id  INTEGER NOT NULL REFERENCES members (id),
    is_slip    INTEGER NOT NULL CHECK (is_slip IN (0, 1)),
    created_by INTEGER REFERENCES members (id),
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX password_links_member ON password_links (member_id);

-- Whoever could make a code for this member may not be allowed to any more.
CREATE TRIGGER members_end_links AFTER UPDATE OF role, school_id ON members
WHEN OLD.role <> NEW.role OR OLD.school_id IS NOT NEW.school_id
BEGIN
    DELETE FROM password_links WHERE member_id = NEW.id;
END;

CREATE TABLE audit (
    id           INTEGER PRIMARY KEY,
    at           INTEGER NOT NULL,
    actor_id     INTEGER REFERENCES members (id), -- null: the command line or the program itself
    action       TEXT NOT NULL,          -- "member.role", "members.export"
    subject      TEXT NOT NULL DEFAULT '', -- what it was done to: "member", "join code", "settings"
    subject_id   INTEGER,
    detail       TEXT NOT NULL DEFAULT '', -- never a name, a login or a secret: those are read from the rows they belong to
    client       TEXT NOT NULL           -- the address it came from, or "command line"
) STRICT;
CREATE INDEX audit_at ON audit (at);
CREATE INDEX audit_subject ON audit (subject, subject_id);

-- migration 005: changes to many members at once, with what each of them was before, and each September's decisions
CREATE TABLE changes (
    id          INTEGER PRIMARY KEY,
    action      TEXT NOT NULL,           -- "role", "class", "school", "archive", "delete", "approve", "rollover", "import"
    actor_id    INTEGER REFERENCES members (id),
    made_at     INTEGER NOT NULL,
    undone_at   INTEGER,
    members     INTEGER NOT NULL DEFAULT 0 -- how many it changed: those who are gone since have no line below any more
) STRICT;

CREATE TABLE change_members (
    change_id         INTEGER NOT NULL REFERENCES changes (id),
    member_id         INTEGER NOT NULL REFERENCES members (id),
    role_before       TEXT NOT NULL,
    role_after        TEXT NOT NULL,
    class_before      TEXT NOT NULL,
    class_after       TEXT NOT NULL,
    school_before     INTEGER,
    school_after      INTEGER,
    start_year_before INTEGER,
    start_year_after  INTEGER,
    state_before      TEXT NOT NULL,     -- empty: the change made this member
    state_after       TEXT NOT NULL,
    state_at_before   INTEGER NOT NULL,
    PRIMARY KEY (change_id, member_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX change_members_member ON change_members (member_id);

CREATE TABLE rollover_fates (
    school_year INTEGER NOT NULL,        -- the year that begins: 2027 for September 2027
    member_id   INTEGER NOT NULL REFERENCES members (id),
    fate        TEXT NOT NULL CHECK (fate IN ('repeats', 'leaves')),
    change_id   INTEGER NOT NULL REFERENCES changes (id),
    PRIMARY KEY (school_year, member_id)
) STRICT, WITHOUT ROWID;

-- migration 006: challenges and their parts
CREATE TABLE challenges (
    id                INTEGER PRIMARY KEY AUTOINCREMENT, -- a draft that was deleted leaves its address to nobody
    file_id           TEXT NOT NULL UNIQUE,      -- the name by which files know it: given once, and kept whatever becomes of the title
    title             TEXT NOT NULL,
    key_stage         TEXT NOT NULL DEFAULT '' COLLATE NOCASE, -- a name of the school's map; empty: for everybody
    body              TEXT NOT NULL DEFAULT '',  -- Markdown and TeX
    source            TEXT NOT NULL DEFAULT '',  -- whose problem it is
    solution          TEXT NOT NULL DEFAULT '',  -- Markdown and TeX
    points            INTEGER NOT NULL DEFAULT 1 CHECK (points BETWEEN 0 AND 100),
    first_bonus       INTEGER NOT NULL DEFAULT 2 CHECK (first_bonus BETWEEN 0 AND 100),
    is_draft          INTEGER NOT NULL DEFAULT 1 CHECK (is_draft IN (0, 1)),
    released_at       INTEGER,
    lock_hours        INTEGER CHECK (lock_hours > 0), -- the lock was asked for as so long after the release; null: as an instant, or no lock
    locked_at         INTEGER,
    solution_shown_at INTEGER,                   -- once set it stays: what was shown is never scored again
    archived_at       INTEGER,
    author_id         INTEGER REFERENCES members (id),
    author_name       TEXT NOT NULL DEFAULT '',  -- as it is shown
    created_at        INTEGER NOT NULL,
    updated_at        INTEGER NOT NULL,
    version           INTEGER NOT NULL DEFAULT 1, -- rises with every change of the challenge or of a part
    CHECK (is_draft = 1 OR released_at IS NOT NULL),
    CHECK (lock_hours IS NULL OR locked_at IS NOT NULL)
) STRICT;
CREATE INDEX challenges_released ON challenges (released_at);

CREATE TRIGGER challenges_solution_stays BEFORE UPDATE OF solution_shown_at ON challenges
WHEN OLD.solution_shown_at IS NOT NULL AND NEW.solution_shown_at IS NOT OLD.solution_shown_at
BEGIN
    SELECT RAISE(ABORT, 'a solution that was shown stays shown');
END;

CREATE TABLE parts (
    id           INTEGER PRIMARY KEY AUTOINCREMENT, -- stays the same when parts are moved: history belongs to it, and so do answers still on their way
    file_id      TEXT NOT NULL DEFAULT '',       -- the name in the file it came from; empty: from none
    challenge_id INTEGER NOT NULL REFERENCES challenges (id),
    position     INTEGER NOT NULL,
    label        TEXT NOT NULL,                  -- "(a)"; empty where there is one part
    answer       TEXT NOT NULL,                  -- the model answer; for text and choice alternatives split by |
    kind         TEXT NOT NULL DEFAULT 'auto',   -- as Marking.AnswerKinds names it
    is_degrees   INTEGER NOT NULL DEFAULT 0 CHECK (is_degrees IN (0, 1)),
    is_complex   INTEGER NOT NULL DEFAULT 0 CHECK (is_complex IN (0, 1)),
    tolerance    TEXT,                           -- a decimal number; null: none
    places       INTEGER,
    figures      INTEGER,
    letters      TEXT NOT NULL DEFAULT '',       -- the letters the statement declares, split by spaces
    choices      TEXT NOT NULL DEFAULT '',       -- what may be chosen, one a line; empty: it is typed
    accepted     TEXT NOT NULL DEFAULT '',       -- examples that must be right, one a line
    rejected     TEXT NOT NULL DEFAULT '',       -- examples that must not be, one a line
    mistakes     TEXT NOT NULL DEFAULT '',       -- common wrong answers, one a line: the answer, a tab, one sentence for whoever gives it
    removed_at   INTEGER                         -- taken out of the challenge; its attempts stay
) STRICT;
CREATE INDEX parts_challenge ON parts (challenge_id, position);

-- migration 007: answers, and what they led to
CREATE TABLE attempts (
    id           INTEGER PRIMARY KEY,
    member_id    INTEGER NOT NULL REFERENCES members (id),
    part_id      INTEGER NOT NULL REFERENCES parts (id),
    number       INTEGER NOT NULL CHECK (number > 0),
    typed        TEXT NOT NULL,                  -- exactly; empty once the member is gone
    folded       TEXT NOT NULL,                  -- the same for answers that say the same, see Marking.Marked.Key
    is_right     INTEGER NOT NULL CHECK (is_right IN (0, 1)),
    judged_by    TEXT NOT NULL DEFAULT 'engine' CHECK (judged_by IN ('engine', 'remark', 'hand')),
    submitted_at INTEGER NOT NULL,
    send_key     TEXT NOT NULL,                  -- of the form it was sent with: the same form is never counted twice
    entered_by   INTEGER REFERENCES members (id), -- typed in by staff, from paper; null: by the member
    UNIQUE (member_id, part_id, number),
    UNIQUE (member_id, send_key)
) STRICT;
CREATE INDEX attempts_part ON attempts (part_id);

CREATE TABLE allowances (
    id        INTEGER PRIMARY KEY,
    member_id INTEGER NOT NULL REFERENCES members (id),
    part_id   INTEGER NOT NULL REFERENCES parts (id),
    extra     INTEGER NOT NULL CHECK (extra BETWEEN 1 AND 20),
    reason    TEXT NOT NULL,
    actor_id  INTEGER REFERENCES members (id),
    given_at  INTEGER NOT NULL
) STRICT;
CREATE INDEX allowances_member ON allowances (member_id, part_id);

CREATE TABLE extra_time (
    member_id INTEGER PRIMARY KEY REFERENCES members (id),
    minutes   INTEGER NOT NULL CHECK (minutes BETWEEN 1 AND 10080) -- every lock falls so much later for this member
) STRICT;

CREATE TABLE completions (
    member_id    INTEGER NOT NULL REFERENCES members (id),
    challenge_id INTEGER NOT NULL REFERENCES challenges (id),
    attempt_id   INTEGER NOT NULL REFERENCES attempts (id), -- the answer that made it complete
    completed_at INTEGER NOT NULL,
    school_year  INTEGER NOT NULL,
    key_stage    TEXT NOT NULL COLLATE NOCASE,   -- the member's, then; empty: none
    PRIMARY KEY (member_id, challenge_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX completions_challenge ON completions (challenge_id, completed_at);
CREATE INDEX completions_at ON completions (completed_at, attempt_id);

CREATE TABLE firsts (
    challenge_id INTEGER PRIMARY KEY REFERENCES challenges (id),
    member_id    INTEGER NOT NULL,
    FOREIGN KEY (member_id, challenge_id) REFERENCES completions (member_id, challenge_id) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE INDEX firsts_member ON firsts (member_id);

-- migration 008: the ledger of points, and its totals
-- A period is a number one can read: 0 is all time, 2026 the school year from September 2026, 20262 its second term, 20261109 the week from Monday 9 November 2026.
CREATE TABLE awards (
    id           INTEGER PRIMARY KEY,
    member_id    INTEGER NOT NULL REFERENCES members (id),
    challenge_id INTEGER REFERENCES challenges (id),
    kind         TEXT NOT NULL CHECK (kind IN ('completion', 'first', 'first_day', 'adjustment', 'compensation')),
    corrects     TEXT NOT NULL DEFAULT '' CHECK (corrects IN ('', 'completion', 'first', 'first_day')), -- what a compensation gives or takes back
    points       INTEGER NOT NULL CHECK (points <> 0),
    reason       TEXT NOT NULL DEFAULT '',       -- names nobody: it outlives the member
    actor_id     INTEGER REFERENCES members (id), -- null: the program
    at           INTEGER NOT NULL,               -- when it was earned: the periods and the order of equals follow from it
    made_at      INTEGER NOT NULL,               -- when it was written, later than earned for a correction
    week         INTEGER NOT NULL,
    term         INTEGER,                        -- null: in the holidays
    school_year  INTEGER NOT NULL,
    key_stage    TEXT NOT NULL COLLATE NOCASE,   -- the member's, then; empty: none
    CHECK ((kind = 'compensation') = (corrects <> '')),
    CHECK (kind NOT IN ('adjustment', 'compensation') OR reason <> '')
) STRICT;
CREATE INDEX awards_member ON awards (member_id, at, id);
CREATE INDEX awards_challenge ON awards (challenge_id, member_id);
CREATE INDEX awards_made ON awards (made_at);

CREATE TRIGGER awards_are_not_edited BEFORE UPDATE ON awards
BEGIN
    SELECT RAISE(ABORT, 'the ledger is only added to');
END;
CREATE TRIGGER awards_are_not_removed BEFORE DELETE ON awards
BEGIN
    SELECT RAISE(ABORT, 'the ledger is only added to');
END;

-- The sum of the ledger by period, overall (key stage empty) and by the key stage each point was earned in; kept in the ledger's own transaction.
CREATE TABLE totals (
    period     INTEGER NOT NULL,
    key_stage  TEXT NOT NULL COLLATE NOCASE,
    member_id  INTEGER NOT NULL REFERENCES members (id),
    points     INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,                 -- the latest instant at which a row of the sum was earned
    is_listed  INTEGER NOT NULL CHECK (is_listed IN (0, 1)), -- whether boards show the member: see the trigger
    PRIMARY KEY (period, key_stage, member_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX totals_board ON totals (period, key_stage, is_listed, points DESC, changed_at, member_id);
CREATE INDEX totals_member ON totals (member_id);

-- Boards show pupils who are here or left as friends; not staff (they know the answers), not the quiet, not who is leaving for good or gone.
CREATE TRIGGER members_on_boards AFTER UPDATE OF is_quiet, state, role ON members
WHEN OLD.is_quiet <> NEW.is_quiet OR OLD.state <> NEW.state OR OLD.role <> NEW.role
BEGIN
    UPDATE totals SET is_listed = NEW.is_quiet = 0 AND NEW.role = 'member' AND NEW.state IN ('active', 'archived') WHERE member_id = NEW.id;
END;
CREATE INDEX members_class ON members (class) WHERE class <> '';

-- migration 009: pictures and sheets for challenges
CREATE TABLE uploads (
    hash         TEXT PRIMARY KEY,               -- SHA-256 of the bytes, in hexadecimal: the file's name on disk
    content_type TEXT NOT NULL,                  -- by the content, never as it was claimed
    bytes        INTEGER NOT NULL CHECK (bytes > 0),
    uploaded_by  INTEGER REFERENCES members (id),
    created_at   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE upload_uses (
    challenge_id INTEGER NOT NULL REFERENCES challenges (id) ON DELETE CASCADE,
    hash         TEXT NOT NULL REFERENCES uploads (hash),
    alt          TEXT NOT NULL DEFAULT '',       -- what it shows, as its author said when it was sent
    PRIMARY KEY (challenge_id, hash)
) STRICT, WITHOUT ROWID;
CREATE INDEX upload_uses_hash ON upload_uses (hash);

-- migration 010: pictures and sheets may belong to other things than challenges
CREATE TABLE upload_uses_by_kind (
    owner_kind TEXT NOT NULL CHECK (owner_kind <> ''), -- 'challenge'; as UploadOwner names it
    owner_id   INTEGER NOT NULL,                 -- of the table of that kind: triggers stand in for a foreign key
    hash       TEXT NOT NULL REFERENCES uploads (hash),
    alt        TEXT NOT NULL DEFAULT '',         -- what it shows, as its author said when it was sent
    PRIMARY KEY (owner_kind, owner_id, hash)
) STRICT, WITHOUT ROWID;
INSERT INTO upload_uses_by_kind (owner_kind, owner_id, hash, alt) SELECT 'challenge', challenge_id, hash, alt FROM upload_uses;
DELETE FROM upload_uses;
DROP TABLE upload_uses;
ALTER TABLE upload_uses_by_kind RENAME TO upload_uses;
CREATE INDEX upload_uses_hash ON upload_uses (hash);

-- A kind of owner has two triggers of this sort: no use without its owner, and none that outlives it.
CREATE TRIGGER upload_uses_of_challenges BEFORE INSERT ON upload_uses
WHEN NEW.owner_kind = 'challenge' AND NOT EXISTS (SELECT 1 FROM challenges WHERE id = NEW.owner_id)
BEGIN
    SELECT RAISE(ABORT, 'no such challenge');
END;
CREATE TRIGGER challenges_end_upload_uses AFTER DELETE ON challenges
BEGIN
    DELETE FROM upload_uses WHERE owner_kind = 'challenge' AND owner_id = OLD.id;
END;

-- migration 011: staff are shown when many people join with one code within a minute
ALTER TABLE join_codes ADD COLUMN checked_at INTEGER NOT NULL DEFAULT 0; -- staff have looked at who joined until then
CREATE INDEX members_joined ON members (join_code_id, created_at) WHERE join_code_id IS NOT NULL;

-- migration 012: a solution may show itself some hours after the lock
ALTER TABLE challenges ADD COLUMN solution_hours INTEGER CHECK (solution_hours >= 0); -- null: whoever runs the society shows it

-- migration 013: a challenge may give its points for each part
ALTER TABLE challenges ADD COLUMN is_by_part INTEGER NOT NULL DEFAULT 0 CHECK (is_by_part IN (0, 1)); -- 1: points are for each right part; 0: for all together

CREATE TRIGGER challenges_by_part_stays BEFORE UPDATE OF is_by_part ON challenges
WHEN NEW.is_by_part <> OLD.is_by_part
    AND EXISTS (SELECT 1 FROM attempts a JOIN parts p ON p.id = a.part_id WHERE p.challenge_id = OLD.id)
BEGIN
    SELECT RAISE(ABORT, 'an answer has counted: what the points are for stays');
END;

-- SQLite can change a CHECK only by making the table anew, so that this is the one table with data that is dropped: after its rows are in the
-- new one and compared, row by row.
CREATE TABLE awards_by_part (
    id           INTEGER PRIMARY KEY,
    member_id    INTEGER NOT NULL REFERENCES members (id),
    challenge_id INTEGER REFERENCES challenges (id),
    part_id      INTEGER REFERENCES parts (id),  -- the part that was right; null: not for one part
    kind         TEXT NOT NULL CHECK (kind IN ('completion', 'part', 'first', 'first_day', 'adjustment', 'compensation')),
    corrects     TEXT NOT NULL DEFAULT '' CHECK (corrects IN ('', 'completion', 'part', 'first', 'first_day')), -- what a compensation gives or takes back
    points       INTEGER NOT NULL CHECK (points <> 0),
    reason       TEXT NOT NULL DEFAULT '',       -- names nobody: it outlives the member
    actor_id     INTEGER REFERENCES members (id), -- null: the program
    at           INTEGER NOT NULL,               -- when it was earned: the periods and the order of equals follow from it
    made_at      INTEGER NOT NULL,               -- when it was written, later than earned for a correction
    week         INTEGER NOT NULL,
    term         INTEGER,                        -- null: in the holidays
    school_year  INTEGER NOT NULL,
    key_stage    TEXT NOT NULL COLLATE NOCASE,   -- the member's, then; empty: none
    CHECK ((kind = 'compensation') = (corrects <> '')),
    CHECK (kind NOT IN ('adjustment', 'compensation') OR reason <> ''),
    CHECK ((part_id IS NOT NULL) = ('part' IN (kind, corrects)))
) STRICT;
INSERT INTO awards_by_part (id, member_id, challenge_id, kind, corrects, points, reason, actor_id, at, made_at, week, term, school_year, key_stage)
SELECT id, member_id, challenge_id, kind, corrects, points, reason, actor_id, at, made_at, week, term, school_year, key_stage FROM awards;

-- A difference breaks the CHECK, and with it the whole section.
CREATE TABLE awards_compared (is_same INTEGER NOT NULL CHECK (is_same = 1)) STRICT;
INSERT INTO awards_compared (is_same) SELECT
    (SELECT count(*) FROM awards) = (SELECT count(*) FROM awards_by_part)
    AND (SELECT coalesce(sum(points), 0) FROM awards) = (SELECT coalesce(sum(points), 0) FROM awards_by_part)
    AND NOT EXISTS (
        SELECT id, member_id, challenge_id, kind, corrects, points, reason, actor_id, at, made_at, week, term, school_year, key_stage FROM awards
        EXCEPT
        SELECT id, member_id, challenge_id, kind, corrects, points, reason, actor_id, at, made_at, week, term, school_year, key_stage
            FROM awards_by_part);
DROP TABLE awards_compared;
DROP TABLE awards;
ALTER TABLE awards_by_part RENAME TO awards;
CREATE INDEX awards_member ON awards (member_id, at, id);
CREATE INDEX awards_challenge ON awards (challenge_id, member_id);
CREATE INDEX awards_made ON awards (made_at);
CREATE INDEX awards_part ON awards (part_id) WHERE part_id IS NOT NULL;
CREATE TRIGGER awards_are_not_edited BEFORE UPDATE ON awards
BEGIN
    SELECT RAISE(ABORT, 'the ledger is only added to');
END;
CREATE TRIGGER awards_are_not_removed BEFORE DELETE ON awards
BEGIN
    SELECT RAISE(ABORT, 'the ledger is only added to');
END;

-- migration 014: articles and newsletters
CREATE TABLE articles (
    id           INTEGER PRIMARY KEY AUTOINCREMENT, -- its address on the web is never another text's later
    file_id      TEXT NOT NULL UNIQUE CHECK (file_id <> ''), -- its name in files
    kind         TEXT NOT NULL CHECK (kind IN ('article', 'newsletter')),
    title        TEXT NOT NULL CHECK (title <> ''),
    summary      TEXT NOT NULL DEFAULT '',
    author_id    INTEGER REFERENCES members (id), -- null: the author's account is gone, or it came from a file
    author_name  TEXT NOT NULL DEFAULT '',       -- as pages show it
    audience     TEXT NOT NULL DEFAULT 'everyone' CHECK (audience IN ('everyone', 'members')),
    is_draft     INTEGER NOT NULL DEFAULT 1 CHECK (is_draft IN (0, 1)),
    published_at INTEGER,                        -- in the future: scheduled
    unlisted_at  INTEGER,                        -- since then in no list: only who has the address reads it
    archived_at  INTEGER,
    waits_at     INTEGER,                        -- since then an editor's draft waits for a teacher to publish it
    note         TEXT NOT NULL DEFAULT '',       -- from the teacher who sent a draft back, for its author alone
    pdf_hash     TEXT REFERENCES uploads (hash),
    feed_id      TEXT UNIQUE,                    -- its id in the feed, fixed when it is first published
    saved_by     INTEGER REFERENCES members (id), -- who saved the text as it is now; null: the program, or the account is gone
    created_at   INTEGER NOT NULL,
    updated_at   INTEGER NOT NULL,
    edited_at    INTEGER,                        -- "Updated": the author said that a published text changed by more than a slip
    version      INTEGER NOT NULL DEFAULT 1,
    body         TEXT NOT NULL DEFAULT '',       -- Markdown and TeX; the last, so that a list does not read through it
    CHECK (is_draft = 1 OR published_at IS NOT NULL)
) STRICT;
-- With the audience, so that counting and skipping look at no row.
CREATE INDEX articles_listed ON articles (kind, published_at DESC, id DESC, audience)
    WHERE is_draft = 0 AND archived_at IS NULL AND unlisted_at IS NULL;
CREATE INDEX articles_author ON articles (author_id) WHERE author_id IS NOT NULL;

-- What a published text was before each change, and at most one change by an editor that waits for a teacher.
CREATE TABLE article_versions (
    id          INTEGER PRIMARY KEY AUTOINCREMENT, -- a form that names a waiting change never means a later one
    article_id  INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    number      INTEGER NOT NULL,                -- articles.version of this text; of a waiting one, the version that it changes
    is_waiting  INTEGER NOT NULL DEFAULT 0 CHECK (is_waiting IN (0, 1)),
    title       TEXT NOT NULL,
    summary     TEXT NOT NULL,
    body        TEXT NOT NULL,
    author_name TEXT NOT NULL,
    audience    TEXT NOT NULL CHECK (audience IN ('everyone', 'members')),
    pdf_hash    TEXT REFERENCES uploads (hash),
    saved_by    INTEGER REFERENCES members (id), -- null: the program, or the account is gone
    saved_at    INTEGER NOT NULL,
    note        TEXT NOT NULL DEFAULT ''         -- of a waiting one: from the teacher who sent it back; it then waits for its author
) STRICT;
CREATE UNIQUE INDEX article_versions_number ON article_versions (article_id, number) WHERE is_waiting = 0;
CREATE UNIQUE INDEX article_versions_waiting ON article_versions (article_id) WHERE is_waiting = 1;

CREATE TRIGGER upload_uses_of_articles BEFORE INSERT ON upload_uses
WHEN NEW.owner_kind = 'article' AND NOT EXISTS (SELECT 1 FROM articles WHERE id = NEW.owner_id)
BEGIN
    SELECT RAISE(ABORT, 'no such article');
END;
CREATE TRIGGER articles_end_upload_uses AFTER DELETE ON articles
BEGIN
    DELETE FROM upload_uses WHERE owner_kind = 'article' AND owner_id = OLD.id;
END;

-- migration 015: a name for what the calendar and the feed speak of, which stays when the site moves to another address
CREATE TABLE site_name (
    authority TEXT NOT NULL,                     -- in place of a host: an address that is nobody's, and never will be
    made_at   INTEGER NOT NULL
) STRICT;
INSERT INTO site_name (authority, made_at) VALUES (lower(hex(randomblob(8))) || '.mathsoc.invalid', unixepoch());

-- migration 016: pages whose text is the society's own: about, contact, how to take part
CREATE TABLE own_pages (
    name       TEXT NOT NULL CHECK (name <> ''),   -- the last part of its address: 'contact'
    version    INTEGER NOT NULL CHECK (version > 0), -- the newest one of a name is shown
    body       TEXT NOT NULL,                      -- Markdown; empty: the program's own text
    updated_at INTEGER NOT NULL,
    updated_by INTEGER REFERENCES members (id),    -- null: a former member
    PRIMARY KEY (name, version)
) STRICT, WITHOUT ROWID;
CREATE INDEX own_pages_author ON own_pages (updated_by) WHERE updated_by IS NOT NULL;

-- migration 017: announcements, which begin and end by the clock
CREATE TABLE announcements (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    form_key    TEXT NOT NULL UNIQUE,            -- of the form that made it: a form that is sent twice makes one
    title       TEXT NOT NULL CHECK (title <> ''),
    audience    TEXT NOT NULL CHECK (audience IN ('everyone', 'members', 'stage', 'class', 'school')),
    key_stage   TEXT NOT NULL DEFAULT '' CHECK ((audience = 'stage') = (key_stage <> '')),
    class       TEXT NOT NULL DEFAULT '' CHECK ((audience = 'class') = (class <> '')),
    school_id   INTEGER REFERENCES schools (id) CHECK ((audience = 'school') = (school_id IS NOT NULL)),
    is_draft    INTEGER NOT NULL CHECK (is_draft IN (0, 1)),
    shown_from  INTEGER CHECK (is_draft = 1 OR shown_from IS NOT NULL), -- null: from when the draft is published
    shown_until INTEGER NOT NULL CHECK (shown_until > shown_from),
    is_pinned   INTEGER NOT NULL CHECK (is_pinned IN (0, 1)), -- a line on every page
    actor_id    INTEGER REFERENCES members (id), -- who began it
    created_at  INTEGER NOT NULL,
    updated_at  INTEGER NOT NULL,
    version     INTEGER NOT NULL DEFAULT 1,
    body        TEXT NOT NULL                    -- Markdown and TeX; the last column, for most reads do without it
) STRICT;
-- Has all that the line on every page and the number of new ones need, so that they read no texts.
CREATE INDEX announcements_current
    ON announcements (shown_until, shown_from, is_pinned, title, audience, key_stage, class, school_id) WHERE is_draft = 0;

-- Null: never.
ALTER TABLE members ADD COLUMN news_seen_at INTEGER;   -- has read the announcements that began until then
ALTER TABLE members ADD COLUMN news_hidden_at INTEGER; -- has hidden the pinned ones that began until then

-- migration 018: a search over challenges and articles; solutions are not in it
CREATE VIRTUAL TABLE challenge_texts USING fts5 (
    title, body, content = 'challenges', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
);
INSERT INTO challenge_texts (challenge_texts) VALUES ('rebuild');
CREATE TRIGGER challenge_texts_added AFTER INSERT ON challenges
BEGIN
    INSERT INTO challenge_texts (rowid, title, body) VALUES (NEW.id, NEW.title, NEW.body);
END;
CREATE TRIGGER challenge_texts_removed AFTER DELETE ON challenges
BEGIN
    INSERT INTO challenge_texts (challenge_texts, rowid, title, body) VALUES ('delete', OLD.id, OLD.title, OLD.body);
END;
CREATE TRIGGER challenge_texts_changed AFTER UPDATE OF title, body ON challenges
WHEN NEW.title <> OLD.title OR NEW.body <> OLD.body
BEGIN
    INSERT INTO challenge_texts (challenge_texts, rowid, title, body) VALUES ('delete', OLD.id, OLD.title, OLD.body);
    INSERT INTO challenge_texts (rowid, title, body) VALUES (NEW.id, NEW.title, NEW.body);
END;

CREATE VIRTUAL TABLE article_texts USING fts5 (
    title, summary, body, content = 'articles', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
);
INSERT INTO article_texts (article_texts) VALUES ('rebuild');
CREATE TRIGGER article_texts_added AFTER INSERT ON articles
BEGIN
    INSERT INTO article_texts (rowid, title, summary, body) VALUES (NEW.id, NEW.title, NEW.summary, NEW.body);
END;
CREATE TRIGGER article_texts_removed AFTER DELETE ON articles
BEGIN
    INSERT INTO article_texts (article_texts, rowid, title, summary, body) VALUES ('delete', OLD.id, OLD.title, OLD.summary, OLD.body);
END;
CREATE TRIGGER article_texts_changed AFTER UPDATE OF title, summary, body ON articles
WHEN NEW.title <> OLD.title OR NEW.summary <> OLD.summary OR NEW.body <> OLD.body
BEGIN
    INSERT INTO article_texts (article_texts, rowid, title, summary, body) VALUES ('delete', OLD.id, OLD.title, OLD.summary, OLD.body);
    INSERT INTO article_texts (rowid, title, summary, body) VALUES (NEW.id, NEW.title, NEW.summary, NEW.body);
END;

-- migration 019: schools that are guests: their pupils take part in competitions, and are on none of the society's boards
ALTER TABLE schools ADD COLUMN is_guest INTEGER NOT NULL DEFAULT 0 CHECK (is_guest IN (0, 1));
ALTER TABLE schools ADD COLUMN town TEXT NOT NULL DEFAULT ''; -- beside the name in lists; empty: not given

-- As before, and a pupil who moves to a guest school, or from one, leaves the boards or comes back.
DROP TRIGGER members_on_boards;
CREATE TRIGGER members_on_boards AFTER UPDATE OF is_quiet, state, role, school_id ON members
WHEN OLD.is_quiet <> NEW.is_quiet OR OLD.state <> NEW.state OR OLD.role <> NEW.role OR OLD.school_id IS NOT NEW.school_id
BEGIN
    UPDATE totals SET is_listed = NEW.is_quiet = 0 AND NEW.role = 'member' AND NEW.state IN ('active', 'archived')
        AND NOT EXISTS (SELECT 1 FROM schools g WHERE g.is_guest = 1 AND g.id = NEW.school_id)
    WHERE member_id = NEW.id;
END;
CREATE TRIGGER schools_on_boards AFTER UPDATE OF is_guest ON schools
WHEN OLD.is_guest <> NEW.is_guest
BEGIN
    UPDATE totals SET is_listed = NEW.is_guest = 0 AND EXISTS (SELECT 1 FROM members m
        WHERE m.id = totals.member_id AND m.is_quiet = 0 AND m.role = 'member' AND m.state IN ('active', 'archived'))
    WHERE member_id IN (SELECT id FROM members WHERE school_id = NEW.id);
END;

-- migration 020: competitions between schools
CREATE TABLE competitions (
    id                 INTEGER PRIMARY KEY AUTOINCREMENT,
    form_key           TEXT NOT NULL UNIQUE,     -- of the form that made it: a form that is sent twice makes one
    title              TEXT NOT NULL CHECK (title <> ''),
    opens_at           INTEGER NOT NULL,
    closes_at          INTEGER NOT NULL CHECK (closes_at > opens_at),
    enrol_from         INTEGER NOT NULL,
    enrol_until        INTEGER NOT NULL CHECK (enrol_until > enrol_from),
    time_kind          TEXT NOT NULL DEFAULT 'fixed' CHECK (time_kind IN ('fixed', 'school', 'personal')), -- all at once, a slot for each school, or minutes of one's own
    minutes            INTEGER CHECK ((time_kind = 'personal') = (minutes IS NOT NULL) AND minutes BETWEEN 1 AND 1440), -- of one's own
    divisions          TEXT NOT NULL,            -- as settings write key stages: 'Junior 7-9, Senior 10-13'
    formula            TEXT NOT NULL DEFAULT 'best' CHECK (formula IN ('sum', 'best', 'mean', 'places', 'medals', 'weeks')),
    best_of            INTEGER NOT NULL DEFAULT 5 CHECK (best_of BETWEEN 1 AND 100), -- so many pupils (best) or weeks (weeks) count
    least_pupils       INTEGER NOT NULL DEFAULT 1 CHECK (least_pupils BETWEEN 1 AND 100), -- a school with fewer has no place
    formula_reason     TEXT NOT NULL DEFAULT '', -- why the formula was changed after the opening; it stands under the table
    holds_verdicts     INTEGER NOT NULL DEFAULT 0 CHECK (holds_verdicts IN (0, 1)), -- whether an answer is right is shown at the close
    counts_for_society INTEGER NOT NULL DEFAULT 1 CHECK (counts_for_society IN (0, 1)), -- its points are on the society's boards too
    is_public          INTEGER NOT NULL DEFAULT 0 CHECK (is_public IN (0, 1)), -- visitors may read the tables
    is_draft           INTEGER NOT NULL DEFAULT 1 CHECK (is_draft IN (0, 1)),
    frozen_at          INTEGER,                  -- the tables show what was known then; null: live
    results_at         INTEGER,                  -- the results were published; null: not yet
    archived_at        INTEGER,
    created_by         INTEGER REFERENCES members (id), -- null: a former member
    created_at         INTEGER NOT NULL,
    updated_at         INTEGER NOT NULL,
    version            INTEGER NOT NULL DEFAULT 1, -- rises with every change
    terms_version      INTEGER NOT NULL DEFAULT 1, -- of body and fairness together: what a school and a pupil agreed to
    fairness           TEXT NOT NULL DEFAULT '', -- Markdown: what is allowed; a pupil agrees to it once
    body               TEXT NOT NULL DEFAULT ''  -- Markdown and TeX: what it is about, the rules; the last, so that a list does not read through it
) STRICT;
CREATE INDEX competitions_closes ON competitions (closes_at) WHERE is_draft = 0 AND archived_at IS NULL;

CREATE TABLE competition_schools (
    competition_id INTEGER NOT NULL REFERENCES competitions (id),
    school_id      INTEGER NOT NULL REFERENCES schools (id),
    state          TEXT NOT NULL CHECK (state IN ('invited', 'accepted', 'declined', 'withdrawn')),
    state_at       INTEGER NOT NULL,
    invited_at     INTEGER NOT NULL,
    accepted_by    INTEGER REFERENCES members (id), -- the coordinator; null: not accepted yet, or a former member
    terms_version  INTEGER,                      -- what was accepted; null: nothing yet
    declared       INTEGER CHECK (declared BETWEEN 0 AND 10000), -- how many pupils the school expects; null: not told
    slot_from      INTEGER,                      -- the school's own window; null: from opening to close
    slot_until     INTEGER CHECK ((slot_from IS NULL) = (slot_until IS NULL) AND slot_until > slot_from),
    PRIMARY KEY (competition_id, school_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX competition_schools_school ON competition_schools (school_id);
CREATE INDEX competition_schools_accepted_by ON competition_schools (accepted_by) WHERE accepted_by IS NOT NULL;

-- A pupil's part in a competition, with school and division as they were then, and the sum of the ledger for it, kept in the ledger's own transaction.
CREATE TABLE enrolments (
    competition_id INTEGER NOT NULL REFERENCES competitions (id),
    member_id      INTEGER NOT NULL REFERENCES members (id),
    school_id      INTEGER REFERENCES schools (id), -- null: of no school
    division       TEXT NOT NULL COLLATE NOCASE, -- a name of the competition's divisions; empty: in none of them
    state          TEXT NOT NULL CHECK (state IN ('enrolled', 'withdrawn', 'disqualified')),
    state_at       INTEGER NOT NULL,
    reason         TEXT NOT NULL DEFAULT '',     -- of a disqualification: the pupil reads it; it names nobody
    enrolled_at    INTEGER NOT NULL,
    enrolled_by    INTEGER REFERENCES members (id), -- null: by themselves, or by one who is gone
    started_at     INTEGER,                      -- of a personal window; null: not yet
    agreed_version INTEGER,                      -- of the terms; null: not agreed yet
    moved_at       INTEGER,                      -- an owner moved the pupil to another school or division; null: never
    points         INTEGER NOT NULL DEFAULT 0,
    reached_at     INTEGER,                      -- when the last of the points was earned; null: none were
    PRIMARY KEY (competition_id, member_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX enrolments_board ON enrolments (competition_id, state, division, points DESC, reached_at, member_id, school_id);
CREATE INDEX enrolments_member ON enrolments (member_id);
CREATE INDEX enrolments_school ON enrolments (school_id, competition_id) WHERE school_id IS NOT NULL;
CREATE INDEX enrolments_enrolled_by ON enrolments (enrolled_by) WHERE enrolled_by IS NOT NULL;

ALTER TABLE challenges ADD COLUMN competition_id INTEGER REFERENCES competitions (id); -- null: one of the society's own
CREATE INDEX challenges_competition ON challenges (competition_id) WHERE competition_id IS NOT NULL;
CREATE TRIGGER challenges_competition_stays BEFORE UPDATE OF competition_id ON challenges
WHEN NEW.competition_id IS NOT OLD.competition_id
    AND EXISTS (SELECT 1 FROM attempts a JOIN parts p ON p.id = a.part_id WHERE p.challenge_id = OLD.id)
BEGIN
    SELECT RAISE(ABORT, 'an answer has counted: the competition stays');
END;

ALTER TABLE awards ADD COLUMN competition_id INTEGER REFERENCES competitions (id); -- null: earned in none
ALTER TABLE awards ADD COLUMN counts_for_society INTEGER NOT NULL DEFAULT 1 CHECK (counts_for_society IN (0, 1)); -- 0: in no total and on no board of the society
CREATE INDEX awards_competition ON awards (competition_id, member_id, made_at) WHERE competition_id IS NOT NULL;

ALTER TABLE join_codes ADD COLUMN competition_id INTEGER REFERENCES competitions (id); -- whoever joins with it is enrolled as well; null: in none

-- migration 021: who took part in a competition, whom its tables name, and the places that were published
ALTER TABLE enrolments ADD COLUMN answered_at INTEGER; -- when an answer counted first; null: none did
ALTER TABLE enrolments ADD COLUMN is_listed INTEGER NOT NULL DEFAULT 1 CHECK (is_listed IN (0, 1)); -- 0: tables do not name the pupil; the school has the points
ALTER TABLE competitions ADD COLUMN corrected_at INTEGER; -- when points changed last after the results were published; null: never
DROP INDEX enrolments_board;
CREATE INDEX enrolments_board ON enrolments (competition_id, state, division, points DESC, reached_at, member_id, school_id, answered_at, started_at, is_listed);
DROP INDEX awards_competition;
CREATE INDEX awards_competition ON awards (competition_id, member_id, made_at, week, points) WHERE competition_id IS NOT NULL; -- has all that sums by week need
UPDATE enrolments SET answered_at = (SELECT min(a.submitted_at) FROM challenges h JOIN parts p ON p.challenge_id = h.id
    JOIN attempts a ON a.part_id = p.id AND a.member_id = enrolments.member_id WHERE h.competition_id = enrolments.competition_id);
UPDATE enrolments SET is_listed = 0 WHERE member_id IN (SELECT m.id FROM members m
    WHERE m.is_quiet = 1 OR m.role <> 'member' OR m.state NOT IN ('active', 'archived', 'former'));
CREATE TRIGGER enrolments_on_tables AFTER INSERT ON enrolments
WHEN EXISTS (SELECT 1 FROM members m WHERE m.id = NEW.member_id
    AND (m.is_quiet = 1 OR m.role <> 'member' OR m.state NOT IN ('active', 'archived', 'former')))
BEGIN
    UPDATE enrolments SET is_listed = 0 WHERE competition_id = NEW.competition_id AND member_id = NEW.member_id;
END;
-- A former member keeps a place on a competition's tables, under no name, because others were placed beside it.
CREATE TRIGGER members_on_tables AFTER UPDATE OF is_quiet, state, role ON members
WHEN OLD.is_quiet <> NEW.is_quiet OR OLD.state <> NEW.state OR OLD.role <> NEW.role
BEGIN
    UPDATE enrolments SET is_listed = NEW.is_quiet = 0 AND NEW.role = 'member' AND NEW.state IN ('active', 'archived', 'former')
    WHERE member_id = NEW.id;
END;

-- The places as they were published; they are never written again. Names are the members' and schools' own.
CREATE TABLE competition_results (
    competition_id INTEGER NOT NULL REFERENCES competitions (id),
    member_id      INTEGER NOT NULL REFERENCES members (id),
    school_id      INTEGER REFERENCES schools (id), -- null: of no school
    division       TEXT NOT NULL COLLATE NOCASE, -- empty: in none
    points         INTEGER NOT NULL,
    rank           INTEGER NOT NULL,             -- over all divisions
    division_rank  INTEGER NOT NULL,
    PRIMARY KEY (competition_id, member_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX competition_results_rank ON competition_results (competition_id, rank, member_id);
CREATE INDEX competition_results_division ON competition_results (competition_id, division, division_rank, member_id);
CREATE INDEX competition_results_member ON competition_results (member_id);
CREATE INDEX competition_results_school ON competition_results (school_id) WHERE school_id IS NOT NULL;

CREATE TABLE competition_school_results (
    competition_id INTEGER NOT NULL REFERENCES competitions (id),
    division       TEXT NOT NULL COLLATE NOCASE, -- empty: over all divisions
    school_id      INTEGER NOT NULL REFERENCES schools (id),
    rank           INTEGER,                      -- null: too few pupils took part
    pupils         INTEGER NOT NULL,             -- who took part
    sum            INTEGER NOT NULL,             -- the score is sum / divisor, or so many gold medals
    divisor        INTEGER NOT NULL,
    silver         INTEGER NOT NULL,
    bronze         INTEGER NOT NULL,
    PRIMARY KEY (competition_id, division, school_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX competition_school_results_school ON competition_school_results (school_id);

-- migration 022: invitations, by which somebody becomes the coordinator of a school
CREATE TABLE invitations (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    token_hash     BLOB NOT NULL UNIQUE CHECK (length(token_hash) = 32), -- SHA-256; the code itself is shown once
    school_id      INTEGER NOT NULL REFERENCES schools (id),
    competition_id INTEGER REFERENCES competitions (id), -- the first page afterwards; null: none
    created_by     INTEGER REFERENCES members (id), -- null: a former member
    created_at     INTEGER NOT NULL,
    expires_at     INTEGER NOT NULL,
    used_at        INTEGER,                      -- a coordinator was made; null: not yet
    revoked_at     INTEGER                       -- null: never
) STRICT;
CREATE INDEX invitations_school ON invitations (school_id);
CREATE INDEX invitations_created_by ON invitations (created_by) WHERE created_by IS NOT NULL;

-- migration 023: how long guests and their coordinators stay after their last competition
ALTER TABLE schools ADD COLUMN guest_since INTEGER;    -- when it was made a guest; null: before this was kept, or it never was
ALTER TABLE members ADD COLUMN coordinator_at INTEGER; -- when somebody was made a coordinator, or staff renewed it last; null: before this was kept, or never

-- migration 024: changes to the enrolments of many pupils at once, with what each enrolment was before
ALTER TABLE changes ADD COLUMN competition_id INTEGER REFERENCES competitions (id); -- null: a change to members; otherwise "enrol", "withdraw" or "move"
CREATE INDEX changes_competition ON changes (competition_id) WHERE competition_id IS NOT NULL;
CREATE TABLE change_enrolments (
    change_id       INTEGER NOT NULL REFERENCES changes (id),
    member_id       INTEGER NOT NULL REFERENCES members (id),
    state_before    TEXT NOT NULL,               -- empty: the member had never been enrolled
    state_after     TEXT NOT NULL,
    school_before   INTEGER,
    school_after    INTEGER,
    division_before TEXT NOT NULL,
    division_after  TEXT NOT NULL,
    reason_before   TEXT NOT NULL,
    state_at_before INTEGER,                     -- null: the member had never been enrolled
    moved_at_before INTEGER,
    PRIMARY KEY (change_id, member_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX change_enrolments_member ON change_enrolments (member_id);

-- All that the counts of a competition's answers need.
DROP INDEX attempts_part;
CREATE INDEX attempts_part ON attempts (part_id, is_right);

-- migration 025: what came from an earlier site, so that importing it again brings only what is new
CREATE TABLE imports (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    source       TEXT NOT NULL,                  -- the earlier site: the same for every copy of its database
    fingerprint  TEXT NOT NULL,                  -- short hashes of its oldest rows, by which a newer copy is known again
    file_hash    TEXT NOT NULL,                  -- SHA-256 of the file
    version      TEXT NOT NULL,                  -- the head of the earlier site's migrations; empty: unknown
    options      TEXT NOT NULL,
    counts       TEXT NOT NULL,                  -- "60 new members, 900 new answers"
    change_id    INTEGER REFERENCES changes (id), -- the members it made, with their slips and undo; null: none
    made_at      INTEGER NOT NULL
) STRICT;

-- Answers are known again by their send_key instead, for there are many of them.
CREATE TABLE import_rows (
    source       TEXT NOT NULL,
    source_table TEXT NOT NULL,
    source_id    INTEGER NOT NULL,
    import_id    INTEGER NOT NULL REFERENCES imports (id), -- that brought the row, or its last change
    target_id    INTEGER NOT NULL,               -- here; of a table that the source's table decides
    content      TEXT NOT NULL,                  -- a hash of what the row said; of scores the points that have arrived
    PRIMARY KEY (source, source_table, source_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX import_rows_import ON import_rows (import_id);

-- migration 026: an import can be undone
ALTER TABLE imports ADD COLUMN backup TEXT NOT NULL DEFAULT '';        -- the name of the one that was made before it
ALTER TABLE imports ADD COLUMN undone_at INTEGER;                      -- null: it was not undone
ALTER TABLE imports ADD COLUMN attempts_after INTEGER NOT NULL DEFAULT 0; -- it added the attempts whose ids are above this one...
ALTER TABLE imports ADD COLUMN attempts_until INTEGER NOT NULL DEFAULT 0; -- ...up to this one, for nothing else was written meanwhile
ALTER TABLE imports ADD COLUMN awards_after INTEGER NOT NULL DEFAULT 0;   -- the same for the ledger
ALTER TABLE imports ADD COLUMN awards_until INTEGER NOT NULL DEFAULT 0;

-- migration 027: the earlier site's files by the names they had, so that links to the PDF of a newsletter live on
CREATE TABLE import_files (
    name       TEXT NOT NULL,                    -- as it was in an address
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    PRIMARY KEY (name, article_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX import_files_article ON import_files (article_id);

-- migration 028: who was moved in a competition is counted without reading every enrolment
CREATE INDEX enrolments_moved ON enrolments (competition_id, state) WHERE moved_at IS NOT NULL;

-- migration 029: the numbers of a competition are counted without a look at the answers themselves
DROP INDEX attempts_part;
CREATE INDEX attempts_part ON attempts (part_id, member_id, is_right, submitted_at);
