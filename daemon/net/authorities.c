/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "authorities.h"

#include "error.h"

static GTlsDatabase *
open_authorities (const Endpoint *endpoint, GError **error)
{
  g_autoptr (GError) cause = NULL;
  GTlsDatabase *database = endpoint->ca_file
                               ? g_tls_file_database_new (endpoint->ca_file, &cause)
                               : g_tls_backend_get_default_database (g_tls_backend_get_default ());

  if (!database)
    g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_TLS_FAILED,
                 "The authorities for %s:%u cannot be read (%s): set ca-file to a PEM file, or "
                 "leave it out for the system's",
                 endpoint->host, endpoint->port, cause->message);
  return database;
}

/* The TLS library is loaded here the first time, and some hundred authorities are read. */
static void
load (GTask *task, gpointer source, gpointer endpoint, GCancellable *cancellable)
{
  GError *error = NULL;
  GTlsDatabase *database = open_authorities (endpoint, &error);

  if (database)
    g_task_return_pointer (task, database, g_object_unref);
  else
    g_task_return_error (task, error);
}

void
authorities_load_async (const Endpoint *endpoint, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);

  g_task_set_task_data (task, endpoint_copy (endpoint), (GDestroyNotify) endpoint_free);
  g_task_run_in_thread (task, load);
}

GTlsDatabase *
authorities_load_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
