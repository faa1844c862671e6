-- SPDX-License-Identifier: GPL-3.0-or-later
-- Other systems that keep customers and tasks, and what of ours is kept there.

-- chosen: what is linked here is told to this one; it holds for one at most. settings: an a{sv} as
-- text. place: where exactly its ids are from. cursor: where the next pull begins, or, while
-- is_pulling, goes on. round: one more with each pull.
CREATE TABLE crm_remote (
  backend TEXT NOT NULL PRIMARY KEY,
  chosen INTEGER NOT NULL,
  settings TEXT NOT NULL,
  place TEXT NOT NULL,
  cursor TEXT NOT NULL,
  is_pulling INTEGER NOT NULL,
  round INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- kind: 0 customer, 1 employee, 2 record, 3 task. local: an id, or the login of an employee.
-- remote: '' = not known to be there. marker: what it can be found by there without that. wanted:
-- one more with each change here; told: what wanted was when that was told last. A row outlives
-- what it is about until that it is gone is told. is_begun: it may be there, though not known.
-- problem: why it is refused there; it is not told again until it changes. round: when it was last
-- seen there.
CREATE TABLE remote_item (
  kind INTEGER NOT NULL,
  local ANY NOT NULL,
  backend TEXT NOT NULL REFERENCES crm_remote (backend),
  remote TEXT NOT NULL,
  version TEXT NOT NULL,
  marker TEXT NOT NULL,
  wanted INTEGER NOT NULL,
  told INTEGER NOT NULL,
  is_begun INTEGER NOT NULL,
  problem TEXT NOT NULL,
  round INTEGER NOT NULL,
  PRIMARY KEY (kind, local, backend)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX remote_item_by_remote ON remote_item (backend, kind, remote)
WHERE remote <> '';
CREATE INDEX remote_item_by_marker ON remote_item (backend, marker)
WHERE remote = '' AND marker <> '';
CREATE INDEX remote_item_pending ON remote_item (backend, kind, local)
WHERE told < wanted AND problem = '';
CREATE INDEX remote_item_refused ON remote_item (backend) WHERE problem <> '';
