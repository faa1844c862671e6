-- SPDX-License-Identifier: GPL-3.0-or-later
-- What messages are linked to, as state.db says. links: 1 = saved to CRM, 2 = a task was made of
-- it, 3 = both. A message without links is unprocessed.

ALTER TABLE message ADD COLUMN links INTEGER NOT NULL DEFAULT 0;

CREATE INDEX message_unprocessed ON message (folder, received, uid) WHERE links = 0;
CREATE INDEX message_linked ON message (folder, received, uid) WHERE links > 0;
CREATE INDEX message_by_message_id ON message (message_id, received);

CREATE TABLE link_stamp (
  stamp INTEGER NOT NULL
) STRICT;

INSERT INTO link_stamp (stamp) VALUES (0);

DROP TRIGGER message_inserted;
DROP TRIGGER message_deleted;
DROP TRIGGER message_folder_changed;

CREATE TRIGGER message_inserted AFTER INSERT ON message BEGIN
  UPDATE folder
  SET total = total + 1, unread = unread + new.unread, unprocessed = unprocessed + (new.links = 0)
  WHERE id = new.folder;
END;

CREATE TRIGGER message_deleted AFTER DELETE ON message BEGIN
  UPDATE folder
  SET total = total - 1, unread = unread - old.unread, unprocessed = unprocessed - (old.links = 0)
  WHERE id = old.folder;
END;

CREATE TRIGGER message_folder_changed AFTER UPDATE OF folder ON message
WHEN new.folder <> old.folder BEGIN
  UPDATE folder
  SET total = total - 1, unread = unread - old.unread, unprocessed = unprocessed - (old.links = 0)
  WHERE id = old.folder;
  UPDATE folder
  SET total = total + 1, unread = unread + new.unread, unprocessed = unprocessed + (new.links = 0)
  WHERE id = new.folder;
END;

CREATE TRIGGER message_links_changed AFTER UPDATE OF links ON message
WHEN (new.links = 0) <> (old.links = 0) BEGIN
  UPDATE folder SET unprocessed = unprocessed + (new.links = 0) - (old.links = 0)
  WHERE id = new.folder;
END;
