-- SPDX-License-Identifier: GPL-3.0-or-later
-- What was known of the target when the server was first told: what has a UID from target_uidnext
-- on may be what was begun, whatever a check has found there since. 0 = it was not known.
ALTER TABLE operation ADD COLUMN target_uidvalidity INTEGER NOT NULL DEFAULT 0;
ALTER TABLE operation ADD COLUMN target_uidnext INTEGER NOT NULL DEFAULT 0;
