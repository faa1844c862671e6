-- SPDX-License-Identifier: GPL-3.0-or-later
-- Messages for which text.db is not in line: they came and are not in it, or went and still are.
-- The newest are looked at first.

CREATE TABLE unindexed (
  received INTEGER NOT NULL,
  message INTEGER NOT NULL,
  PRIMARY KEY (received, message)
) STRICT, WITHOUT ROWID;

INSERT INTO unindexed (received, message) SELECT received, id FROM message;

CREATE TRIGGER message_text_came AFTER INSERT ON message BEGIN
  INSERT OR IGNORE INTO unindexed (received, message) VALUES (new.received, new.id);
END;

CREATE TRIGGER message_text_went AFTER DELETE ON message BEGIN
  INSERT OR IGNORE INTO unindexed (received, message) VALUES (old.received, old.id);
END;
