-- SPDX-License-Identifier: GPL-3.0-or-later
-- The cache of what lies at the servers. A released schema never changes: the next one is
-- mail-schema-2.sql, which turns this one into itself.

-- role and selected are what is in force: the choice in state.db where there is one, else what was
-- guessed. The writer copies them here so that a list needs one database.
CREATE TABLE folder (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  account TEXT NOT NULL,
  path TEXT NOT NULL,
  delimiter INTEGER NOT NULL,
  selectable INTEGER NOT NULL,
  guessed_role TEXT NOT NULL,
  role TEXT NOT NULL DEFAULT 'none',
  selected INTEGER NOT NULL DEFAULT 1,
  uidvalidity INTEGER NOT NULL DEFAULT 0,
  uidnext INTEGER NOT NULL DEFAULT 0,
  highestmodseq INTEGER NOT NULL DEFAULT 0,
  last_sync INTEGER NOT NULL DEFAULT 0,
  audited INTEGER NOT NULL DEFAULT 0,
  total INTEGER NOT NULL DEFAULT 0,
  unread INTEGER NOT NULL DEFAULT 0,
  unprocessed INTEGER NOT NULL DEFAULT 0,
  UNIQUE (account, path)
) STRICT;

-- Folders that went: their messages are not there for anybody, and go in slices when nothing else is
-- to be done. Ids of folders are never used again.
CREATE TABLE removed_folder (
  id INTEGER PRIMARY KEY
) STRICT;

CREATE TABLE account_sync (
  account TEXT NOT NULL PRIMARY KEY,
  last_sync INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- id is the bus id, given out by message_name in state.db. body: 0 none, 1 the beginning,
-- 2 whole. What a list shows comes first; the lists of addresses and parts (serialised GVariants,
-- a(ss) and a(ssstb)) come last, where a long row spills them into pages a list never reads. folder
-- is a folder or a removed folder.
CREATE TABLE message (
  id INTEGER PRIMARY KEY,
  folder INTEGER NOT NULL,
  uid INTEGER NOT NULL,
  received INTEGER NOT NULL,
  date INTEGER NOT NULL,
  size INTEGER NOT NULL,
  flags TEXT NOT NULL,
  unread INTEGER NOT NULL
    GENERATED ALWAYS AS (instr(' ' || flags || ' ', ' \Seen ') = 0) STORED,
  flagged INTEGER NOT NULL
    GENERATED ALWAYS AS (instr(' ' || flags || ' ', ' \Flagged ') > 0) STORED,
  has_attachments INTEGER NOT NULL,
  body INTEGER NOT NULL,
  subject TEXT NOT NULL,
  from_name TEXT NOT NULL,
  from_address TEXT NOT NULL,
  message_id TEXT NOT NULL,
  list_id TEXT NOT NULL,
  snippet TEXT NOT NULL,
  in_reply_to TEXT NOT NULL,
  reference_ids TEXT NOT NULL,
  warnings TEXT NOT NULL,
  reply_to BLOB NOT NULL,
  to_addresses BLOB NOT NULL,
  cc_addresses BLOB NOT NULL,
  attachments BLOB NOT NULL,
  UNIQUE (folder, uid)
) STRICT;

-- Every list is a walk of one of these. Within a second, the order is that of the UIDs.
CREATE INDEX message_by_received ON message (folder, received, uid);
CREATE INDEX message_by_unread ON message (folder, unread, received, uid);
CREATE INDEX message_flagged ON message (folder, received, uid) WHERE flagged = 1;
CREATE INDEX message_with_attachments ON message (folder, received, uid) WHERE has_attachments = 1;

-- Raw messages, in pieces of at most 1 MiB.
CREATE TABLE body_chunk (
  message INTEGER NOT NULL REFERENCES message (id) ON DELETE CASCADE,
  sequence INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (message, sequence)
) STRICT;

-- The counters of a folder change with its rows and cannot be forgotten. Nothing can be linked to
-- a message yet, so every message is unprocessed.
CREATE TRIGGER message_inserted AFTER INSERT ON message BEGIN
  UPDATE folder
  SET total = total + 1, unread = unread + new.unread, unprocessed = unprocessed + 1
  WHERE id = new.folder;
END;

CREATE TRIGGER message_deleted AFTER DELETE ON message BEGIN
  UPDATE folder
  SET total = total - 1, unread = unread - old.unread, unprocessed = unprocessed - 1
  WHERE id = old.folder;
END;

CREATE TRIGGER message_flags_changed AFTER UPDATE OF flags ON message
WHEN new.unread <> old.unread BEGIN
  UPDATE folder SET unread = unread + new.unread - old.unread WHERE id = new.folder;
END;
