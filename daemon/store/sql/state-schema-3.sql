-- SPDX-License-Identifier: GPL-3.0-or-later
-- What a person did to messages and the server has not confirmed yet, in the order in which it was
-- done. verb: flag move copy delete. target is a path at the server. begun: a push was tried, so
-- that the server may have done it.

CREATE TABLE operation (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  account TEXT NOT NULL,
  verb TEXT NOT NULL,
  added_flags TEXT NOT NULL,
  removed_flags TEXT NOT NULL,
  target TEXT NOT NULL,
  begun INTEGER NOT NULL DEFAULT 0
) STRICT;

-- message is an id of the bus, which survives moves and a cache that is fetched again.
CREATE TABLE operation_message (
  message INTEGER NOT NULL,
  operation INTEGER NOT NULL,
  PRIMARY KEY (message, operation)
) STRICT, WITHOUT ROWID;

CREATE INDEX operation_message_by_operation ON operation_message (operation);
