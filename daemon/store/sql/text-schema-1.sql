-- SPDX-License-Identifier: GPL-3.0-or-later
-- The full text of mail.db, a cache of a cache. A released schema never changes: the next one is
-- text-schema-2.sql, which turns this one into itself.

-- id is that of the message. The text is as store-search-text.h makes it, words and single spaces,
-- so that the tokenizers have nothing to fold. others: everybody named but the sender; names: those
-- of the attachments.
CREATE TABLE document (
  id INTEGER PRIMARY KEY,
  sender TEXT NOT NULL,
  others TEXT NOT NULL,
  subject TEXT NOT NULL,
  names TEXT NOT NULL,
  body TEXT NOT NULL
) STRICT;

-- To the tokenizer «ascii» everything beyond ASCII is part of a word.
CREATE VIRTUAL TABLE words USING fts5 (
  sender, others, subject, names, body,
  content = 'document', content_rowid = 'id', tokenize = 'ascii'
);

-- Which three characters in a row a document has, not where: what is found is looked at again.
CREATE VIRTUAL TABLE trigrams USING fts5 (
  sender, others, subject, names, body,
  content = 'document', content_rowid = 'id', tokenize = 'trigram case_sensitive 1',
  detail = none, columnsize = 0
);
