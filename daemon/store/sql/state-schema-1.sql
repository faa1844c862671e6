-- SPDX-License-Identifier: GPL-3.0-or-later
-- What cannot be fetched again. A released schema never changes: the next one is
-- state-schema-2.sql, which turns this one into itself. Nothing here names a row of mail.db.

CREATE TABLE account (
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  address TEXT NOT NULL,
  owner TEXT NOT NULL,
  protocol TEXT NOT NULL,
  user TEXT NOT NULL,
  host TEXT NOT NULL,
  port INTEGER NOT NULL,
  tls TEXT NOT NULL,
  ca_file TEXT NOT NULL,
  pin TEXT NOT NULL,
  smtp_host TEXT NOT NULL,
  smtp_port INTEGER NOT NULL,
  smtp_tls TEXT NOT NULL,
  smtp_user TEXT NOT NULL,
  url TEXT NOT NULL,
  route TEXT NOT NULL,
  push TEXT NOT NULL,
  history_days INTEGER NOT NULL,
  enabled INTEGER NOT NULL
) STRICT;

-- What a person said of a folder; NULL where nothing was said. It stays when the folder goes, for
-- a server may bring the folder back.
CREATE TABLE folder_choice (
  account TEXT NOT NULL,
  path TEXT NOT NULL,
  role TEXT,
  selected INTEGER,
  PRIMARY KEY (account, path)
) STRICT, WITHOUT ROWID;

-- What a person set for all of Posthorn.
CREATE TABLE setting (
  name TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Accounts that went while some of their rows in message_name are still to go.
CREATE TABLE removed_account (
  id TEXT NOT NULL PRIMARY KEY
) STRICT, WITHOUT ROWID;

-- The ids of messages on the bus. key is what survives a move and a refetch: the first 8 octets of
-- SHA-256 over Message-ID, received and size. released: when the message was last seen to go,
-- 0 = it is there.
CREATE TABLE message_name (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  account TEXT NOT NULL,
  key INTEGER NOT NULL,
  released INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX message_name_by_key ON message_name (account, key);
CREATE INDEX message_name_released ON message_name (released) WHERE released > 0;
