-- SPDX-License-Identifier: GPL-3.0-or-later
-- Mail of customers that is sent on to the employee who is responsible.

-- In the order in which they were given: mail is sent on to the first.
ALTER TABLE employee_address ADD COLUMN place INTEGER NOT NULL DEFAULT 0;
DROP INDEX employee_address_by_login;
CREATE INDEX employee_address_by_login ON employee_address (login, place);

-- Until now "forward" did what "assign" does, also without a server to send by.
UPDATE account SET route = 'assign' WHERE route = 'forward' AND smtp_host = '';

-- Handed over once in each account, and sent on from one of them. Nothing of before comes again.
CREATE TABLE handed_mail (
  message_id TEXT NOT NULL,
  received INTEGER NOT NULL,
  size INTEGER NOT NULL,
  account TEXT NOT NULL,
  sent_on INTEGER NOT NULL,
  PRIMARY KEY (message_id, received, size, account)
) STRICT, WITHOUT ROWID;

INSERT INTO handed_mail (message_id, received, size, account, sent_on)
SELECT message_id, received, size, '', 1 FROM routed_mail;
DROP TABLE routed_mail;
ALTER TABLE handed_mail RENAME TO routed_mail;

-- What is to be sent on and is not in the outbox yet; noted together with the above. message: its id
-- on the bus, which it has again when it has to be fetched again, and which ends this with itself.
CREATE TABLE handover (
  message INTEGER NOT NULL PRIMARY KEY REFERENCES message_name (id) ON DELETE CASCADE,
  account TEXT NOT NULL,
  recipient TEXT NOT NULL
) STRICT;

-- kind: 0 = a person or a program wrote it, 1 = it is mail that is sent on.
ALTER TABLE outbox ADD COLUMN kind INTEGER NOT NULL DEFAULT 0;
