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
