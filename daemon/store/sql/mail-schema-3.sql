-- SPDX-License-Identifier: GPL-3.0-or-later
-- Changes nothing.

SELECT 1;
