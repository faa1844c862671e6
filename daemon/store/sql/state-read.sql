-- SPDX-License-Identifier: GPL-3.0-or-later
-- What readers ask of state.db. A statement begins at its name; store-sql.h lists the names.
-- remote_item.local is of any type: an id is compared with it as +id, or no index would do.

-- name: accounts
SELECT id, name, address, owner, protocol, user, host, port, tls, ca_file, pin, smtp_host,
       smtp_port, smtp_tls, smtp_user, url, route, push, history_days, enabled,
       save_sent
FROM account ORDER BY rowid;

-- name: setting
SELECT value FROM setting WHERE name = :name;

-- name: operations
SELECT id, verb, added_flags, removed_flags, target, begun, origin, target_uidvalidity, target_uidnext
FROM operation WHERE account = :account AND id > :after ORDER BY id LIMIT :limit;

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

-- name: employees
SELECT login, name FROM employee ORDER BY login;

-- name: employee
SELECT login, name FROM employee WHERE login = :login;

-- name: employee-addresses
SELECT address FROM employee_address WHERE login = :login ORDER BY place, address;

-- name: employee-of-address
SELECT login FROM employee_address WHERE address = :address ORDER BY login LIMIT 1;

-- name: login-known
SELECT EXISTS (SELECT 1 FROM employee WHERE login = :login)
    OR EXISTS (SELECT 1 FROM account WHERE owner = :login);

-- name: mailboxes
SELECT id, owner, address, route FROM account;

-- name: customers
SELECT id, kind, name, responsible FROM customer
WHERE (:kind < 0 OR kind = :kind) AND (:responsible IS NULL OR responsible = :responsible)
ORDER BY id LIMIT :limit OFFSET :offset;

-- name: customers-of-address
SELECT id, kind, name, responsible FROM customer_address JOIN customer ON customer.id = customer
WHERE address = :address
  AND (:kind < 0 OR kind = :kind) AND (:responsible IS NULL OR responsible = :responsible)
ORDER BY customer LIMIT :limit OFFSET :offset;

-- name: customer
SELECT id, kind, name, responsible FROM customer WHERE id = :id;

-- name: customer-addresses
SELECT address FROM customer_address WHERE customer = :customer ORDER BY address;

-- name: exceptions
SELECT address FROM crm_exception ORDER BY address;

-- name: exception-exists
SELECT 1 FROM crm_exception WHERE address = :address;

-- name: record
SELECT id, customer, address, responsible, subject, outgoing, saved, remote, told < wanted, problem
FROM crm_record LEFT JOIN remote_item
  ON kind = 2 AND local = +id AND backend = (SELECT backend FROM crm_remote WHERE chosen = 1)
WHERE message_id = :message_id AND received = :received AND size = :size;

-- name: record-answered
SELECT customer.id, kind, name, customer.responsible
FROM crm_record JOIN customer ON customer.id = customer
WHERE message_id = :message_id LIMIT 1;

-- name: tasks-of-mail
SELECT id, message_id, received, size, title, responsible, due, created, completed, remote,
       told < wanted, problem
FROM task LEFT JOIN remote_item
  ON kind = 3 AND local = +id AND backend = (SELECT backend FROM crm_remote WHERE chosen = 1)
WHERE message_id = :message_id AND received = :received AND size = :size
  AND (:open < 0 OR (completed = 0) = :open)
  AND (:responsible IS NULL OR responsible = :responsible)
ORDER BY id LIMIT :limit OFFSET :offset;

-- name: tasks
SELECT id, message_id, received, size, title, responsible, due, created, completed, remote,
       told < wanted, problem
FROM task LEFT JOIN remote_item
  ON kind = 3 AND local = +id AND backend = (SELECT backend FROM crm_remote WHERE chosen = 1)
WHERE (:open < 0 OR (completed = 0) = :open)
  AND (:responsible IS NULL OR responsible = :responsible)
ORDER BY id LIMIT :limit OFFSET :offset;

-- name: task
SELECT id, message_id, received, size, title, responsible, due, created, completed, remote,
       told < wanted, problem
FROM task LEFT JOIN remote_item
  ON kind = 3 AND local = +id AND backend = (SELECT backend FROM crm_remote WHERE chosen = 1)
WHERE id = :id;

-- name: links-of-mail
SELECT EXISTS (
         SELECT 1 FROM crm_record
         WHERE message_id = :message_id AND received = :received AND size = :size)
     + 2 * EXISTS (
         SELECT 1 FROM task
         WHERE message_id = :message_id AND received = :received AND size = :size);

-- name: responsible-of-mail
SELECT responsible FROM crm_record
WHERE message_id = :message_id AND received = :received AND size = :size
UNION ALL
SELECT responsible FROM task
WHERE message_id = :message_id AND received = :received AND size = :size
LIMIT 1;

-- name: links-exist
SELECT EXISTS (SELECT 1 FROM crm_record) OR EXISTS (SELECT 1 FROM task);

-- name: links
SELECT message_id, received, size FROM crm_record
UNION ALL
SELECT message_id, received, size FROM task;

-- name: record-of-id
SELECT id, customer, address, responsible, subject, outgoing, saved, remote, told < wanted, problem,
       message_id, received, size
FROM crm_record LEFT JOIN remote_item
  ON kind = 2 AND local = +id AND backend = (SELECT backend FROM crm_remote WHERE chosen = 1)
WHERE id = :id;

-- name: addresses-of-login
SELECT address FROM (SELECT address FROM employee_address WHERE login = :login
                     ORDER BY place, address)
UNION ALL
SELECT address FROM (SELECT address FROM account WHERE owner = :login ORDER BY rowid);

-- name: remotes
SELECT backend, chosen, settings, cursor, place FROM crm_remote ORDER BY backend;

-- name: remote-sums
SELECT (SELECT count(*) FROM remote_item
        WHERE backend = :backend AND told < wanted AND problem = ''),
       (SELECT count(*) FROM remote_item WHERE backend = :backend AND problem <> ''),
       (SELECT problem FROM remote_item WHERE backend = :backend AND problem <> '' LIMIT 1);

-- name: remote-versions
SELECT remote, version FROM remote_item
WHERE backend = :backend AND kind = :kind AND remote <> '';

-- name: remote-unseen
SELECT remote FROM remote_item
WHERE backend = :backend AND kind = :kind AND remote <> '' AND remote > :after
  AND round < (SELECT round FROM crm_remote WHERE backend = :backend)
ORDER BY remote LIMIT :limit;

-- name: remote-unseen-counts
SELECT count(*), coalesce(sum(round < (SELECT round FROM crm_remote WHERE backend = :backend)), 0)
FROM remote_item WHERE backend = :backend AND kind = :kind AND remote <> '';

-- name: remote-local
SELECT local, told < wanted FROM remote_item
WHERE backend = :backend AND kind = :kind AND remote = :remote AND remote <> '';

-- name: remote-of-local
SELECT remote FROM remote_item WHERE kind = :kind AND local = :local AND backend = :backend;

-- name: remote-keeper
SELECT backend FROM remote_item JOIN crm_remote USING (backend)
WHERE kind = :kind AND local = :local AND remote <> '' AND chosen = 1;

-- name: intent-next
SELECT kind, local, wanted, remote, version, marker, is_begun FROM remote_item
WHERE backend = :backend AND told < wanted AND problem = '' AND (kind, local) > (:kind, :local)
ORDER BY kind, local LIMIT 1;

-- name: handovers
SELECT message, recipient FROM handover WHERE account = :account AND message > :after
ORDER BY message;

-- name: outbox
SELECT id, account, octets, size, needs_8bit, needs_unicode, sender, subject, message_id, original,
       original_flag, state, uncertain_since, attempts, begins, next_try, error_name, error, copy,
       copy_error_name, copy_error, kind
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
