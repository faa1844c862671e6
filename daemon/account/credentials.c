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
attributes_of (const SecretPlace *place)
{
  GHashTable *attributes = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);

  g_hash_table_insert (attributes, "kind", g_strdup (place->kind));
  g_hash_table_insert (attributes, "user", g_strdup (place->user));
  g_hash_table_insert (attributes, "server", g_strdup (place->server));
  g_hash_table_insert (attributes, "protocol", g_strdup (place->protocol));
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
keyring_error (const SecretPlace *place, const GError *cause)
{
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return g_error_new_literal (POSTHORN_ERROR, POSTHORN_ERROR_CANCELLED, cause->message);
  if (g_error_matches (cause, SECRET_ERROR, SECRET_ERROR_IS_LOCKED))
    return g_error_new (POSTHORN_ERROR, POSTHORN_ERROR_KEYRING_LOCKED,
                        "The keyring that holds %s is locked: unlock it", place->what);
  return g_error_new (POSTHORN_ERROR, POSTHORN_ERROR_KEYRING_UNAVAILABLE,
                      "No keyring answers, so %s cannot be had: start a Secret Service such as "
                      "gnome-keyring or KWallet (%s)",
                      place->what, cause->message);
}

static void
fail_locked (GTask *task)
{
  const SecretPlace *place = g_task_get_task_data (task);
  g_autoptr (GError) cause = g_error_new (SECRET_ERROR, SECRET_ERROR_IS_LOCKED, "locked");

  g_task_return_error (task, keyring_error (place, cause));
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
task_new (SecretPlace *place, GCancellable *cancellable, GAsyncReadyCallback callback,
          gpointer data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, data);

  g_task_set_task_data (task, place, (GDestroyNotify) secret_place_free);
  return task;
}

static void
on_found (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  const SecretPlace *place = g_task_get_task_data (task);
  GError *error = NULL;
  GList *items = secret_service_search_finish (SECRET_SERVICE (source), result, &error);
  SecretItem *item = items ? items->data : NULL;
  g_autoptr (SecretValue) value = item ? secret_item_get_secret (item) : NULL;

  if (error)
    fail (task, error);
  else if (!item)
    g_task_return_new_error (task, POSTHORN_ERROR, POSTHORN_ERROR_AUTH_NEEDED, "%s", place->lack);
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
  g_autoptr (GHashTable) attributes = attributes_of (g_task_get_task_data (task));
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
credentials_lookup_async (SecretPlace *place, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer data)
{
  secret_service_get (SECRET_SERVICE_OPEN_SESSION, cancellable, on_service,
                      task_new (place, cancellable, callback, data));
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
credentials_save_async (SecretPlace *place, const char *secret, GAsyncReadyCallback callback,
                        gpointer data)
{
  g_autoptr (GHashTable) attributes = attributes_of (place);

  g_hash_table_insert (attributes, "account", g_strdup (place->owner));
  secret_password_storev (&schema, attributes, SECRET_COLLECTION_DEFAULT, place->label, secret,
                          NULL, on_saved, task_new (place, NULL, callback, data));
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
credentials_clear_async (SecretPlace *place, GAsyncReadyCallback callback, gpointer data)
{
  secret_password_clear (&schema, NULL, on_cleared, task_new (place, NULL, callback, data),
                         "account", place->owner, NULL);
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
