/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bus-secret.h"

#include "error.h"

#include <gio/gunixinputstream.h>
#include <string.h>

typedef struct
{
  const char *key;
  GCancellable *cancellable;
  guint timeout;
  char buffer[BUS_SECRET_OCTETS + 1]; /* one more, to see that there is more */
} Reading;

static void
reading_free (gpointer data)
{
  Reading *reading = data;

  g_clear_handle_id (&reading->timeout, g_source_remove);
  g_object_unref (reading->cancellable);
  explicit_bzero (reading->buffer, sizeof reading->buffer);
  g_free (reading);
}

void
bus_secret_free (char *secret)
{
  if (secret)
    explicit_bzero (secret, strlen (secret));
  g_free (secret);
}

static gboolean
refuse (const Reading *reading, const char *why, GError **error)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "%s: %s", reading->key, why);
  return FALSE;
}

static gboolean
check_secret (const Reading *reading, gsize length, GError **error)
{
  if (length > BUS_SECRET_OCTETS)
    {
      g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_TOO_LARGE,
                   "%s: more than %d octets came, that is no password", reading->key,
                   BUS_SECRET_OCTETS);
      return FALSE;
    }
  if (length == 0)
    return refuse (reading, "nothing was written to it; write the password and close it", error);
  if (memchr (reading->buffer, '\n', length) || memchr (reading->buffer, '\r', length)
      || memchr (reading->buffer, 0, length))
    return refuse (reading, "a password cannot contain line breaks or NUL", error);
  if (!g_utf8_validate (reading->buffer, (gssize) length, NULL))
    return refuse (reading, "the password must be UTF-8", error);
  return TRUE;
}

static void
set_read_error (const Reading *reading, const GError *cause, GError **error)
{
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_TIMEOUT,
                 "%s: its end did not come within %d seconds; write the password and close it",
                 reading->key, BUS_SECRET_SECONDS);
  else
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "%s: cannot be read: %s",
                 reading->key, cause->message);
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Reading *reading = g_task_get_task_data (task);
  g_autoptr (GError) cause = NULL;
  GError *error = NULL;
  gsize length = 0;

  g_input_stream_read_all_finish (G_INPUT_STREAM (source), result, &length, &cause);
  if (cause)
    set_read_error (reading, cause, &error);
  if (length > 0 && reading->buffer[length - 1] == '\n')
    length--;
  if (!error && check_secret (reading, length, &error))
    g_task_return_pointer (task, g_strndup (reading->buffer, length),
                           (GDestroyNotify) bus_secret_free);
  else
    g_task_return_error (task, error);
}

static gboolean
on_timeout (gpointer data)
{
  Reading *reading = data;

  reading->timeout = 0;
  g_cancellable_cancel (reading->cancellable);
  return G_SOURCE_REMOVE;
}

void
bus_secret_read_async (int descriptor, const char *key, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GInputStream) stream = g_unix_input_stream_new (descriptor, TRUE);
  GTask *task = g_task_new (NULL, NULL, callback, data);
  Reading *reading = g_new0 (Reading, 1);

  reading->key = key;
  reading->cancellable = g_cancellable_new ();
  reading->timeout = g_timeout_add_seconds (BUS_SECRET_SECONDS, on_timeout, reading);
  g_task_set_task_data (task, reading, reading_free);
  g_input_stream_read_all_async (stream, reading->buffer, sizeof reading->buffer,
                                 G_PRIORITY_DEFAULT, reading->cancellable, on_read, task);
}

char *
bus_secret_read_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
