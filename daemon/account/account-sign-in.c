/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "account-sign-in.h"

#include "account-session.h"
#include "credentials.h"
#include "submission.h"

typedef struct
{
  StoreAccount *config;
  char *secret;
  gboolean try_login;
  gboolean save;
} State;

static void
state_free (State *state)
{
  store_account_free (state->config);
  credentials_free_secret (state->secret);
  g_free (state);
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (credentials_save_finish (result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
save (GTask *task)
{
  State *state = g_task_get_task_data (task);

  if (state->save)
    credentials_save_async (secret_place_of_account (state->config, "password"), state->secret,
                            on_saved, g_object_ref (task));
  else
    g_task_return_boolean (task, TRUE);
}

static void
on_submission_tried (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  g_autoptr (SmtpSession) session = submission_open_finish (result, &error);

  if (!session)
    {
      g_prefix_error (&error, "Sending: ");
      g_task_return_error (task, error);
      return;
    }
  smtp_session_close (session);
  save (task);
}

/* A server for sending that was named is asked too; one that is only supposed is not. */
static void
on_tried (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  State *state = g_task_get_task_data (task);
  GError *error = NULL;

  if (!account_session_try_finish (result, &error))
    g_task_return_error (task, error);
  else if (*state->config->smtp_host)
    submission_open_async (state->config, state->secret, NULL, on_submission_tried,
                           g_object_ref (task));
  else
    save (task);
}

static void
try_login (GTask *task)
{
  State *state = g_task_get_task_data (task);

  if (state->try_login)
    account_session_try_async (state->config, state->secret, NULL, on_tried, g_object_ref (task));
  else
    save (task);
}

static void
on_found (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  State *state = g_task_get_task_data (task);
  GError *error = NULL;

  state->secret = credentials_lookup_finish (result, &error);
  if (state->secret)
    try_login (task);
  else
    g_task_return_error (task, error);
}

void
account_sign_in_async (const SignIn *sign_in, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, data);
  State *state = g_new0 (State, 1);

  state->config = store_account_copy (sign_in->config);
  state->secret = g_strdup (sign_in->secret);
  state->try_login = sign_in->try_login;
  state->save = sign_in->save;
  g_task_set_task_data (task, state, (GDestroyNotify) state_free);
  if (!sign_in->secret && (sign_in->try_login || sign_in->save))
    credentials_lookup_async (secret_place_of_account (sign_in->found_as, "password"), NULL,
                              on_found, g_object_ref (task));
  else
    try_login (task);
}

gboolean
account_sign_in_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
