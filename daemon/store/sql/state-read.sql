-- SPDX-License-Identifier: GPL-3.0-or-later
-- What readers ask of state.db. A statement begins at its name; store-sql.h lists the names.

-- name: accounts
SELECT id, name, address, owner, protocol, user, host, port, tls, ca_file, pin, smtp_host,
       smtp_port, smtp_tls, smtp_user, url, route, push, history_days, enabled,
       save_sent, notify
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
SELECT address FROM employee_address WHERE login = :login ORDER BY address;

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
SELECT id, customer, address, responsible, subject, outgoing, saved FROM crm_record
WHERE message_id = :message_id AND received = :received AND size = :size;

-- name: record-answered
SELECT customer.id, kind, name, customer.responsible
FROM crm_record JOIN customer ON customer.id = customer
WHERE message_id = :message_id LIMIT 1;

-- name: tasks-of-mail
SELECT id, message_id, received, size, title, responsible, due, created, completed
FROM task
WHERE message_id = :message_id AND received = :received AND size = :size
  AND (:open < 0 OR (completed = 0) = :open)
  AND (:responsible IS NULL OR responsible = :responsible)
ORDER BY id LIMIT :limit OFFSET :offset;

-- name: tasks
SELECT id, message_id, received, size, title, responsible, due, created, completed
FROM task
WHERE (:open < 0 OR (completed = 0) = :open)
  AND (:responsible IS NULL OR responsible = :responsible)
ORDER BY id LIMIT :limit OFFSET :offset;

-- name: task
SELECT id, message_id, received, size, title, responsible, due, created, completed
FROM task WHERE id = :id;

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
