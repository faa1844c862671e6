/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "account-manager-private.h"

/* Reading one message: the raw octets from the store, then, where more than that is wanted, its
 * text, HTML or a part of it from the confined parser. */
typedef struct
{
  guint64 id;
  char *part;      /* NULL: the text or HTML; "": the raw message */
  gboolean remote; /* of HTML */
  char *type;
  char *name;
} Reading;

static void
reading_free (Reading *reading)
{
  g_free (reading->part);
  g_free (reading->type);
  g_free (reading->name);
  g_free (reading);
}

static Parser *
parser_of (GTask *task)
{
  return account_manager_get_services (g_task_get_source_object (task))->parser;
}

/* Takes ERROR, of the parser, which does not know which message it had. */
static void
fail_reading (GTask *task, GError *error)
{
  const Reading *reading = g_task_get_task_data (task);

  g_prefix_error (&error, "Message %" G_GUINT64_FORMAT ": ", reading->id);
  g_task_return_error (task, error);
}

static gpointer
read_body (StoreReader *reader, gpointer data, GError **error)
{
  return store_reader_body (reader, *(guint64 *) data, NULL, error);
}

/* The text of a message that was too long to be kept whole is still worth showing. */
static gpointer
read_beginning (StoreReader *reader, gpointer data, GError **error)
{
  gboolean partial;
  return store_reader_body (reader, *(guint64 *) data, &partial, error);
}

static void
read_async (GTask *task, StoreReadFunction function, GAsyncReadyCallback callback)
{
  AccountManager *manager = g_task_get_source_object (task);
  Reading *reading = g_task_get_task_data (task);

  store_read_async (account_manager_get_store (manager), function,
                    g_memdup2 (&reading->id, sizeof reading->id), g_free,
                    (GDestroyNotify) g_bytes_unref, NULL, callback, task);
}

static GTask *
task_new (AccountManager *manager, guint64 id, const char *part, GAsyncReadyCallback callback,
          gpointer data)
{
  GTask *task = g_task_new (manager, NULL, callback, data);
  Reading *reading = g_new0 (Reading, 1);

  reading->id = id;
  reading->part = g_strdup (part);
  g_task_set_task_data (task, reading, (GDestroyNotify) reading_free);
  return task;
}

static void
on_text (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  char *text = parser_text_finish (POSTHORN_PARSER (source), result, &error);

  if (text)
    g_task_return_pointer (task, text, g_free);
  else
    fail_reading (task, error);
}

static void
on_text_body (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  g_autoptr (GBytes) raw = store_read_finish (POSTHORN_STORE (source), result, &error);

  if (raw)
    parser_text_async (parser_of (task), raw, NULL, on_text, g_object_ref (task));
  else
    g_task_return_error (task, error);
}

void
account_manager_text_async (AccountManager *manager, guint64 id, GAsyncReadyCallback callback,
                            gpointer data)
{
  read_async (task_new (manager, id, NULL, callback, data), read_beginning, on_text_body);
}

char *
account_manager_text_finish (AccountManager *manager, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
on_html (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  char *html = parser_html_finish (POSTHORN_PARSER (source), result, &error);

  if (html)
    g_task_return_pointer (task, html, g_free);
  else
    fail_reading (task, error);
}

static void
on_html_body (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  const Reading *reading = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GBytes) raw = store_read_finish (POSTHORN_STORE (source), result, &error);

  if (raw)
    parser_html_async (parser_of (task), raw, reading->remote, NULL, on_html, g_object_ref (task));
  else
    g_task_return_error (task, error);
}

void
account_manager_html_async (AccountManager *manager, guint64 id, gboolean remote,
                            GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = task_new (manager, id, NULL, callback, data);
  Reading *reading = g_task_get_task_data (task);

  reading->remote = remote;
  read_async (task, read_beginning, on_html_body);
}

char *
account_manager_html_finish (AccountManager *manager, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
on_part (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Reading *reading = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (MimePart) part = parser_part_finish (POSTHORN_PARSER (source), result, &error);

  if (!part)
    {
      fail_reading (task, error);
      return;
    }
  reading->type = g_strdup (part->type);
  reading->name = g_strdup (part->name);
  g_task_return_pointer (task, g_bytes_ref (part->content), (GDestroyNotify) g_bytes_unref);
}

static void
return_raw (GTask *task, GBytes *raw)
{
  Reading *reading = g_task_get_task_data (task);

  reading->type = g_strdup ("message/rfc822");
  reading->name = g_strdup_printf ("%" G_GUINT64_FORMAT ".eml", reading->id);
  g_task_return_pointer (task, g_bytes_ref (raw), (GDestroyNotify) g_bytes_unref);
}

static void
on_raw (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Reading *reading = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GBytes) raw = store_read_finish (POSTHORN_STORE (source), result, &error);

  if (!raw)
    g_task_return_error (task, error);
  else if (*reading->part)
    parser_part_async (parser_of (task), raw, reading->part, NULL, on_part, g_object_ref (task));
  else
    return_raw (task, raw);
}

void
account_manager_open_async (AccountManager *manager, guint64 id, const char *part,
                            GAsyncReadyCallback callback, gpointer data)
{
  read_async (task_new (manager, id, part, callback, data), read_body, on_raw);
}

GBytes *
account_manager_open_finish (AccountManager *manager, GAsyncResult *result, char **type,
                             char **name, GError **error)
{
  GBytes *content = g_task_propagate_pointer (G_TASK (result), error);
  Reading *reading = g_task_get_task_data (G_TASK (result));

  if (content)
    {
      *type = g_steal_pointer (&reading->type);
      *name = g_steal_pointer (&reading->name);
    }
  return content;
}
