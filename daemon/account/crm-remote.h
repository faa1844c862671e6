/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Another system that keeps customers and tasks, as crm-sync wants to speak with it: it is asked
 * for what it has, page by page, and told what is here, one thing at a time. An implementation
 * knows requests and replies of its system; what is here, when it is asked, and what follows from
 * the answers it does not know. One call is under way at a time.
 *
 * Errors of both calls: CRM_REMOTE, this one thing is refused for good; AUTH_FAILED, nothing goes
 * until a person acts; OFFLINE, TIMEOUT, SERVER_UNAVAILABLE, THROTTLED, it is tried again later;
 * TLS_FAILED, PROTOCOL and any other likewise, but shown as an error. Sentences say what failed and
 * what to do, and never hold a secret.
 */
#pragma once

#include "store-intent.h"
#include "store-remote-page.h"

#include <gio/gio.h>

#define TYPE_CRM_REMOTE (crm_remote_get_type ())
G_DECLARE_DERIVABLE_TYPE (CrmRemote, crm_remote, POSTHORN, CRM_REMOTE, GObject)

/* Signal: "setting" (const char *key, GVariant *value), to be kept as if a person had set it. */
struct _CrmRemoteClass
{
  GObjectClass parent_class;

  /* Calls follow. SECRET is valid until the end. */
  void (*begin) (CrmRemote *remote, const char *secret);
  /* No call is under way and none follows: connections close, the secret is wiped. */
  void (*end) (CrmRemote *remote);

  /* CURSOR "" = from nothing, as when the settings are others. */
  void (*pull_async) (CrmRemote *remote, const char *cursor, GCancellable *cancellable,
                      GAsyncReadyCallback callback, gpointer data);
  StoreRemotePage *(*pull_finish) (CrmRemote *remote, GAsyncResult *result, GError **error);
  /* INTENT is valid until the callback. */
  void (*push_async) (CrmRemote *remote, const StoreIntent *intent, GCancellable *cancellable,
                      GAsyncReadyCallback callback, gpointer data);
  StoreRemotePushed *(*push_finish) (CrmRemote *remote, GAsyncResult *result, GError **error);
};
