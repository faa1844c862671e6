-- SPDX-License-Identifier: GPL-3.0-or-later
-- What readers ask of mail.db. A statement begins at its name; store-sql.h lists the names.
-- A message whose folder has no row is not there: it waits to be swept away. One that the server was
-- told to put into a folder counts as lying there, so that a folder without it is looked at.

-- name: folders-of-account
SELECT id, account, path, delimiter, role, selected, selectable, uidvalidity, uidnext,
       highestmodseq, total, unread, unprocessed, last_sync, audited,
       total + (SELECT count(*) FROM away WHERE away.folder = folder.id)
         - (SELECT count(*) FROM message WHERE message.folder = folder.id AND uid < 0
              AND id IN (SELECT message FROM away))
FROM folder WHERE account = :account ORDER BY path;

-- name: folder-by-id
SELECT id, account, path, delimiter, role, selected, selectable, uidvalidity, uidnext,
       highestmodseq, total, unread, unprocessed, last_sync, audited,
       total + (SELECT count(*) FROM away WHERE away.folder = folder.id)
         - (SELECT count(*) FROM message WHERE message.folder = folder.id AND uid < 0
              AND id IN (SELECT message FROM away))
FROM folder WHERE id = :id;

-- name: folders-matching
SELECT id, total, unread, unprocessed, role NOT IN ('junk', 'trash', 'sent', 'drafts') AS counts
FROM folder
WHERE (:folder IS NULL OR id = :folder)
  AND (:account IS NULL OR account = :account)
  AND (:role IS NULL OR role = :role)
  AND (:unprocessed < 1 OR counts = 1)
ORDER BY id;

-- name: account-syncs
SELECT account, last_sync, last_start FROM account_sync;

-- name: message-uids
SELECT uid FROM message
WHERE folder = (SELECT id FROM folder WHERE id = :folder) AND uid > 0
UNION ALL
SELECT uid FROM away WHERE folder = (SELECT id FROM folder WHERE id = :folder) AND uid > 0;

-- name: message-identities
SELECT uid, received, size, flags, message_id FROM message
WHERE folder = (SELECT id FROM folder WHERE id = :folder) AND uid > 0
UNION ALL
SELECT away.uid, received, size, flags, message_id FROM away JOIN message ON message.id = away.message
WHERE away.folder = (SELECT id FROM folder WHERE id = :folder) AND away.uid > 0;

-- name: message-head
SELECT message.id, message.folder, uid, folder.account, subject, from_name, from_address, date,
       received, size, flags, has_attachments, snippet, message_id, list_id,
       (SELECT thread FROM message_thread WHERE message_thread.message = message.id), links
FROM message JOIN folder ON folder.id = message.folder WHERE message.id = :id;

-- name: message-whole
SELECT message.id, message.folder, uid, folder.account, subject, from_name, from_address, date,
       received, size, flags, has_attachments, snippet, message_id, list_id,
       (SELECT thread FROM message_thread WHERE message_thread.message = message.id), links,
       to_addresses, cc_addresses, attachments, warnings
FROM message JOIN folder ON folder.id = message.folder WHERE message.id = :id;

-- name: message-body
SELECT body FROM message JOIN folder ON folder.id = message.folder WHERE message.id = :id;

-- name: body-chunks
SELECT data FROM body_chunk WHERE message = :message ORDER BY sequence;

-- name: body-chunk
SELECT data FROM body_chunk WHERE message = :message AND sequence = :sequence;

-- name: messages-from-uid
SELECT id, uid, message_id, subject FROM message WHERE folder = :folder AND uid >= :uid ORDER BY uid;

-- name: unindexed-newest
SELECT received, message FROM unindexed ORDER BY received DESC, message DESC LIMIT :limit;

-- name: message-document
SELECT from_name, from_address, subject, reply_to, to_addresses, cc_addresses, attachments
FROM message JOIN folder ON folder.id = message.folder WHERE message.id = :id;

-- name: message-matching
SELECT received, uid FROM message JOIN folder ON folder.id = message.folder
WHERE message.id = :id
  AND (:folder IS NULL OR folder.id = :folder)
  AND (:account IS NULL OR account = :account)
  AND (:role IS NULL OR role = :role)
  AND (:unprocessed < 0
       OR (links = 0 AND role NOT IN ('junk', 'trash', 'sent', 'drafts')) = :unprocessed)
  AND (:thread IS NULL
       OR EXISTS (SELECT 1 FROM message_thread
                  WHERE message_thread.message = :id AND message_thread.thread = :thread))
  AND received >= :since AND received < :before
  AND (:unread < 0 OR message.unread = :unread)
  AND (:flagged < 0 OR flagged = :flagged)
  AND (:attachments < 0 OR has_attachments = :attachments);

-- The walks: one folder from a position on, by one index, in its order. A filter that has no index
-- of its own is checked on the way; -1 lets everything through.

-- name: walk-all-newest
SELECT id, received, uid FROM message INDEXED BY message_by_received
WHERE folder = :folder AND received >= :since
  AND (received, uid) < (:received, :uid)
  AND (:flagged < 0 OR flagged = :flagged)
  AND (:attachments < 0 OR has_attachments = :attachments)
ORDER BY received DESC, uid DESC LIMIT :limit;

-- name: walk-all-oldest
SELECT id, received, uid FROM message INDEXED BY message_by_received
WHERE folder = :folder AND received < :before
  AND (received, uid) > (:received, :uid)
  AND (:flagged < 0 OR flagged = :flagged)
  AND (:attachments < 0 OR has_attachments = :attachments)
ORDER BY received ASC, uid ASC LIMIT :limit;

-- name: walk-flagged-newest
SELECT id, received, uid FROM message INDEXED BY message_flagged
WHERE folder = :folder AND flagged = 1 AND received >= :since
  AND (received, uid) < (:received, :uid)
  AND (:unread < 0 OR unread = :unread)
  AND (:attachments < 0 OR has_attachments = :attachments)
  AND (:unprocessed < 0 OR (links = 0) = :unprocessed)
ORDER BY received DESC, uid DESC LIMIT :limit;

-- name: walk-flagged-oldest
SELECT id, received, uid FROM message INDEXED BY message_flagged
WHERE folder = :folder AND flagged = 1 AND received < :before
  AND (received, uid) > (:received, :uid)
  AND (:unread < 0 OR unread = :unread)
  AND (:attachments < 0 OR has_attachments = :attachments)
  AND (:unprocessed < 0 OR (links = 0) = :unprocessed)
ORDER BY received ASC, uid ASC LIMIT :limit;

-- name: walk-unread-newest
SELECT id, received, uid FROM message INDEXED BY message_by_unread
WHERE folder = :folder AND unread = :unread AND received >= :since
  AND (received, uid) < (:received, :uid)
  AND (:flagged < 0 OR flagged = :flagged)
  AND (:attachments < 0 OR has_attachments = :attachments)
  AND (:unprocessed < 0 OR (links = 0) = :unprocessed)
ORDER BY received DESC, uid DESC LIMIT :limit;

-- name: walk-unread-oldest
SELECT id, received, uid FROM message INDEXED BY message_by_unread
WHERE folder = :folder AND unread = :unread AND received < :before
  AND (received, uid) > (:received, :uid)
  AND (:flagged < 0 OR flagged = :flagged)
  AND (:attachments < 0 OR has_attachments = :attachments)
  AND (:unprocessed < 0 OR (links = 0) = :unprocessed)
ORDER BY received ASC, uid ASC LIMIT :limit;

-- name: walk-attachments-newest
SELECT id, received, uid FROM message INDEXED BY message_with_attachments
WHERE folder = :folder AND has_attachments = 1 AND received >= :since
  AND (received, uid) < (:received, :uid)
  AND (:flagged < 0 OR flagged = :flagged)
  AND (:unread < 0 OR unread = :unread)
  AND (:unprocessed < 0 OR (links = 0) = :unprocessed)
ORDER BY received DESC, uid DESC LIMIT :limit;

-- name: walk-attachments-oldest
SELECT id, received, uid FROM message INDEXED BY message_with_attachments
WHERE folder = :folder AND has_attachments = 1 AND received < :before
  AND (received, uid) > (:received, :uid)
  AND (:flagged < 0 OR flagged = :flagged)
  AND (:unread < 0 OR unread = :unread)
  AND (:unprocessed < 0 OR (links = 0) = :unprocessed)
ORDER BY received ASC, uid ASC LIMIT :limit;

-- name: walk-unprocessed-newest
SELECT id, received, uid FROM message INDEXED BY message_unprocessed
WHERE folder = :folder AND links = 0 AND received >= :since
  AND (received, uid) < (:received, :uid)
  AND (:unread < 0 OR unread = :unread)
  AND (:flagged < 0 OR flagged = :flagged)
  AND (:attachments < 0 OR has_attachments = :attachments)
ORDER BY received DESC, uid DESC LIMIT :limit;

-- name: walk-unprocessed-oldest
SELECT id, received, uid FROM message INDEXED BY message_unprocessed
WHERE folder = :folder AND links = 0 AND received < :before
  AND (received, uid) > (:received, :uid)
  AND (:unread < 0 OR unread = :unread)
  AND (:flagged < 0 OR flagged = :flagged)
  AND (:attachments < 0 OR has_attachments = :attachments)
ORDER BY received ASC, uid ASC LIMIT :limit;

-- name: walk-linked-newest
SELECT id, received, uid FROM message INDEXED BY message_linked
WHERE folder = :folder AND links > 0 AND received >= :since
  AND (received, uid) < (:received, :uid)
  AND (:unread < 0 OR unread = :unread)
  AND (:flagged < 0 OR flagged = :flagged)
  AND (:attachments < 0 OR has_attachments = :attachments)
ORDER BY received DESC, uid DESC LIMIT :limit;

-- name: walk-linked-oldest
SELECT id, received, uid FROM message INDEXED BY message_linked
WHERE folder = :folder AND links > 0 AND received < :before
  AND (received, uid) > (:received, :uid)
  AND (:unread < 0 OR unread = :unread)
  AND (:flagged < 0 OR flagged = :flagged)
  AND (:attachments < 0 OR has_attachments = :attachments)
ORDER BY received ASC, uid ASC LIMIT :limit;

-- name: count-all
SELECT count(*) FROM message INDEXED BY message_by_received
WHERE folder = :folder AND received >= :since AND received < :before
  AND (:flagged < 0 OR flagged = :flagged)
  AND (:attachments < 0 OR has_attachments = :attachments);

-- name: count-flagged
SELECT count(*) FROM message INDEXED BY message_flagged
WHERE folder = :folder AND flagged = 1 AND received >= :since AND received < :before
  AND (:unread < 0 OR unread = :unread)
  AND (:attachments < 0 OR has_attachments = :attachments)
  AND (:unprocessed < 0 OR (links = 0) = :unprocessed);

-- name: count-unread
SELECT count(*) FROM message INDEXED BY message_by_unread
WHERE folder = :folder AND unread = :unread AND received >= :since AND received < :before
  AND (:flagged < 0 OR flagged = :flagged)
  AND (:attachments < 0 OR has_attachments = :attachments)
  AND (:unprocessed < 0 OR (links = 0) = :unprocessed);

-- name: count-attachments
SELECT count(*) FROM message INDEXED BY message_with_attachments
WHERE folder = :folder AND has_attachments = 1 AND received >= :since AND received < :before
  AND (:flagged < 0 OR flagged = :flagged)
  AND (:unread < 0 OR unread = :unread)
  AND (:unprocessed < 0 OR (links = 0) = :unprocessed);

-- name: count-unprocessed
SELECT count(*) FROM message INDEXED BY message_unprocessed
WHERE folder = :folder AND links = 0 AND received >= :since AND received < :before
  AND (:unread < 0 OR unread = :unread)
  AND (:flagged < 0 OR flagged = :flagged)
  AND (:attachments < 0 OR has_attachments = :attachments);

-- name: count-linked
SELECT count(*) FROM message INDEXED BY message_linked
WHERE folder = :folder AND links > 0 AND received >= :since AND received < :before
  AND (:unread < 0 OR unread = :unread)
  AND (:flagged < 0 OR flagged = :flagged)
  AND (:attachments < 0 OR has_attachments = :attachments);

-- Where a mail is: by its Message-ID, or, where it has none, by when it was received and its size.

-- name: messages-of-mail
SELECT id, folder, links FROM message INDEXED BY message_by_message_id
WHERE message_id = :message_id ORDER BY received;

-- name: messages-of-nameless-mail
SELECT id, folder, links FROM message INDEXED BY message_by_message_id
WHERE message_id = '' AND received = :received AND size = :size;

-- name: message-mail
SELECT account, role, subject, from_address, to_addresses, cc_addresses, message_id, in_reply_to,
       reference_ids, received, size
FROM message JOIN folder ON folder.id = message.folder WHERE message.id = :id;

-- name: message-letter
SELECT flags, received, message_id,
       (SELECT coalesce(sum(length(data)), 0) FROM body_chunk WHERE body_chunk.message = message.id)
FROM message WHERE id = :id AND body = 2;

-- name: message-handed-over
SELECT subject, message_id, body = 2,
       (SELECT coalesce(sum(length(data)), 0) FROM body_chunk WHERE body_chunk.message = message.id)
FROM message JOIN folder ON folder.id = message.folder WHERE message.id = :id;

-- name: message-place
SELECT coalesce(away.folder, message.folder), coalesce(away.uid, message.uid), message.message_id,
       message.size, folder.uidvalidity
FROM message LEFT JOIN away ON away.message = message.id
     LEFT JOIN folder ON folder.id = coalesce(away.folder, message.folder)
WHERE message.id = :id;

-- From which UID on there may be what comes next: behind all that lies there, also where no check
-- has been since.

-- name: folder-next
SELECT uidvalidity, max(uidnext,
  (SELECT coalesce(max(uid), 0) + 1 FROM message WHERE folder = folder.id),
  (SELECT coalesce(max(uid), 0) + 1 FROM away WHERE folder = folder.id))
FROM folder WHERE account = :account AND path = :path;

-- The messages of one thread, in which account and folder they may be. Within a second, the order is
-- that of the ids.

-- name: thread-newest
SELECT message.id FROM message_thread INDEXED BY message_by_thread
CROSS JOIN message ON message.id = message_thread.message
CROSS JOIN folder ON folder.id = message.folder
WHERE message_thread.thread = :thread
  AND message_thread.received >= :since AND message_thread.received < :before
  AND (:folder IS NULL OR folder.id = :folder)
  AND (:account IS NULL OR folder.account = :account)
  AND (:role IS NULL OR folder.role = :role)
  AND (:unprocessed < 0
       OR (links = 0 AND folder.role NOT IN ('junk', 'trash', 'sent', 'drafts')) = :unprocessed)
  AND (:unread < 0 OR message.unread = :unread)
  AND (:flagged < 0 OR message.flagged = :flagged)
  AND (:attachments < 0 OR message.has_attachments = :attachments)
ORDER BY message_thread.received DESC, message_thread.message DESC LIMIT :limit OFFSET :offset;

-- name: thread-oldest
SELECT message.id FROM message_thread INDEXED BY message_by_thread
CROSS JOIN message ON message.id = message_thread.message
CROSS JOIN folder ON folder.id = message.folder
WHERE message_thread.thread = :thread
  AND message_thread.received >= :since AND message_thread.received < :before
  AND (:folder IS NULL OR folder.id = :folder)
  AND (:account IS NULL OR folder.account = :account)
  AND (:role IS NULL OR folder.role = :role)
  AND (:unprocessed < 0
       OR (links = 0 AND folder.role NOT IN ('junk', 'trash', 'sent', 'drafts')) = :unprocessed)
  AND (:unread < 0 OR message.unread = :unread)
  AND (:flagged < 0 OR message.flagged = :flagged)
  AND (:attachments < 0 OR message.has_attachments = :attachments)
ORDER BY message_thread.received ASC, message_thread.message ASC LIMIT :limit OFFSET :offset;

-- name: thread-count
SELECT count(*) FROM message_thread INDEXED BY message_by_thread
CROSS JOIN message ON message.id = message_thread.message
CROSS JOIN folder ON folder.id = message.folder
WHERE message_thread.thread = :thread
  AND message_thread.received >= :since AND message_thread.received < :before
  AND (:folder IS NULL OR folder.id = :folder)
  AND (:account IS NULL OR folder.account = :account)
  AND (:role IS NULL OR folder.role = :role)
  AND (:unprocessed < 0
       OR (links = 0 AND folder.role NOT IN ('junk', 'trash', 'sent', 'drafts')) = :unprocessed)
  AND (:unread < 0 OR message.unread = :unread)
  AND (:flagged < 0 OR message.flagged = :flagged)
  AND (:attachments < 0 OR message.has_attachments = :attachments);

-- The log of changes. :since is a revision that one can go on from.

-- name: revision-last
SELECT coalesce(max(last), 0) FROM revision_range;

-- name: revision-known
SELECT count(*) FROM revision_range WHERE :since BETWEEN first AND last;

-- name: changes-since
SELECT message, revision, first, added, gone, removed FROM message_change
WHERE revision > :since ORDER BY revision LIMIT :limit;

-- name: message-named
SELECT 1 FROM message
WHERE folder = :folder AND received > :since AND message_id = :message_id LIMIT 1;
