/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "authorities.h"

#include "error.h"

/* The authorities of a connection for which none were named: it trusts nobody. */
#define TYPE_NO_AUTHORITIES (no_authorities_get_type ())
G_DECLARE_FINAL_TYPE (NoAuthorities, no_authorities, POSTHORN, NO_AUTHORITIES, GTlsDatabase)

struct _NoAuthorities
{
  GTlsDatabase parent;
};

G_DEFINE_FINAL_TYPE (NoAuthorities, no_authorities, G_TYPE_TLS_DATABASE)

static GTlsCertificateFlags
verify_chain (GTlsDatabase *self, GTlsCertificate *chain, const char *purpose,
              GSocketConnectable *identity, GTlsInteraction *interaction,
              GTlsDatabaseVerifyFlags flags, GCancellable *cancellable, GError **error)
{
  return G_TLS_CERTIFICATE_UNKNOWN_CA;
}

static void
no_authorities_class_init (NoAuthoritiesClass *class)
{
  G_TLS_DATABASE_CLASS (class)->verify_chain = verify_chain;
}

static void
no_authorities_init (NoAuthorities *self)
{
}

static GMutex mutex;         /* of the following */
static GTlsDatabase *nobody; /* in force wherever GIO would take the system's */
static GTlsDatabase *system_authorities;

/* libsoup names its authorities only when the connection is made, which would have loaded those of
 * the system by then; they are megabytes, and kept. */
static void
trust_nobody (GTlsBackend *backend)
{
  if (nobody)
    return;
  nobody = g_object_new (TYPE_NO_AUTHORITIES, NULL);
  g_tls_backend_set_default_database (backend, nobody);
}

static GTlsDatabase *
load_system_authorities (GTlsBackend *backend)
{
  if (system_authorities)
    return system_authorities;
  g_tls_backend_set_default_database (backend, NULL);
  system_authorities = g_tls_backend_get_default_database (backend);
  g_tls_backend_set_default_database (backend, nobody);
  return system_authorities;
}

static GTlsDatabase *
open_authorities (const Endpoint *endpoint, GError **error)
{
  GTlsBackend *backend = g_tls_backend_get_default ();
  g_autoptr (GError) cause = NULL;
  g_autoptr (GTlsDatabase) database = NULL;

  trust_nobody (backend);
  if (endpoint->ca_file)
    database = g_tls_file_database_new (endpoint->ca_file, &cause);
  else
    g_set_object (&database, load_system_authorities (backend));
  if (!database)
    g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_TLS_FAILED,
                 "The authorities for %s:%u cannot be read (%s): set ca-file to a PEM file, or "
                 "leave it out for the system's",
                 endpoint->host, endpoint->port, cause ? cause->message : "the system has none");
  return g_steal_pointer (&database);
}

/* The TLS library is loaded here the first time, and some hundred authorities are read. */
static void
load (GTask *task, gpointer source, gpointer endpoint, GCancellable *cancellable)
{
  GError *error = NULL;
  GTlsDatabase *database;

  g_mutex_lock (&mutex);
  database = open_authorities (endpoint, &error);
  g_mutex_unlock (&mutex);
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
