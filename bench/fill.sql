-- Fills a migrated database with a large society: members, challenges, one attempt for each completion, the ledger and its totals.
-- For the bench and for tests, which replace the numbers of the first table. The same numbers always make the same society; times
-- are in UTC, so a week or a year may begin an hour off.
-- Without a large cache the indexes are read from the disk again and again: a million completions take four minutes instead of one.
PRAGMA cache_size = -500000;

CREATE TEMP TABLE scale AS SELECT 20000 AS members, 500 AS challenges, 1000000 AS completions, 1795510800 AS now,
    (SELECT coalesce(max(id), 0) FROM members) AS members_before, (SELECT coalesce(max(id), 0) FROM challenges) AS challenges_before,
    (SELECT coalesce(max(id), 0) FROM parts) AS parts_before, (SELECT coalesce(max(id), 0) FROM attempts) AS attempts_before;

-- Years 7 to 13, classes of thirty; every twentieth is quiet, every fifteenth has left.
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n, scale WHERE i < members)
INSERT INTO members (
    id, login, name, role, password_hash, created_at, display_name, display_key, start_year, class, state, state_at, is_quiet,
    search_text)
SELECT members_before + i, 'scale-' || i, 'Pupil ' || i, 'member', '', now, 'Scale ' || i, 'scale ' || i, 2020 + i % 7, 'S' || (i / 30),
    CASE i % 15 WHEN 0 THEN 'archived' ELSE 'active' END, now, i % 20 = 0, 'pupil ' || i || ' scale-' || i
FROM n, scale;

-- Released one after another over three years, the last a day ago; a quarter are for everyone.
WITH RECURSIVE n (j) AS (SELECT 1 UNION ALL SELECT j + 1 FROM n, scale WHERE j < challenges)
INSERT INTO challenges (
    id, file_id, title, key_stage, body, points, first_bonus, is_draft, released_at, locked_at, author_name, created_at, updated_at)
SELECT challenges_before + j, 'problem-' || j, 'Problem ' || j,
    CASE j % 4 WHEN 0 THEN '' WHEN 1 THEN 'KS3' WHEN 2 THEN 'KS4' ELSE 'KS5' END,
    'What is $' || j || ' + 1$?', 1 + j % 5, 2, 0, now - 86400 - (challenges - j) * 94608000 / challenges,
    CASE WHEN j < challenges - 5 THEN now - 86400 - (challenges - j) * 94608000 / challenges + 604800 END, 'The bench', now, now
FROM n, scale;

INSERT INTO parts (id, challenge_id, position, label, answer)
SELECT parts_before + id - challenges_before, id, 1, '', CAST(id - challenges_before + 1 AS TEXT)
FROM challenges, scale WHERE id > challenges_before;

-- Each member completes every seventh challenge or so, half to one and a half times as many as the average, each within a week of its
-- release. (The number of challenges is no multiple of seven, and above one and a half times the average.)
CREATE TEMP TABLE solved AS
WITH RECURSIVE k (k) AS (SELECT 0 UNION ALL SELECT k + 1 FROM k, scale WHERE k < 2 * completions / members)
SELECT row_number() OVER (ORDER BY min(now, h.released_at + (m.id * 7919 + h.id * 104729) % 518400), m.id, h.id) AS number,
    m.id AS member_id, h.id AS challenge_id,
    min(now, h.released_at + (m.id * 7919 + h.id * 104729) % 518400) AS at, h.points, m.start_year
FROM scale, members m, k, challenges h
WHERE m.id > members_before AND k < completions / members * (5 + (m.id - members_before) % 11) / 10
    AND h.id = challenges_before + 1 + ((m.id - members_before) * 31 + k * 7) % challenges;

INSERT INTO attempts (id, member_id, part_id, number, typed, folded, is_right, submitted_at, send_key)
SELECT attempts_before + number, member_id, parts_before + challenge_id - challenges_before, 1,
    CAST(challenge_id - challenges_before + 1 AS TEXT),
    CAST(challenge_id - challenges_before + 1 AS TEXT), 1, at, 'fill-' || number
FROM solved, scale;

CREATE TEMP TABLE earned AS
SELECT s.*, strftime('%Y', at, 'unixepoch', '-8 months') + 0 AS school_year,
    strftime('%Y%m%d', at, 'unixepoch', 'weekday 0', '-6 days') + 0 AS week,
    CASE
        WHEN strftime('%m', at, 'unixepoch') >= '09' THEN 1
        WHEN strftime('%m', at, 'unixepoch') <= '03' THEN 2
        WHEN strftime('%m', at, 'unixepoch') <= '07' THEN 3
    END AS term
FROM solved s;

CREATE TEMP TABLE ledger AS
SELECT number, member_id, challenge_id, points, at, week, school_year * 10 + term AS term, school_year,
    CASE WHEN school_year - start_year + 7 BETWEEN 7 AND 9 THEN 'KS3' WHEN school_year - start_year + 7 BETWEEN 10 AND 11 THEN 'KS4'
        WHEN school_year - start_year + 7 BETWEEN 12 AND 13 THEN 'KS5' ELSE '' END AS key_stage
FROM earned;

INSERT INTO completions (member_id, challenge_id, attempt_id, completed_at, school_year, key_stage)
SELECT member_id, challenge_id, attempts_before + number, at, school_year, key_stage FROM ledger, scale ORDER BY member_id, challenge_id;

INSERT INTO firsts (challenge_id, member_id)
SELECT challenge_id, member_id FROM (SELECT challenge_id, member_id, min(number) FROM ledger GROUP BY challenge_id);

INSERT INTO awards (member_id, challenge_id, kind, points, at, made_at, week, term, school_year, key_stage)
SELECT member_id, challenge_id, 'completion', points, at, at, week, term, school_year, key_stage FROM ledger ORDER BY number;

INSERT INTO awards (member_id, challenge_id, kind, points, at, made_at, week, term, school_year, key_stage)
SELECT l.member_id, l.challenge_id, 'first', 2, l.at, l.at, l.week, l.term, l.school_year, l.key_stage
FROM firsts f JOIN ledger l ON l.challenge_id = f.challenge_id AND l.member_id = f.member_id;

-- Of the members of this fill, who have earned nothing else.
WITH fine AS MATERIALIZED (
    SELECT w.member_id, w.week, w.term, w.school_year, w.key_stage, sum(w.points) AS points, max(w.at) AS at FROM awards w, scale
    WHERE w.member_id > members_before GROUP BY 1, 2, 3, 4, 5),
sums (period, key_stage, member_id, points, at) AS (
    SELECT 0, '', member_id, points, at FROM fine
    UNION ALL SELECT 0, key_stage, member_id, points, at FROM fine WHERE key_stage <> ''
    UNION ALL SELECT week, '', member_id, points, at FROM fine
    UNION ALL SELECT week, key_stage, member_id, points, at FROM fine WHERE key_stage <> ''
    UNION ALL SELECT term, '', member_id, points, at FROM fine
    UNION ALL SELECT term, key_stage, member_id, points, at FROM fine WHERE key_stage <> ''
    UNION ALL SELECT school_year, '', member_id, points, at FROM fine
    UNION ALL SELECT school_year, key_stage, member_id, points, at FROM fine WHERE key_stage <> '')
INSERT INTO totals (period, key_stage, member_id, points, changed_at, is_listed)
SELECT s.period, s.key_stage, s.member_id, sum(s.points), max(s.at), m.is_quiet = 0 FROM sums s JOIN members m ON m.id = s.member_id
WHERE s.period IS NOT NULL GROUP BY s.period, s.key_stage, s.member_id;

DROP TABLE ledger;
DROP TABLE earned;
DROP TABLE solved;
DROP TABLE scale;
