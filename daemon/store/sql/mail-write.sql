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
SELECT id, flags FROM message WHERE folder = :folder AND uid = :uid
UNION ALL
SELECT message.id, flags FROM away JOIN message ON message.id = away.message
WHERE away.folder = :folder AND away.uid = :uid;

-- name: message-insert
INSERT INTO message (id, folder, uid, received, date, size, flags, has_attachments, body, subject,
                     from_name, from_address, message_id, list_id, snippet, in_reply_to,
                     reference_ids, warnings, reply_to, to_addresses, cc_addresses, attachments,
                     links)
VALUES (:id, :folder, :uid, :received, :date, :size, :flags, :has_attachments, :body, :subject,
        :from_name, :from_address, :message_id, :list_id, :snippet, :in_reply_to,
        :reference_ids, :warnings, :reply_to, :to_addresses, :cc_addresses, :attachments,
        :links);

-- name: message-copy
INSERT INTO message (id, folder, uid, received, date, size, flags, has_attachments, body, subject, from_name,
                     from_address, message_id, list_id, snippet, in_reply_to, reference_ids,
                     warnings, reply_to, to_addresses, cc_addresses, attachments, links)
SELECT :copy, :folder, -8589934592 - :copy, received, date, size, flags, has_attachments, body, subject, from_name,
       from_address, message_id, list_id, snippet, in_reply_to, reference_ids,
       warnings, reply_to, to_addresses, cc_addresses, attachments, links
FROM message WHERE id = :id;

-- name: chunks-copy
INSERT INTO body_chunk (message, sequence, data)
SELECT :copy, sequence, data FROM body_chunk WHERE message = :id;

-- name: message-threading
SELECT message_id, in_reply_to, reference_ids, subject, received, date FROM message WHERE id = :id;

-- name: message-set-flags
UPDATE message SET flags = :flags WHERE id = :id;

-- name: message-ids-in-range
SELECT id FROM message WHERE folder = :folder AND uid BETWEEN :first AND :last
UNION ALL
SELECT message FROM away WHERE folder = :folder AND uid BETWEEN :first AND :last;

-- name: message-ids-some
SELECT id FROM message WHERE folder = :folder ORDER BY uid LIMIT :limit;

-- name: message-set-links
UPDATE message SET links = :links WHERE id = :id;

-- name: messages-linked
SELECT message.id, message_id, received, size, folder.id
FROM folder CROSS JOIN message INDEXED BY message_linked
WHERE message.folder = folder.id AND links > 0;

-- name: link-stamp
SELECT stamp FROM link_stamp;

-- name: link-stamp-set
UPDATE link_stamp SET stamp = :stamp;

-- name: message-delete
DELETE FROM message WHERE id = :id;

-- name: message-park
UPDATE message SET uid = -:new_uid WHERE folder = :folder AND uid = :old_uid;

-- name: messages-unpark
UPDATE message SET uid = -uid WHERE folder = :folder AND uid BETWEEN -4294967295 AND -1;

-- name: away-park
UPDATE away SET uid = -:new_uid WHERE folder = :folder AND uid = :old_uid;

-- name: aways-unpark
UPDATE away SET uid = -uid WHERE folder = :folder AND uid BETWEEN -4294967295 AND -1;

-- name: message-find
SELECT message.folder, message.uid, message.flags, folder.account
FROM message JOIN folder ON folder.id = message.folder WHERE message.id = :id;

-- name: message-show-in
UPDATE message SET folder = :folder, uid = -8589934592 - id WHERE id = :id;

-- name: message-put-at
UPDATE message SET folder = :folder, uid = :uid WHERE id = :id;

-- name: message-away
SELECT folder, uid FROM away WHERE message = :id;

-- name: message-folder
SELECT folder, uid FROM message WHERE id = :id;

-- name: away-put
INSERT INTO away (message, folder, uid) VALUES (:id, :folder, :uid)
ON CONFLICT (message) DO UPDATE SET folder = excluded.folder, uid = excluded.uid;

-- name: away-keep
INSERT OR IGNORE INTO away (message, folder, uid) SELECT id, folder, uid FROM message WHERE id = :id;

-- name: away-delete
DELETE FROM away WHERE message = :id;

-- Told to lie in a folder, and moved on here meanwhile; or a copy, which lies nowhere yet: folder 0.
-- name: away-expect
INSERT INTO away (message, folder, uid) VALUES (:id, :folder, -8589934592 - :id)
ON CONFLICT (message) DO UPDATE SET folder = excluded.folder, uid = excluded.uid;

-- name: away-expected
SELECT message FROM away JOIN message ON message.id = away.message
WHERE away.folder = :folder AND away.uid < -4294967296 AND message_id = :message_id
  AND size = :size
LIMIT 1;

-- name: aways
SELECT message, folder FROM away;

-- name: messages-away-from
SELECT message FROM away WHERE folder = :folder;

-- name: messages-shown-only-in
SELECT id FROM message WHERE folder = :folder AND uid < -4294967296;

-- name: folder-expects
SELECT id FROM message WHERE folder = :folder AND uid < -4294967296
UNION ALL
SELECT message FROM away WHERE folder = :folder AND uid < -4294967296
LIMIT 1;

-- Of which no word is pending that would put them there.
-- name: messages-not-found
SELECT id FROM message
WHERE folder = :folder AND uid < -4294967296 AND id NOT IN (SELECT message FROM away)
UNION ALL
SELECT message FROM away WHERE folder = :folder AND uid < -4294967296;

-- name: message-expected
SELECT id FROM message
WHERE folder = :folder AND uid < -4294967296 AND message_id = :message_id AND size = :size
LIMIT 1;

-- name: chunk-insert
INSERT INTO body_chunk (message, sequence, data) VALUES (:message, :sequence, :data);

-- A message that came or went while the index was being written stays to be looked at.

-- name: indexed
DELETE FROM unindexed
WHERE received = :received AND message = :id
  AND (NOT EXISTS (SELECT 1 FROM message JOIN folder ON folder.id = message.folder
                   WHERE message.id = :id)) = :gone;

-- name: unindexed-all
INSERT OR IGNORE INTO unindexed (received, message) SELECT received, id FROM message;

-- name: thread-of-key
SELECT thread FROM thread_key WHERE key = :key;

-- name: thread-key-put
INSERT INTO thread_key (key, thread) VALUES (:key, :thread);

-- name: thread-put
INSERT INTO thread (id) VALUES (:id) ON CONFLICT (id) DO NOTHING;

-- name: thread-members
SELECT members FROM thread WHERE id = :id;

-- name: thread-add-members
UPDATE thread SET members = members + :members, emptied = iif(:members > 0, 0, emptied)
WHERE id = :id;

-- name: thread-delete
DELETE FROM thread WHERE id = :id;

-- name: thread-messages
SELECT message FROM message_thread WHERE thread = :thread;

-- name: thread-move-messages
UPDATE message_thread SET thread = :into WHERE thread = :thread;

-- name: thread-move-keys
UPDATE thread_key SET thread = :into WHERE thread = :thread;

-- name: thread-member-put
INSERT INTO message_thread (message, thread, received, date, subject, waiting)
VALUES (:message, :thread, :received, :date, :subject, :waiting);

-- name: thread-answered
SELECT thread FROM message_thread INDEXED BY message_by_subject
WHERE subject <> 0 AND subject = :subject AND date BETWEEN :from AND :to
ORDER BY date DESC LIMIT 1;

-- name: thread-waiting
SELECT message, thread FROM message_thread INDEXED BY message_waiting
WHERE waiting = 1 AND subject = :subject AND date BETWEEN :from AND :to
ORDER BY date LIMIT 1;

-- name: thread-waited
UPDATE message_thread SET waiting = 0 WHERE message = :message;

-- name: threads-prune
DELETE FROM thread WHERE id IN (
  SELECT id FROM thread INDEXED BY thread_empty
  WHERE emptied > 0 AND emptied < :before LIMIT :limit);

-- name: thread-backlog
SELECT newest FROM thread_backlog;

-- name: thread-backlog-some
SELECT message.id, folder.account, message.message_id, message.in_reply_to, message.reference_ids,
       message.subject, message.received, message.date
FROM message CROSS JOIN folder ON folder.id = message.folder
WHERE message.id <= :newest
  AND NOT EXISTS (SELECT 1 FROM message_thread WHERE message_thread.message = message.id)
ORDER BY message.id DESC LIMIT :limit;

-- name: thread-backlog-set
UPDATE thread_backlog SET newest = :newest;

-- name: thread-backlog-end
DELETE FROM thread_backlog;

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
