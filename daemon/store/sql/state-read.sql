-- SPDX-License-Identifier: GPL-3.0-or-later
-- What readers ask of state.db. A statement begins at its name; store-sql.h lists the names.

-- name: accounts
SELECT id, name, address, owner, protocol, user, host, port, tls, ca_file, pin, smtp_host,
       smtp_port, smtp_tls, smtp_user, url, route, push, history_days, enabled
FROM account ORDER BY rowid;

-- name: setting
SELECT value FROM setting WHERE name = :name;

-- name: blacklist
SELECT entry FROM blacklist ORDER BY entry;
