/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "account-session.h"

#include "credentials.h"

#define TRY_TIMEOUT  20
#define OPEN_TIMEOUT 30

static void
open_session (const StoreAccount *config, const char *password, gboolean compress, guint timeout,
              GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  Endpoint endpoint = {
    .host = config->host,
    .port = config->port,
    .ca_file = *config->ca_file ? config->ca_file : NULL,
    .pin = *config->pin ? config->pin : NULL,
  };
  ImapSessionOptions options = {
    .user = config->user,
    .password = password,
    .compress = compress,
    .timeout = timeout,
    .limits = imap_limits_default,
  };

  /* A partial fetch never answers with more than was asked for. */
  options.limits.literal = ACCOUNT_MESSAGE_LIMIT;
  tls_mode_parse (config->tls, &endpoint.tls);
  imap_session_open_async (&endpoint, &options, cancellable, callback, data);
}

void
account_session_open_async (const StoreAccount *config, const char *password, gboolean compress,
                            GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  open_session (config, password, compress, OPEN_TIMEOUT, cancellable, callback, data);
}

ImapSession *
account_session_open_finish (GAsyncResult *result, GError **error)
{
  return imap_session_open_finish (result, error);
}

static void
on_reached (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  ImapSession *session = imap_session_open_finish (result, &error);

  if (session)
    g_task_return_pointer (task, session, g_object_unref);
  else
    g_task_return_error (task, error);
}

static void
on_password (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  char *password = credentials_lookup_finish (result, &error);

  if (password)
    account_session_open_async (g_task_get_task_data (task), password, FALSE,
                                g_task_get_cancellable (task), on_reached, g_object_ref (task));
  else
    g_task_return_error (task, error);
  credentials_free_secret (password);
}

void
account_session_reach_async (const StoreAccount *config, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, data);

  g_task_set_task_data (task, store_account_copy (config), (GDestroyNotify) store_account_free);
  credentials_lookup_async (secret_place_of_account (config, "password"), cancellable, on_password,
                            task);
}

ImapSession *
account_session_reach_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
on_tried (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  g_autoptr (ImapSession) session = imap_session_open_finish (result, &error);

  if (!session)
    {
      g_task_return_error (task, error);
      return;
    }
  imap_session_close (session);
  g_task_return_boolean (task, TRUE);
}

void
account_session_try_async (const StoreAccount *config, const char *password,
                           GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  open_session (config, password, FALSE, TRY_TIMEOUT, cancellable, on_tried,
                g_task_new (NULL, cancellable, callback, data));
}

gboolean
account_session_try_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
