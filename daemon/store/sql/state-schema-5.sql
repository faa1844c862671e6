-- SPDX-License-Identifier: GPL-3.0-or-later
-- What a person writes: mail on its way out, drafts, signatures. The octets of messages lie apart,
-- in pieces, so that no message has to be in memory whole; what neither outbox nor draft refers to
-- goes at the next start.

CREATE TABLE octets (
  id INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (id, sequence)
) STRICT;

-- state: queued sending sent deferred rejected unknown cancelled. uncertain_since: the end of the
-- message may have been sent since then, and no answer is known; 0 = it was not. original: the id on
-- the bus of the message that gets original_flag once this one is sent. octets 0: not kept any more.
CREATE TABLE outbox (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  account TEXT NOT NULL,
  octets INTEGER NOT NULL,
  size INTEGER NOT NULL,
  needs_8bit INTEGER NOT NULL,
  needs_unicode INTEGER NOT NULL,
  sender TEXT NOT NULL,
  subject TEXT NOT NULL,
  message_id TEXT NOT NULL,
  original INTEGER NOT NULL,
  original_flag TEXT NOT NULL,
  state TEXT NOT NULL,
  uncertain_since INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  begins INTEGER NOT NULL,
  next_try INTEGER NOT NULL,
  error_name TEXT NOT NULL,
  error TEXT NOT NULL
) STRICT;

-- state: 0 waiting, 1 taken, 2 accepted, 3 failed.
CREATE TABLE outbox_recipient (
  message INTEGER NOT NULL REFERENCES outbox (id) ON DELETE CASCADE,
  sequence INTEGER NOT NULL,
  name TEXT NOT NULL,
  address TEXT NOT NULL,
  state INTEGER NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (message, sequence)
) STRICT, WITHOUT ROWID;

-- address "" = for any sender, name "" = for any name at the address.
CREATE TABLE signature (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  address TEXT NOT NULL,
  html TEXT NOT NULL,
  text TEXT NOT NULL
) STRICT;

-- octets: as it stands, composed, with its Bcc. changed: Unix seconds. message_id names it at the
-- server; placed: what of it the server's drafts folder has, 0 = nothing, else the value that
-- revision had then; uid, uidvalidity: where it lies there.
CREATE TABLE draft (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  account TEXT NOT NULL,
  octets INTEGER NOT NULL,
  subject TEXT NOT NULL,
  recipients TEXT NOT NULL,
  message_id TEXT NOT NULL,
  changed INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  placed INTEGER NOT NULL DEFAULT 0,
  uidvalidity INTEGER NOT NULL DEFAULT 0,
  uid INTEGER NOT NULL DEFAULT 0
) STRICT;
