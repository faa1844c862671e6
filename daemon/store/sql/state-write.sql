-- SPDX-License-Identifier: GPL-3.0-or-later
-- What only the writer does with state.db. A statement begins at its name; store-sql.h lists the
-- names.

-- name: account-exists
SELECT 1 FROM account WHERE id = :id;

-- name: account-put
INSERT INTO account (id, name, address, owner, protocol, user, host, port, tls, ca_file, pin,
                     smtp_host, smtp_port, smtp_tls, smtp_user, url, route, push, history_days,
                     enabled, save_sent, notify)
VALUES (:id, :name, :address, :owner, :protocol, :user, :host, :port, :tls, :ca_file, :pin,
        :smtp_host, :smtp_port, :smtp_tls, :smtp_user, :url, :route, :push, :history_days,
        :enabled, :save_sent, :notify)
ON CONFLICT (id) DO UPDATE SET
  name = excluded.name, address = excluded.address, owner = excluded.owner,
  protocol = excluded.protocol, user = excluded.user, host = excluded.host,
  port = excluded.port, tls = excluded.tls, ca_file = excluded.ca_file, pin = excluded.pin,
  smtp_host = excluded.smtp_host, smtp_port = excluded.smtp_port, smtp_tls = excluded.smtp_tls,
  smtp_user = excluded.smtp_user, url = excluded.url, route = excluded.route,
  push = excluded.push, history_days = excluded.history_days, enabled = excluded.enabled,
  save_sent = excluded.save_sent, notify = excluded.notify
WHERE (name, address, owner, protocol, user, host, port, tls, ca_file, pin, smtp_host, smtp_port,
       smtp_tls, smtp_user, url, route, push, history_days, enabled, save_sent, notify)
   <> (excluded.name, excluded.address, excluded.owner, excluded.protocol, excluded.user,
       excluded.host, excluded.port, excluded.tls, excluded.ca_file, excluded.pin,
       excluded.smtp_host, excluded.smtp_port, excluded.smtp_tls, excluded.smtp_user,
       excluded.url, excluded.route, excluded.push, excluded.history_days, excluded.enabled,
       excluded.save_sent, excluded.notify);

-- name: removed-account-put
INSERT OR IGNORE INTO removed_account (id) SELECT id FROM account WHERE id = :id;

-- name: removed-account-next
SELECT id FROM removed_account LIMIT 1;

-- name: removed-account-delete
DELETE FROM removed_account WHERE id = :id;

-- name: account-delete
DELETE FROM account WHERE id = :id;

-- name: choices
SELECT path, role, selected FROM folder_choice WHERE account = :account;

-- name: choice-put
INSERT INTO folder_choice (account, path, role, selected)
VALUES (:account, :path, :role, :selected)
ON CONFLICT (account, path) DO UPDATE SET
  role = coalesce(excluded.role, role), selected = coalesce(excluded.selected, selected)
WHERE coalesce(excluded.role, role) IS NOT role
   OR coalesce(excluded.selected, selected) IS NOT selected;

-- name: choice-take-role
UPDATE folder_choice SET role = 'none'
WHERE account = :account AND role = :role AND path <> :path;

-- name: choice-rename
UPDATE OR REPLACE folder_choice SET path = :new_path WHERE account = :account AND path = :path;

-- name: choices-delete
DELETE FROM folder_choice WHERE account = :account;

-- name: names-by-key
SELECT id, released FROM message_name WHERE account = :account AND key = :key ORDER BY id;

-- name: name-insert
INSERT INTO message_name (account, key) VALUES (:account, :key);

-- name: name-insert-id
INSERT INTO message_name (id, account, key) VALUES (:id, '', 0);

-- name: name-copy
INSERT INTO message_name (account, key)
VALUES (:account, coalesce((SELECT key FROM message_name WHERE id = :id), 0));

-- name: name-set-account
UPDATE message_name SET account = :account WHERE id = :id;

-- name: name-delete
DELETE FROM message_name WHERE id = :id;

-- name: name-keep
UPDATE message_name SET released = 0 WHERE id = :id;

-- name: name-release
UPDATE message_name SET released = :now WHERE id = :id;

-- name: names-release-all
UPDATE message_name SET released = :now WHERE released = 0;

-- name: names-prune
DELETE FROM message_name
WHERE id IN (SELECT id FROM message_name
             WHERE released > 0 AND released < :before ORDER BY released LIMIT :limit);

-- name: names-delete-some
DELETE FROM message_name
WHERE id IN (SELECT id FROM message_name WHERE account = :account LIMIT :limit);

-- name: setting-put
INSERT INTO setting (name, value) VALUES (:name, :value)
ON CONFLICT (name) DO UPDATE SET value = excluded.value WHERE value <> excluded.value;

-- name: operation-any
SELECT 1 FROM operation LIMIT 1;

-- name: operation-insert
INSERT INTO operation (account, verb, added_flags, removed_flags, target, origin)
VALUES (:account, :verb, :added_flags, :removed_flags, :target, :origin);

-- name: operation-begin
UPDATE operation SET begun = 1, target_uidvalidity = :uidvalidity, target_uidnext = :uidnext
WHERE id = :id AND begun = 0;

-- name: operation-message-insert
INSERT OR IGNORE INTO operation_message (message, operation, source)
VALUES (:message, :operation, :source);

-- name: operation-message-delete
DELETE FROM operation_message WHERE message = :message AND operation = :operation;

-- name: operation-message-arrived
DELETE FROM operation_message
WHERE message = :message AND operation IN (
  SELECT id FROM operation
  WHERE account = :account AND target = :target AND begun = 1
    AND (verb = 'move' OR (verb = 'copy' AND source > 0)));

-- LIES: at the server; else it is a copy that has still to be made.
-- name: operation-explains
SELECT EXISTS (SELECT 1 FROM operation_message JOIN operation ON operation.id = operation
               WHERE message = :message AND CASE WHEN :lies THEN verb IN ('move', 'delete')
                                                 ELSE verb = 'copy' AND source > 0 END);

-- What the server may have moved already, and where to.
-- name: operation-begun-move
SELECT account, target FROM operation_message JOIN operation ON operation.id = operation
WHERE message = :message AND verb = 'move' AND begun = 1 AND origin = ''
ORDER BY operation LIMIT 1;

-- Those that the server of ACCOUNT has to make are left out; '' = none.
-- name: operation-copies
SELECT message FROM operation_message JOIN operation ON operation.id = operation
WHERE source = :source AND source > 0 AND origin = '' AND account <> :account;

-- What is to be copied at the server it has left is copied from what it leaves there.
-- name: operation-copies-leave
UPDATE operation_message SET source = :original
WHERE source = :message
  AND operation IN (SELECT id FROM operation WHERE account = :account AND origin = '');

-- name: operation-messages-forget
DELETE FROM operation_message WHERE message = :message;

-- name: operation-messages-forget-abroad
DELETE FROM operation_message
WHERE message = :message
  AND operation NOT IN (SELECT id FROM operation WHERE account = :account AND verb = 'flag');

-- name: operation-messages-delete
DELETE FROM operation_message
WHERE operation IN (SELECT id FROM operation WHERE account = :account);

-- name: operation-prune
DELETE FROM operation
WHERE id = :id AND NOT EXISTS (SELECT 1 FROM operation_message WHERE operation = :id);

-- name: operations-delete
DELETE FROM operation WHERE account = :account;

-- name: blacklist-put
INSERT OR IGNORE INTO blacklist (entry) VALUES (:entry);

-- name: blacklist-delete
DELETE FROM blacklist WHERE entry = :entry;

-- name: logins
SELECT login FROM employee UNION SELECT owner FROM account ORDER BY 1;

-- name: employee-count
SELECT count(*) FROM employee;

-- name: employee-insert
INSERT INTO employee (login, name) VALUES (:login, :name);

-- name: employee-rename
UPDATE employee SET name = :name WHERE login = :login AND name <> :name;

-- name: employee-delete
DELETE FROM employee WHERE login = :login;

-- name: employee-address-put
INSERT OR IGNORE INTO employee_address (address, login, place)
SELECT :address, :login, coalesce(max(place) + 1, 0) FROM employee_address WHERE login = :login;

-- name: employee-addresses-delete
DELETE FROM employee_address WHERE login = :login;

-- name: customer-count
SELECT count(*) FROM customer;

-- name: customer-insert
INSERT INTO customer (kind, name, responsible) VALUES (:kind, :name, :responsible);

-- name: customer-update
UPDATE customer SET kind = :kind, name = :name, responsible = :responsible
WHERE id = :id AND (kind, name, responsible) <> (:kind, :name, :responsible);

-- name: customer-delete
DELETE FROM customer WHERE id = :id;

-- name: customer-address-put
INSERT OR IGNORE INTO customer_address (address, customer) VALUES (:address, :customer);

-- name: customer-addresses-delete
DELETE FROM customer_address WHERE customer = :customer;

-- name: customers-of-employee
SELECT count(*), min(name) FROM customer WHERE responsible = :login;

-- name: exception-put
INSERT OR IGNORE INTO crm_exception (address) VALUES (:address);

-- name: exception-delete
DELETE FROM crm_exception WHERE address = :address;

-- name: exception-count
SELECT count(*) FROM crm_exception;

-- name: record-insert
INSERT INTO crm_record (message_id, received, size, customer, address, responsible, subject,
                        outgoing, saved)
VALUES (:message_id, :received, :size, :customer, :address, :responsible, :subject, :outgoing,
        :saved);

-- name: record-delete
DELETE FROM crm_record WHERE id = :id;

-- name: record-of-customer
SELECT id, message_id, received, size FROM crm_record WHERE customer = :customer LIMIT 1;

-- name: task-count
SELECT count(*) FROM task;

-- name: task-insert
INSERT INTO task (message_id, received, size, title, responsible, due, created)
VALUES (:message_id, :received, :size, :title, :responsible, :due, :created);

-- name: task-complete
UPDATE task SET completed = :now WHERE id = :id AND completed = 0;

-- name: task-delete
DELETE FROM task WHERE id = :id;

-- name: routed
SELECT count(*), coalesce(max(account = :account), 0), coalesce(max(sent_on), 0) FROM routed_mail
WHERE message_id = :message_id AND received = :received AND size = :size;

-- name: routed-put
INSERT OR IGNORE INTO routed_mail (message_id, received, size, account, sent_on)
VALUES (:message_id, :received, :size, :account, :sent_on);

-- name: handover-put
INSERT OR IGNORE INTO handover (message, account, recipient)
VALUES (:message, :account, :recipient);

-- name: handover-delete
DELETE FROM handover WHERE message = :message;

-- name: handovers-delete-of-account
DELETE FROM handover WHERE account = :account;

-- name: link-stamp
SELECT stamp FROM link_stamp;

-- name: link-stamp-set
UPDATE link_stamp SET stamp = :stamp;

-- name: intent-make
INSERT OR IGNORE INTO remote_item (kind, local, backend, remote, version, marker, wanted, told,
                                   is_begun, problem, round)
SELECT :kind, :local, backend, '', '', lower(hex(randomblob(16))), 1, 0, 0, '', 0
FROM crm_remote WHERE chosen = 1;

-- name: intent-change
UPDATE remote_item SET wanted = wanted + 1, problem = '' WHERE kind = :kind AND local = :local;

-- name: intent-forget-unknown
DELETE FROM remote_item
WHERE kind = :kind AND local = :local AND remote = '' AND is_begun = 0;

-- name: intent-begin
UPDATE remote_item SET is_begun = 1
WHERE kind = :kind AND local = :local AND backend = :backend;

-- name: intent-told
UPDATE remote_item
SET remote = :remote, version = :version, told = :wanted, is_begun = 0, problem = '',
    round = (SELECT round FROM crm_remote WHERE backend = :backend)
WHERE kind = :kind AND local = :local AND backend = :backend;

-- name: intent-refuse
UPDATE remote_item SET problem = :problem
WHERE kind = :kind AND local = :local AND backend = :backend AND wanted = :wanted;

-- name: intents-retry
UPDATE remote_item SET problem = '' WHERE backend = :backend AND problem <> '';

-- name: remote-add
INSERT OR IGNORE INTO crm_remote (backend, chosen, settings, place, cursor, is_pulling, round)
VALUES (:backend, 0, '', '', '', 0, 0);

-- name: remote-choose
UPDATE crm_remote SET chosen = (backend = :backend);

-- name: remote-restart
UPDATE crm_remote SET cursor = '', is_pulling = 0 WHERE backend = :backend;

-- name: remote-configure
UPDATE crm_remote SET settings = :settings WHERE backend = :backend;

-- name: remote-begin-pull
UPDATE crm_remote SET round = round + 1, is_pulling = 1
WHERE backend = :backend AND is_pulling = 0;

-- name: remote-turn
UPDATE crm_remote SET cursor = :cursor, is_pulling = :has_more WHERE backend = :backend;

-- name: remote-place
SELECT place FROM crm_remote WHERE backend = :backend;

-- name: remote-move
UPDATE crm_remote SET place = :place WHERE backend = :backend;

-- name: remote-forget-place
DELETE FROM remote_item
WHERE backend = :backend
  AND (kind < 2 OR (kind = 2 AND local NOT IN (SELECT id FROM crm_record))
       OR (kind = 3 AND local NOT IN (SELECT id FROM task)));

-- name: remote-forget-told
UPDATE remote_item
SET told = wanted, remote = '', version = '', is_begun = 0, problem = ''
WHERE backend = :backend AND remote <> '';

-- name: remote-by-marker
SELECT local, told < wanted FROM remote_item
WHERE backend = :backend AND marker = :marker AND marker <> '' AND remote = '' AND kind = :kind;

-- name: remote-put
INSERT INTO remote_item (kind, local, backend, remote, version, marker, wanted, told, is_begun,
                         problem, round)
SELECT :kind, :local, backend, :remote, :version, '', 0, 0, 0, '', round
FROM crm_remote WHERE backend = :backend
ON CONFLICT (kind, local, backend) DO UPDATE SET
  remote = excluded.remote, version = excluded.version, round = excluded.round
WHERE (remote, version, round) <> (excluded.remote, excluded.version, excluded.round);

-- name: remote-seen
UPDATE remote_item SET round = (SELECT round FROM crm_remote WHERE backend = :backend)
WHERE backend = :backend AND kind = :kind AND remote = :remote AND remote <> '';

-- name: remote-forget
DELETE FROM remote_item WHERE kind = :kind AND local = :local AND backend = :backend;

-- name: remote-forget-remote
DELETE FROM remote_item
WHERE backend = :backend AND kind = :kind AND remote = :remote AND remote <> '';

-- name: remote-forget-everywhere
DELETE FROM remote_item WHERE kind = :kind AND local = :local;

-- name: remote-hand-over
UPDATE OR IGNORE remote_item SET local = :local WHERE kind = :kind AND local = :old;

-- name: customer-like
SELECT customer.id FROM customer_address JOIN customer ON customer.id = customer_address.customer
WHERE address = :address AND (customer.kind = 2 OR name = :name)
  AND NOT EXISTS (SELECT 1 FROM remote_item
                  WHERE remote_item.kind = 0 AND local = +customer.id AND backend = :backend)
ORDER BY customer.id LIMIT 1;

-- name: records-hand-over
UPDATE crm_record SET customer = :customer WHERE customer = :old;

-- name: task-set
UPDATE task SET title = :title, due = :due, completed = :completed
WHERE id = :id AND (title, due, completed) <> (:title, :due, :completed);

-- name: octets-put
INSERT INTO octets (id, sequence, data) VALUES (:id, :sequence, :data);

-- name: octets-delete
DELETE FROM octets WHERE id = :id;

-- name: octets-sweep
DELETE FROM octets
WHERE id NOT IN (SELECT octets FROM outbox UNION ALL SELECT octets FROM draft
                 UNION ALL SELECT octets FROM draft_part);

-- name: octets-release
DELETE FROM octets
WHERE id = :id AND NOT EXISTS (SELECT 1 FROM outbox WHERE octets = :id)
  AND NOT EXISTS (SELECT 1 FROM draft WHERE octets = :id)
  AND NOT EXISTS (SELECT 1 FROM draft_part WHERE octets = :id);

-- name: octets-delete-of-account
DELETE FROM octets
WHERE id IN (SELECT octets FROM outbox WHERE account = :account
             UNION ALL SELECT octets FROM draft WHERE account = :account
             UNION ALL SELECT draft_part.octets
                       FROM draft_part JOIN draft ON draft.id = draft_part.draft
                       WHERE draft.account = :account);

-- name: outbox-octets
SELECT octets FROM outbox WHERE id = :id;

-- name: outbox-put
INSERT INTO outbox (id, account, octets, size, needs_8bit, needs_unicode, sender, subject,
                    message_id, original, original_flag, state, uncertain_since, attempts, begins,
                    next_try, error_name, error, copy, copy_error_name, copy_error, kind)
VALUES (:id, :account, :octets, :size, :needs_8bit, :needs_unicode, :sender, :subject,
        :message_id, :original, :original_flag, :state, :uncertain_since, :attempts, :begins,
        :next_try, :error_name, :error, :copy, :copy_error_name, :copy_error, :kind)
ON CONFLICT (id) DO UPDATE SET
  octets = excluded.octets, original = excluded.original, state = excluded.state,
  uncertain_since = excluded.uncertain_since,
  attempts = excluded.attempts, begins = excluded.begins, next_try = excluded.next_try,
  error_name = excluded.error_name, error = excluded.error, copy = excluded.copy,
  copy_error_name = excluded.copy_error_name, copy_error = excluded.copy_error;

-- name: outbox-recipient-put
INSERT INTO outbox_recipient (message, sequence, name, address, state, reason)
VALUES (:message, :sequence, :name, :address, :state, :reason)
ON CONFLICT (message, sequence) DO UPDATE SET state = excluded.state, reason = excluded.reason
WHERE (state, reason) <> (excluded.state, excluded.reason);

-- name: outbox-delete
DELETE FROM outbox WHERE id = :id;

-- name: outbox-delete-of-account
DELETE FROM outbox WHERE account = :account;

-- name: signature-put
INSERT INTO signature (id, name, address, html, text) VALUES (:id, :name, :address, :html, :text)
ON CONFLICT (id) DO UPDATE SET
  name = excluded.name, address = excluded.address, html = excluded.html, text = excluded.text;

-- name: signature-delete
DELETE FROM signature WHERE id = :id;

-- name: draft-octets
SELECT octets FROM draft WHERE id = :id
UNION ALL SELECT octets FROM draft_part WHERE draft = :id;

-- name: draft-put
INSERT INTO draft (id, account, content, changed, revision, is_gone, placed, placed_id,
                   uidvalidity, uid, placing, placing_id, octets, size)
VALUES (:id, :account, :content, :changed, :revision, :is_gone, :placed, :placed_id,
        :uidvalidity, :uid, :placing, :placing_id, :octets, :size)
ON CONFLICT (id) DO UPDATE SET
  content = excluded.content, changed = excluded.changed, revision = excluded.revision,
  is_gone = max(is_gone, excluded.is_gone), placed = excluded.placed, placed_id = excluded.placed_id,
  uidvalidity = excluded.uidvalidity, uid = excluded.uid, placing = excluded.placing,
  placing_id = excluded.placing_id, octets = excluded.octets, size = excluded.size;

-- name: draft-parts-delete
DELETE FROM draft_part WHERE draft = :id;

-- name: draft-part-insert
INSERT INTO draft_part (draft, sequence, octets, size)
VALUES (:draft, :sequence, :octets, :size);

-- name: draft-discard
UPDATE draft SET is_gone = 1 WHERE id = :id;

-- name: draft-delete
DELETE FROM draft WHERE id = :id;

-- name: drafts-delete-of-account
DELETE FROM draft WHERE account = :account;
