/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What tests of pending operations say and look at, over store-fixture.h.
 */
#pragma once

#include "store-batch-operation.h"
#include "store-fixture.h"
#include "store-reader-operations.h"

GArray *pending_ids (guint64 id);
/* An archive, and message 1 as UID 4 of the inbox, unread. */
guint64 pending_begin (Fixture *fixture, gint64 *archive);
void pending_assert_folder (Fixture *fixture, gint64 id, guint total, guint unread,
                            guint at_server);
void pending_assert_uids (Fixture *fixture, gint64 folder, const char *expected);
StoreMessage *pending_read (Fixture *fixture, guint64 id);
void pending_assert_message (Fixture *fixture, guint64 id, gint64 folder, const char *flags,
                             const char *pending);
void pending_flag (Fixture *fixture, guint64 id, const char *added, const char *removed);
void pending_move (Fixture *fixture, guint64 id, gint64 target);
void pending_delete (Fixture *fixture, guint64 id);
/* What the server says of UID in the inbox. */
void pending_server_flags (Fixture *fixture, guint32 uid, const char *flags);
GPtrArray *pending_operations (Fixture *fixture);
/* The oldest operation is over for message ID. */
void pending_end (Fixture *fixture, guint64 id);
void pending_place (Fixture *fixture, guint64 id, gint64 folder, guint32 uid);
