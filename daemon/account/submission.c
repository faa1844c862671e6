/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "submission.h"

#include "credentials.h"
#include "error.h"

#define OPEN_TIMEOUT  30
#define PORT_IMPLICIT 465 /* RFC 8314 */
#define PORT_STARTTLS 587 /* RFC 6409 */

typedef struct
{
  StoreAccount *config;
  char *password; /* the account's, NULL = to be looked up */
} Opening;

static void
opening_free (Opening *opening)
{
  store_account_free (opening->config);
  credentials_free_secret (opening->password);
  g_free (opening);
}

/* Valid as long as CONFIG. No pin: it is of one certificate at the host and port mail comes from.
 */
static Endpoint
endpoint_of (const StoreAccount *config)
{
  Endpoint endpoint = {
    .host = *config->smtp_host ? config->smtp_host : config->host,
    .port = config->smtp_port,
    .ca_file = *config->ca_file ? config->ca_file : NULL,
  };

  tls_mode_parse (config->smtp_tls, &endpoint.tls);
  if (endpoint.port == 0)
    endpoint.port = endpoint.tls == TLS_MODE_IMPLICIT ? PORT_IMPLICIT : PORT_STARTTLS;
  return endpoint;
}

char *
submission_server (const StoreAccount *config)
{
  Endpoint endpoint = endpoint_of (config);

  return endpoint_name (&endpoint);
}

/* The host was guessed, so that whoever is told of the failure may have to name another. */
static void
advise (const StoreAccount *config, GError **error)
{
  if (!*config->smtp_host && !g_error_matches (*error, POSTHORN_ERROR, POSTHORN_ERROR_CANCELLED))
    g_prefix_error (
        error, "no smtp-host is set, so the host of incoming mail was tried; if mail leaves by "
               "another, set smtp-host, smtp-port and smtp-tls: ");
}

static void
on_open (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  SmtpSession *session = smtp_session_open_finish (result, &error);

  if (session)
    {
      g_task_return_pointer (task, session, g_object_unref);
      return;
    }
  advise (((Opening *) g_task_get_task_data (task))->config, &error);
  g_task_return_error (task, error);
}

static void
open_session (GTask *task, const char *password)
{
  const StoreAccount *config = ((Opening *) g_task_get_task_data (task))->config;
  Endpoint endpoint = endpoint_of (config);
  SmtpSessionOptions options = {
    .user = *config->smtp_user ? config->smtp_user : config->user,
    .password = password,
    .timeout = OPEN_TIMEOUT,
    .limits = smtp_limits_default,
  };

  smtp_session_open_async (&endpoint, &options, g_task_get_cancellable (task), on_open,
                           g_object_ref (task));
}

static void
on_password (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  char *password = credentials_lookup_finish (result, &error);

  if (password)
    open_session (task, password);
  else
    g_task_return_error (task, error);
  credentials_free_secret (password);
}

static void
open_with_the_accounts (GTask *task)
{
  const Opening *opening = g_task_get_task_data (task);

  if (opening->password)
    open_session (task, opening->password);
  else
    credentials_lookup_async (secret_place_of_account (opening->config, "password"),
                              g_task_get_cancellable (task), on_password, g_object_ref (task));
}

static void
on_own_password (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;
  char *password = credentials_lookup_finish (result, &error);

  if (password)
    open_session (task, password);
  else if (g_error_matches (error, POSTHORN_ERROR, POSTHORN_ERROR_AUTH_NEEDED))
    open_with_the_accounts (task);
  else
    g_task_return_error (task, g_steal_pointer (&error));
  credentials_free_secret (password);
}

void
submission_open_async (const StoreAccount *config, const char *password, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, data);
  Opening *opening = g_new0 (Opening, 1);

  opening->config = store_account_copy (config);
  opening->password = g_strdup (password);
  g_task_set_task_data (task, opening, (GDestroyNotify) opening_free);
  credentials_lookup_async (secret_place_of_account (config, "smtp"), cancellable, on_own_password,
                            task);
}

SmtpSession *
submission_open_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
