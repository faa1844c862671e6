-- SPDX-License-Identifier: GPL-3.0-or-later
-- When the last check of an account began, Unix seconds, 0 = never.

ALTER TABLE account_sync ADD COLUMN last_start INTEGER NOT NULL DEFAULT 0;
