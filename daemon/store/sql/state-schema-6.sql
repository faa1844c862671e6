-- SPDX-License-Identifier: GPL-3.0-or-later
-- Customers, tasks, and which mail is linked to them. Addresses are in their normal form. A mail is
-- named by its Message-ID, so that links outlive moves, refetches and a rebuilt cache; one without
-- by when it was received and its size, which are 0 for all others.

CREATE TABLE employee (
  login TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE employee_address (
  address TEXT NOT NULL,
  login TEXT NOT NULL REFERENCES employee (login) ON DELETE CASCADE,
  PRIMARY KEY (address, login)
) STRICT, WITHOUT ROWID;

CREATE INDEX employee_address_by_login ON employee_address (login);

-- kind: 0 contact, 1 company, 2 lead. responsible: a login, '' = nobody in particular.
CREATE TABLE customer (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind INTEGER NOT NULL,
  name TEXT NOT NULL,
  responsible TEXT NOT NULL
) STRICT;

CREATE INDEX customer_by_responsible ON customer (responsible);

CREATE TABLE customer_address (
  address TEXT NOT NULL,
  customer INTEGER NOT NULL REFERENCES customer (id) ON DELETE CASCADE,
  PRIMARY KEY (address, customer)
) STRICT, WITHOUT ROWID;

CREATE INDEX customer_address_by_customer ON customer_address (customer);

-- Whose new mail is not saved.
CREATE TABLE crm_exception (
  address TEXT NOT NULL PRIMARY KEY
) STRICT, WITHOUT ROWID;

-- address: the one on the other side of the mail. saved: Unix seconds.
CREATE TABLE crm_record (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  message_id TEXT NOT NULL,
  received INTEGER NOT NULL,
  size INTEGER NOT NULL,
  customer INTEGER NOT NULL REFERENCES customer (id),
  address TEXT NOT NULL,
  responsible TEXT NOT NULL,
  subject TEXT NOT NULL,
  outgoing INTEGER NOT NULL,
  saved INTEGER NOT NULL,
  UNIQUE (message_id, received, size)
) STRICT;

CREATE INDEX crm_record_by_customer ON crm_record (customer);

-- due: Unix seconds, 0 = not; completed likewise.
CREATE TABLE task (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  message_id TEXT NOT NULL,
  received INTEGER NOT NULL,
  size INTEGER NOT NULL,
  title TEXT NOT NULL,
  responsible TEXT NOT NULL,
  due INTEGER NOT NULL,
  created INTEGER NOT NULL,
  completed INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX task_by_mail ON task (message_id, received, size);

-- Mail that was handed to the responsible employee by itself, which happens once.
CREATE TABLE routed_mail (
  message_id TEXT NOT NULL,
  received INTEGER NOT NULL,
  size INTEGER NOT NULL,
  PRIMARY KEY (message_id, received, size)
) STRICT, WITHOUT ROWID;

-- Another value after every transaction that changed links; mail.db has the same when it has seen
-- them all.
CREATE TABLE link_stamp (
  stamp INTEGER NOT NULL
) STRICT;

INSERT INTO link_stamp (stamp) VALUES (0);
