/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "credentials.h"

#include "error.h"

#include <libsecret/secret.h>
#include <string.h>

#define SERVICE_NAME "org.freedesktop.secrets"

static const SecretSchema schema = {
  "org.posthorn.Account",
  SECRET_SCHEMA_NONE,
  {
      { "account", SECRET_SCHEMA_ATTRIBUTE_STRING },
      { "kind", SECRET_SCHEMA_ATTRIBUTE_STRING },
      { "user", SECRET_SCHEMA_ATTRIBUTE_STRING },
      { "server", SECRET_SCHEMA_ATTRIBUTE_STRING },
      { "protocol", SECRET_SCHEMA_ATTRIBUTE_STRING },
  },
};

/* What a secret is found by. The account is not part of it, so that a password a person or another
 * program has stored for the same user at the same server is found as well. */
static GHashTable *
attributes_of (const StoreAccount *account, const char *kind)
{
  GHashTable *attributes = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);

  g_hash_table_insert (attributes, "kind", g_strdup (kind));
  g_hash_table_insert (attributes, "user", g_strdup (account->user));
  g_hash_table_insert (attributes, "server", g_strdup (account->host));
  g_hash_table_insert (attributes, "protocol", g_strdup (account->protocol));
  return attributes;
}

void
credentials_free_secret (char *secret)
{
  if (!secret)
    return;
  explicit_bzero (secret, strlen (secret));
  g_free (secret);
}

static GError *
keyring_error (const StoreAccount *account, const GError *cause)
{
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return g_error_new_literal (POSTHORN_ERROR, POSTHORN_ERROR_CANCELLED, cause->message);
  if (g_error_matches (cause, SECRET_ERROR, SECRET_ERROR_IS_LOCKED))
    return g_error_new (POSTHORN_ERROR, POSTHORN_ERROR_KEYRING_LOCKED,
                        "The keyring that holds the password of %s is locked: unlock it",
                        account->address);
  return g_error_new (POSTHORN_ERROR, POSTHORN_ERROR_KEYRING_UNAVAILABLE,
                      "No keyring answers, so the password of %s cannot be had: start a Secret "
                      "Service such as gnome-keyring or KWallet (%s)",
                      account->address, cause->message);
}

static void
fail_locked (GTask *task)
{
  const StoreAccount *account = g_task_get_task_data (task);
  g_autoptr (GError) cause = g_error_new (SECRET_ERROR, SECRET_ERROR_IS_LOCKED, "locked");

  g_task_return_error (task, keyring_error (account, cause));
}

/* A Secret Service that was restarted knows nothing of the old session: begin a new one. */
static void
fail (GTask *task, GError *cause)
{
  secret_service_disconnect ();
  g_task_return_error (task, keyring_error (g_task_get_task_data (task), cause));
  g_error_free (cause);
}

static GTask *
task_new (const StoreAccount *account, GCancellable *cancellable, GAsyncReadyCallback callback,
          gpointer data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, data);

  g_task_set_task_data (task, store_account_copy (account), (GDestroyNotify) store_account_free);
  return task;
}

static void
on_found (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  const StoreAccount *account = g_task_get_task_data (task);
  GError *error = NULL;
  GList *items = secret_service_search_finish (SECRET_SERVICE (source), result, &error);
  SecretItem *item = items ? items->data : NULL;
  g_autoptr (SecretValue) value = item ? secret_item_get_secret (item) : NULL;

  if (error)
    fail (task, error);
  else if (!item)
    g_task_return_new_error (task, POSTHORN_ERROR, POSTHORN_ERROR_AUTH_NEEDED,
                             "No password is stored for %s on %s: set one with "
                             "«posthornctl secret %s»",
                             account->user, account->host, account->id);
  else if (!value || !secret_value_get_text (value))
    fail_locked (task);
  else
    g_task_return_pointer (task, g_strdup (secret_value_get_text (value)),
                           (GDestroyNotify) credentials_free_secret);
  g_list_free_full (items, g_object_unref);
}

static void
on_service (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GHashTable) attributes = g_object_steal_data (G_OBJECT (task), "attributes");
  g_autoptr (SecretService) service = NULL;
  GError *error = NULL;

  service = secret_service_get_finish (result, &error);
  if (!service)
    {
      fail (task, error);
      return;
    }
  /* Without SECRET_SEARCH_UNLOCK nothing ever prompts; a locked item comes without its secret. */
  secret_service_search (service, &schema, attributes, SECRET_SEARCH_LOAD_SECRETS,
                         g_task_get_cancellable (task), on_found, g_object_ref (task));
}

void
credentials_lookup_async (const StoreAccount *account, const char *kind, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = task_new (account, cancellable, callback, data);

  g_object_set_data_full (G_OBJECT (task), "attributes", attributes_of (account, kind),
                          (GDestroyNotify) g_hash_table_unref);
  secret_service_get (SECRET_SERVICE_OPEN_SESSION, cancellable, on_service, task);
}

char *
credentials_lookup_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (secret_password_store_finish (result, &error))
    g_task_return_boolean (task, TRUE);
  else if (error)
    fail (task, error);
  else
    fail_locked (task);
}

void
credentials_save_async (const StoreAccount *account, const char *kind, const char *secret,
                        GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GHashTable) attributes = attributes_of (account, kind);
  g_autofree char *label = g_strdup_printf ("Posthorn: %s on %s", account->user, account->host);

  g_hash_table_insert (attributes, "account", g_strdup (account->id));
  secret_password_storev (&schema, attributes, SECRET_COLLECTION_DEFAULT, label, secret, NULL,
                          on_saved, task_new (account, NULL, callback, data));
}

gboolean
credentials_save_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
on_cleared (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  secret_password_clear_finish (result, &error);
  if (error)
    fail (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

void
credentials_clear_async (const StoreAccount *account, GAsyncReadyCallback callback, gpointer data)
{
  secret_password_clear (&schema, NULL, on_cleared, task_new (account, NULL, callback, data),
                         "account", account->id, NULL);
}

gboolean
credentials_clear_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

struct _CredentialsWatch
{
  GDBusConnection *connection;
  guint subscription;
  guint name;
  GFunc callback;
  gpointer data;
};

static void
on_signal (GDBusConnection *connection, const char *sender, const char *path, const char *interface,
           const char *signal, GVariant *parameters, gpointer data)
{
  CredentialsWatch *watch = data;
  watch->callback (NULL, watch->data);
}

static void
on_appeared (GDBusConnection *connection, const char *name, const char *owner, gpointer data)
{
  CredentialsWatch *watch = data;
  watch->callback (NULL, watch->data);
}

CredentialsWatch *
credentials_watch_new (GFunc callback, gpointer data)
{
  CredentialsWatch *watch = g_new0 (CredentialsWatch, 1);

  watch->callback = callback;
  watch->data = data;
  watch->connection = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  if (!watch->connection)
    return watch;
  watch->subscription
      = g_dbus_connection_signal_subscribe (watch->connection, SERVICE_NAME, NULL, NULL, NULL, NULL,
                                            G_DBUS_SIGNAL_FLAGS_NONE, on_signal, watch, NULL);
  watch->name = g_bus_watch_name_on_connection (watch->connection, SERVICE_NAME,
                                                G_BUS_NAME_WATCHER_FLAGS_NONE, on_appeared, NULL,
                                                watch, NULL);
  return watch;
}

void
credentials_watch_free (CredentialsWatch *watch)
{
  if (watch->connection)
    {
      g_bus_unwatch_name (watch->name);
      g_dbus_connection_signal_unsubscribe (watch->connection, watch->subscription);
      g_object_unref (watch->connection);
    }
  g_free (watch);
}
