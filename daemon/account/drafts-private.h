/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the drafts show to the files that are one with them and to nobody else: the rows, and the
 * one way to change them.
 */
#pragma once

#include "account-services.h"
#include "drafts.h"
#include "store-batch.h"

AccountManager *drafts_get_manager (Drafts *drafts);
AccountServices *drafts_get_services (Drafts *drafts);

/* Also one that nobody can see. NULL: there is none. */
const StoreDraft *drafts_row (Drafts *drafts, gint64 id);
/* The first of ACCOUNT behind AFTER of which the server has to be told. */
const StoreDraft *drafts_next (Drafts *drafts, const char *account, gint64 after);
void drafts_set_problem (Drafts *drafts, gint64 id, const GError *error);

typedef enum
{
  DRAFT_PUT,
  DRAFT_REMOVE,
  DRAFT_LEAVE, /* as it was after all */
} DraftFate;

/* What becomes of DRAFT, a copy that it may change; BATCH is what goes to the disk with it. */
typedef DraftFate (*DraftChange) (StoreDraft *draft, StoreBatch *batch, gpointer data);

/* One change after the other; CHANGE is called when its turn comes, with the row as it is then. ID
 * 0: a new one. DATA is freed by DESTROY. */
void drafts_change_async (Drafts *drafts, gint64 id, DraftChange change, gpointer change_data,
                          GDestroyNotify destroy, GAsyncReadyCallback callback, gpointer data);
/* The id, 0 with ERROR: NOT_FOUND, STORE, DISK_FULL. */
gint64 drafts_change_finish (GAsyncResult *result, GError **error);

/* What another client has made of draft ID, and put at UID of the folder; ID 0: a new draft of
 * ACCOUNT. CONTENT and CONTENTS as in drafts_save_async(). */
typedef struct
{
  guint32 uidvalidity, uid;
  const char *message_id;
} DraftPlace;

void drafts_take_async (Drafts *drafts, gint64 id, const char *account, DraftContent *content,
                        GPtrArray *contents, const DraftPlace *place, GAsyncReadyCallback callback,
                        gpointer data);

/* The streams of its attachments; transfer full. */
GPtrArray *drafts_open_parts (Drafts *drafts, const StoreDraft *draft);

/* ID is on its way into the outbox. */
void drafts_set_submitting (Drafts *drafts, gint64 id, gboolean is_submitting);
/* It is in the outbox now. */
void drafts_forget (Drafts *drafts, gint64 id);
gboolean drafts_check_free (Drafts *drafts, gint64 id, GError **error);
/* The server's folder is to get what has changed, a moment later. */
void drafts_wake (Drafts *drafts, const char *account);
