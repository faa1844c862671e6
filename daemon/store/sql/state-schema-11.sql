-- SPDX-License-Identifier: GPL-3.0-or-later
-- Which new mail of an account a person is told of: 'off', 'inbox', 'all'.
ALTER TABLE account ADD COLUMN notify TEXT NOT NULL DEFAULT 'inbox';
