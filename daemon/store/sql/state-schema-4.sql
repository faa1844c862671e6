-- SPDX-License-Identifier: GPL-3.0-or-later
-- Thousands of operations may wait: the next one of an account is found without the others.

CREATE INDEX operation_by_account ON operation (account);
