-- SPDX-License-Identifier: GPL-3.0-or-later
-- What readers ask of state.db. A statement begins at its name; store-sql.h lists the names.

-- name: accounts
SELECT id, name, address, owner, protocol, user, host, port, tls, ca_file, pin, smtp_host,
       smtp_port, smtp_tls, smtp_user, url, route, push, history_days, enabled,
       save_sent
FROM account ORDER BY rowid;

-- name: setting
SELECT value FROM setting WHERE name = :name;

-- name: operations
SELECT id, verb, added_flags, removed_flags, target, begun, origin FROM operation
WHERE account = :account AND id > :after ORDER BY id LIMIT :limit;

-- name: operation-messages
SELECT message, source FROM operation_message WHERE operation = :operation ORDER BY message;

-- name: operation-earlier
SELECT 1 FROM operation_message WHERE message = :message AND operation < :operation LIMIT 1;

-- name: message-verbs
SELECT verb, added_flags, removed_flags, target, account, begun, source
FROM operation_message JOIN operation ON operation.id = operation_message.operation
WHERE operation_message.message = :message ORDER BY operation_message.operation;

-- name: blacklist
SELECT entry FROM blacklist ORDER BY entry;

-- name: outbox
SELECT id, account, octets, size, needs_8bit, needs_unicode, sender, subject, message_id, original,
       original_flag, state, uncertain_since, attempts, begins, next_try, error_name, error, copy,
       copy_error_name, copy_error
FROM outbox ORDER BY id;

-- name: outbox-recipients
SELECT message, name, address, state, reason FROM outbox_recipient ORDER BY message, sequence;

-- name: octets
SELECT data FROM octets WHERE id = :id AND sequence = :sequence;

-- name: signatures
SELECT id, name, address, html, text FROM signature ORDER BY id;

-- name: drafts
SELECT id, account, content, changed, revision, is_gone, placed, placed_id, uidvalidity, uid,
       placing, placing_id, octets, size
FROM draft ORDER BY id;

-- name: draft-parts
SELECT draft, octets, size FROM draft_part ORDER BY draft, sequence;

-- name: last-id
SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = :name;
