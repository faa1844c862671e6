-- SPDX-License-Identifier: GPL-3.0-or-later
-- What happened to which message, so that a client that was away need not list everything again.
-- Whatever is done to a message takes the next revision.

-- The revisions that one can go on from: the log has everything that came after them. Each row is
-- an unbroken series; a new one begins when the last one may have lost its end. They are raised at
-- the bottom when the log is cut. The highest is the one in use.
CREATE TABLE revision_range (
  first INTEGER PRIMARY KEY,
  last INTEGER NOT NULL
) STRICT;

-- One row a message. revision: of what happened last. first: when it was first added, 0 = before
-- there was a row. added: when it was last added. gone: when it went in between, 0 = it never did,
-- or more than once.
CREATE TABLE message_change (
  message INTEGER PRIMARY KEY,
  revision INTEGER NOT NULL UNIQUE,
  first INTEGER NOT NULL,
  added INTEGER NOT NULL,
  gone INTEGER NOT NULL,
  removed INTEGER NOT NULL
) STRICT;
