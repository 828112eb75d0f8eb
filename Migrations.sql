-- Every change ever made to the database, in order. Append only: a section that has landed is never edited, and its hash is recorded.

-- migration 001: what the society sees (name, motto, accent, rules), edited on the admin pages
CREATE TABLE settings (
    name       TEXT PRIMARY KEY,
    value      TEXT NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
