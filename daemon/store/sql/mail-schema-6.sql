-- SPDX-License-Identifier: GPL-3.0-or-later
-- Messages that a person has moved or deleted and whose server does not know it yet: where they
-- still lie there. In the folder that shows such a message it has a UID that no server gives, below
-- -4294967296; folder 0 shows nothing.

CREATE TABLE away (
  message INTEGER PRIMARY KEY,
  folder INTEGER NOT NULL,
  uid INTEGER NOT NULL,
  UNIQUE (folder, uid)
) STRICT;

CREATE TRIGGER message_away_deleted AFTER DELETE ON message BEGIN
  DELETE FROM away WHERE message = old.id;
END;

CREATE TRIGGER message_folder_changed AFTER UPDATE OF folder ON message
WHEN new.folder <> old.folder BEGIN
  UPDATE folder
  SET total = total - 1, unread = unread - old.unread, unprocessed = unprocessed - 1
  WHERE id = old.folder;
  UPDATE folder
  SET total = total + 1, unread = unread + new.unread, unprocessed = unprocessed + 1
  WHERE id = new.folder;
END;
