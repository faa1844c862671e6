-- SPDX-License-Identifier: GPL-3.0-or-later
-- Thousands of operations may wait: the next one of an account is found without the others.

CREATE INDEX operation_by_account ON operation (account);

-- The account that the messages are taken from, when it is not the one of the target: account is
-- whose server is told. '' for all others.
ALTER TABLE operation ADD COLUMN origin TEXT NOT NULL DEFAULT '';

-- Where message is a copy that is shown already: what it is a copy of. 0 for all others.
ALTER TABLE operation_message ADD COLUMN source INTEGER NOT NULL DEFAULT 0;

CREATE INDEX operation_message_by_source ON operation_message (source) WHERE source > 0;
