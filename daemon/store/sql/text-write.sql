-- SPDX-License-Identifier: GPL-3.0-or-later
-- What only the indexing thread does with text.db. A statement begins at its name; store-sql.h
-- lists the names. The indexes forget a document while its text is still there.

-- name: document-insert
INSERT INTO document (id, sender, others, subject, names, body)
VALUES (:id, :sender, :others, :subject, :names, :body);

-- name: words-insert
INSERT INTO words (rowid, sender, others, subject, names, body)
SELECT id, sender, others, subject, names, body FROM document WHERE id = :id;

-- name: trigrams-insert
INSERT INTO trigrams (rowid, sender, others, subject, names, body)
SELECT id, sender, others, subject, names, body FROM document WHERE id = :id;

-- name: words-delete
INSERT INTO words (words, rowid, sender, others, subject, names, body)
SELECT 'delete', id, sender, others, subject, names, body FROM document WHERE id = :id;

-- name: trigrams-delete
INSERT INTO trigrams (trigrams, rowid, sender, others, subject, names, body)
SELECT 'delete', id, sender, others, subject, names, body FROM document WHERE id = :id;

-- name: document-delete
DELETE FROM document WHERE id = :id;
