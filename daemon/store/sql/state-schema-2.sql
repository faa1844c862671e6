-- SPDX-License-Identifier: GPL-3.0-or-later
-- Whose mail is unwanted: "user@domain.tld" or "@domain.tld", normalised.

CREATE TABLE blacklist (
  entry TEXT NOT NULL PRIMARY KEY
) STRICT, WITHOUT ROWID;
