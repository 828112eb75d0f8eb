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
CREATE TABLE schools (
    id           INTEGER PRIMARY KEY,
    name         TEXT NOT NULL UNIQUE,
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
    id         INTEGER PRIMARY KEY,
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
    undone_at   INTEGER
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
