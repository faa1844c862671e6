-- SPDX-License-Identifier: GPL-3.0-or-later
-- What readers ask of text.db. A statement begins at its name; store-sql.h lists the names.

-- name: words-matching
SELECT rowid FROM words WHERE words MATCH :expression ORDER BY rowid;

-- The better a column tells what a message is about, the more a word in it counts.

-- name: words-ranked
SELECT rowid FROM words
WHERE words MATCH :expression AND rank MATCH 'bm25(5.0, 2.0, 10.0, 4.0, 1.0)' ORDER BY rank;

-- name: trigrams-matching
SELECT rowid FROM trigrams WHERE trigrams MATCH :expression ORDER BY rowid;

-- name: document
SELECT sender, others, subject, names, body FROM document WHERE id = :id;
