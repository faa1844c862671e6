-- SPDX-License-Identifier: GPL-3.0-or-later
-- The copies at the servers of what people write: in the folder with the role sent, and of drafts.

-- Whether Posthorn files what it has sent; a server may do that by itself.
ALTER TABLE account ADD COLUMN save_sent INTEGER NOT NULL DEFAULT 1;

-- copy: 0 = nothing was sent, 1 = the copy is to be filed, and octets are kept for it, 2 = it is
-- there. copy_error: why it was not the last time.
ALTER TABLE outbox ADD COLUMN copy INTEGER NOT NULL DEFAULT 0;
ALTER TABLE outbox ADD COLUMN copy_error_name TEXT NOT NULL DEFAULT '';
ALTER TABLE outbox ADD COLUMN copy_error TEXT NOT NULL DEFAULT '';

-- No draft was ever kept in the table of schema 5. content: what is written, but for attachments.
-- revision: one more with each change. is_gone: nobody sees it any more, only the server's copy is
-- still to go. placed, placed_id, uidvalidity, uid: the revision that the server's folder has, its
-- Message-ID and where it lies; 0 = none. placing, placing_id, octets, size: the same of the one
-- that is to come there, and may have, composed; 0 = none.
DROP TABLE draft;
CREATE TABLE draft (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  account TEXT NOT NULL,
  content BLOB NOT NULL,
  changed INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  is_gone INTEGER NOT NULL,
  placed INTEGER NOT NULL,
  placed_id TEXT NOT NULL,
  uidvalidity INTEGER NOT NULL,
  uid INTEGER NOT NULL,
  placing INTEGER NOT NULL,
  placing_id TEXT NOT NULL,
  octets INTEGER NOT NULL,
  size INTEGER NOT NULL
) STRICT;

-- The attachments of a draft, in their order.
CREATE TABLE draft_part (
  draft INTEGER NOT NULL REFERENCES draft (id) ON DELETE CASCADE,
  sequence INTEGER NOT NULL,
  octets INTEGER NOT NULL,
  size INTEGER NOT NULL,
  PRIMARY KEY (draft, sequence)
) STRICT, WITHOUT ROWID;
