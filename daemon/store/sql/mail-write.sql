-- SPDX-License-Identifier: GPL-3.0-or-later
-- What only the writer does with mail.db. A statement begins at its name; store-sql.h lists the
-- names.

-- name: folder-account
SELECT account FROM folder WHERE id = :id;

-- name: known-accounts
SELECT account FROM folder UNION SELECT account FROM account_sync;

-- name: folder-by-path
SELECT id, delimiter, selectable, guessed_role FROM folder
WHERE account = :account AND path = :path;

-- name: folder-path
SELECT path FROM folder WHERE id = :id;

-- name: folder-ids
SELECT id FROM folder WHERE account = :account ORDER BY id;

-- name: folder-insert
INSERT INTO folder (account, path, delimiter, selectable, guessed_role)
VALUES (:account, :path, :delimiter, :selectable, :guessed_role);

-- name: folder-update
UPDATE folder
SET delimiter = :delimiter, selectable = :selectable, guessed_role = :guessed_role
WHERE id = :id;

-- name: folder-rename
UPDATE folder SET path = :path WHERE id = :id;

-- name: folder-delete
DELETE FROM folder WHERE id = :id;

-- name: folder-roles
SELECT id, path, guessed_role, role, selected FROM folder WHERE account = :account ORDER BY id;

-- name: folder-set-role
UPDATE folder SET role = :role, selected = :selected WHERE id = :id;

-- name: folder-cursor
SELECT uidvalidity, uidnext, highestmodseq, total FROM folder WHERE id = :id;

-- name: folder-set-cursor
UPDATE folder
SET uidvalidity = :uidvalidity, uidnext = :uidnext, highestmodseq = :highestmodseq
WHERE id = :id;

-- name: folder-set-synced
UPDATE folder SET last_sync = :last_sync WHERE id = :id AND last_sync <> :last_sync;

-- name: folder-set-audited
UPDATE folder SET audited = :audited WHERE id = :id AND audited <> :audited;

-- name: removed-folder-put
INSERT INTO removed_folder (id) VALUES (:id);

-- name: removed-folder-next
SELECT id FROM removed_folder LIMIT 1;

-- name: removed-folder-delete
DELETE FROM removed_folder WHERE id = :id;

-- name: account-sync-put
INSERT INTO account_sync (account, last_sync) VALUES (:account, :last_sync)
ON CONFLICT (account) DO UPDATE SET last_sync = excluded.last_sync
WHERE last_sync <> excluded.last_sync;

-- name: account-start
SELECT last_start FROM account_sync WHERE account = :account;

-- name: account-start-put
INSERT INTO account_sync (account, last_sync, last_start) VALUES (:account, 0, :last_start)
ON CONFLICT (account) DO UPDATE SET last_start = excluded.last_start
WHERE last_start <> excluded.last_start;

-- name: account-sync-delete
DELETE FROM account_sync WHERE account = :account;

-- name: message-exists
SELECT 1 FROM message JOIN folder ON folder.id = message.folder WHERE message.id = :id;

-- name: message-last
SELECT max(id) FROM message;

-- name: message-by-uid
SELECT id, flags FROM message WHERE folder = :folder AND uid = :uid;

-- name: message-insert
INSERT INTO message (id, folder, uid, received, date, size, flags, has_attachments, body, subject,
                     from_name, from_address, message_id, list_id, snippet, in_reply_to,
                     reference_ids, warnings, reply_to, to_addresses, cc_addresses, attachments)
VALUES (:id, :folder, :uid, :received, :date, :size, :flags, :has_attachments, :body, :subject,
        :from_name, :from_address, :message_id, :list_id, :snippet, :in_reply_to,
        :reference_ids, :warnings, :reply_to, :to_addresses, :cc_addresses, :attachments);

-- name: message-set-flags
UPDATE message SET flags = :flags WHERE id = :id;

-- name: message-ids-in-range
SELECT id FROM message WHERE folder = :folder AND uid BETWEEN :first AND :last ORDER BY uid;

-- name: message-ids-some
SELECT id FROM message WHERE folder = :folder ORDER BY uid LIMIT :limit;

-- name: message-delete
DELETE FROM message WHERE id = :id;

-- name: message-park
UPDATE message SET uid = -:new_uid WHERE folder = :folder AND uid = :old_uid;

-- name: messages-unpark
UPDATE message SET uid = -uid WHERE folder = :folder AND uid < 0;

-- name: chunk-insert
INSERT INTO body_chunk (message, sequence, data) VALUES (:message, :sequence, :data);

-- name: revision-range-put
INSERT INTO revision_range (first, last) VALUES (:first, :first);

-- name: revision-range-extend
UPDATE revision_range SET last = :last WHERE first = (SELECT max(first) FROM revision_range);

-- name: revision-ranges-drop
DELETE FROM revision_range WHERE last < :oldest;

-- name: revision-range-cut
UPDATE revision_range SET first = :oldest WHERE first < :oldest;

-- name: change-added
INSERT INTO message_change (message, revision, first, added, gone, removed)
VALUES (:message, :revision, :revision, :revision, 0, 0)
ON CONFLICT (message) DO UPDATE SET
  gone = CASE WHEN removed = 1 AND first = added THEN revision ELSE 0 END,
  revision = excluded.revision, added = excluded.added, removed = 0;

-- name: change-changed
INSERT INTO message_change (message, revision, first, added, gone, removed)
VALUES (:message, :revision, 0, 0, 0, 0)
ON CONFLICT (message) DO UPDATE SET revision = excluded.revision;

-- name: change-removed
INSERT INTO message_change (message, revision, first, added, gone, removed)
VALUES (:message, :revision, 0, 0, 0, 1)
ON CONFLICT (message) DO UPDATE SET revision = excluded.revision, removed = 1;

-- name: change-oldest-kept
SELECT revision FROM message_change ORDER BY revision DESC LIMIT 1 OFFSET :keep;

-- name: changes-forget
DELETE FROM message_change WHERE revision <= :oldest;
