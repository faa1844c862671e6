-- SPDX-License-Identifier: GPL-3.0-or-later
-- Threads. They lie beside the messages, so that this step takes no longer with a million of them.

-- id is the bus id of the message that founded it. emptied: Unix seconds, 0 = it has messages. An
-- empty one waits, so that mail which is moved message by message finds its thread again.
CREATE TABLE thread (
  id INTEGER PRIMARY KEY,
  members INTEGER NOT NULL DEFAULT 0,
  emptied INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX thread_empty ON thread (emptied) WHERE emptied > 0;

-- Which thread a Message-ID belongs to, of messages that are here and of those that are only named
-- by others. key is a hash of the account and the id.
CREATE TABLE thread_key (
  key INTEGER PRIMARY KEY,
  thread INTEGER NOT NULL
) STRICT;

CREATE INDEX thread_key_by_thread ON thread_key (thread);

-- subject is a hash of the account and the normalised subject, 0 = none; date the Date field, or
-- when it came. waiting: a reply told by its subject alone, to what has not come yet.
CREATE TABLE message_thread (
  message INTEGER PRIMARY KEY REFERENCES message (id) ON DELETE CASCADE,
  thread INTEGER NOT NULL,
  received INTEGER NOT NULL,
  date INTEGER NOT NULL,
  subject INTEGER NOT NULL,
  waiting INTEGER NOT NULL
) STRICT;

CREATE INDEX message_by_thread ON message_thread (thread, received, message);
CREATE INDEX message_by_subject ON message_thread (subject, date) WHERE subject <> 0;
CREATE INDEX message_waiting ON message_thread (subject, date) WHERE waiting = 1;

CREATE TRIGGER thread_joined AFTER INSERT ON message_thread BEGIN
  UPDATE thread SET members = members + 1, emptied = 0 WHERE id = new.thread;
END;

CREATE TRIGGER thread_left AFTER DELETE ON message_thread BEGIN
  UPDATE thread SET members = members - 1, emptied = iif(members = 1, unixepoch(), 0)
  WHERE id = old.thread;
END;

CREATE TRIGGER thread_deleted AFTER DELETE ON thread BEGIN
  DELETE FROM thread_key WHERE thread = old.id;
END;

-- The messages of before, newest first, still to be looked at: those up to this id. No row: none.
CREATE TABLE thread_backlog (
  newest INTEGER PRIMARY KEY
) STRICT;

INSERT INTO thread_backlog SELECT max(id) FROM message HAVING max(id) IS NOT NULL;
