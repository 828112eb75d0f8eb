-- Fills a migrated database with a large competition that is open: schools, pupils, challenges, one right answer for each that was solved, the ledger and the sums of enrolments.
-- For bench/competition, which replaces the numbers of the first table. The same numbers always make the same competition. The first school is the society's own; all others are guests.
PRAGMA cache_size = -500000;

CREATE TEMP TABLE scale AS SELECT 200 AS schools, 100 AS pupils, 40 AS challenges, 1795510800 AS now, 'best' AS formula,
    (SELECT coalesce(max(id), 0) FROM members) AS before;

WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n, scale WHERE i < schools)
INSERT INTO schools (id, name, town, created_at, is_guest, guest_since)
SELECT i, 'School ' || i, 'Town ' || i % 50, now - 8640000, i > 1, CASE WHEN i > 1 THEN now - 8640000 END FROM n, scale;

WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n, scale WHERE i + 1 < schools * pupils)
INSERT INTO members (
    id, login, name, role, password_hash, created_at, display_name, display_key, start_year, class, state, state_at, is_quiet,
    search_text, school_id)
SELECT before + 1 + i, 'rival-' || i, 'Rival ' || i, 'member', '', now - 5184000, 'Rival ' || i, 'rival ' || i,
    strftime('%Y', now, 'unixepoch', '-8 months') - i % 7, 'S' || i % 4, 'active', now - 5184000, i % 20 = 0, 'rival ' || i || ' rival-' || i, 1 + i % schools
FROM n, scale;

-- One coordinator for each school.
INSERT INTO members (
    login, name, role, password_hash, created_at, display_name, display_key, class, state, state_at, search_text, school_id, coordinator_at)
SELECT 'coordinator-' || id, 'Coordinator ' || id, 'coordinator', '', now - 5184000, 'Coordinator ' || id, 'coordinator ' || id, '', 'active',
    now - 5184000, 'coordinator ' || id, id, now - 5184000 FROM schools, scale;

-- Open for four weeks, in three divisions.
INSERT INTO competitions (
    id, form_key, title, opens_at, closes_at, enrol_from, enrol_until, divisions, formula, counts_for_society, is_public, is_draft,
    created_at, updated_at, fairness, body)
SELECT 1, 'fill', 'The large cup', now - 2419200, now + 604800, now - 5184000, now + 604800, 'Junior 7-8, Middle 9-10, Senior 11-13', formula, 0, 1, 0,
    now, now, 'Work alone. Calculators are allowed.', 'A cup for **all schools**, with $n$ problems.' FROM scale;
INSERT INTO competition_schools (competition_id, school_id, state, state_at, invited_at, terms_version, declared)
SELECT 1, id, 'accepted', now - 5184000, now - 5184000, 1, pupils FROM schools, scale;

WITH RECURSIVE n (j) AS (SELECT 1 UNION ALL SELECT j + 1 FROM n, scale WHERE j < challenges)
INSERT INTO challenges (
    id, file_id, title, key_stage, body, points, first_bonus, is_draft, released_at, locked_at, author_name, created_at, updated_at,
    competition_id)
SELECT j, 'cup-' || j, 'Cup problem ' || j, '', 'What is $' || j || ' + 1$?', 1 + j % 5, 0, 0, now - 2419200, now + 604800, 'The bench',
    now, now, 1 FROM n, scale;
INSERT INTO parts (id, challenge_id, position, label, answer) SELECT id, id, 1, '', CAST(id + 1 AS TEXT) FROM challenges;

-- A pupil has solved from a fifth to all of the challenges, those with the smallest numbers, but never the last, which is left for the answers of the bench.
CREATE TEMP TABLE solved AS
SELECT m.id AS member_id, h.id AS challenge_id, h.points, now - 1 - (m.id * 7919 + h.id * 104729) % 2419100 AS at,
    row_number() OVER (ORDER BY now - 1 - (m.id * 7919 + h.id * 104729) % 2419100, m.id, h.id) AS number
FROM scale, members m, challenges h
WHERE m.id > before AND m.role = 'member' AND h.id < challenges AND h.id <= challenges / 5 + m.id * 31 % (challenges - challenges / 5 + 1);

INSERT INTO attempts (id, member_id, part_id, number, typed, folded, is_right, submitted_at, send_key)
SELECT number, member_id, challenge_id, 1, CAST(challenge_id + 1 AS TEXT), CAST(challenge_id + 1 AS TEXT), 1, at, 'fill-' || number FROM solved;
INSERT INTO completions (member_id, challenge_id, attempt_id, completed_at, school_year, key_stage)
SELECT member_id, challenge_id, number, at, strftime('%Y', at, 'unixepoch', '-8 months') + 0, '' FROM solved ORDER BY member_id, challenge_id;
INSERT INTO awards (
    member_id, challenge_id, kind, points, at, made_at, week, term, school_year, key_stage, competition_id, counts_for_society)
SELECT member_id, challenge_id, 'completion', points, at, at, strftime('%Y%m%d', at, 'unixepoch', 'weekday 0', '-6 days') + 0, NULL,
    strftime('%Y', at, 'unixepoch', '-8 months') + 0, '', 1, 0 FROM solved ORDER BY number;

INSERT INTO enrolments (
    competition_id, member_id, school_id, division, state, state_at, enrolled_at, agreed_version, points, reached_at, answered_at)
SELECT 1, m.id, m.school_id,
    CASE WHEN m.id % 7 < 2 THEN 'Junior' WHEN m.id % 7 < 4 THEN 'Middle' ELSE 'Senior' END,
    'enrolled', now - 2500000, now - 2500000, 1, sum(s.points), max(s.at), min(s.at)
FROM members m JOIN solved s ON s.member_id = m.id, scale GROUP BY m.id;

DROP TABLE solved;
DROP TABLE scale;
