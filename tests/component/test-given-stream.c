/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "error.h"
#include "given-stream.h"

#include <gio/gunixinputstream.h>
#include <glib-unix.h>
#include <string.h>
#include <unistd.h>

typedef struct
{
  int writing_end;
  GInputStream *stream;
  char octets[100];
  gsize length;
  GError *error;
  gboolean done;
} Given;

static void
set_up (Given *given, gconstpointer data)
{
  g_autoptr (GInputStream) base = NULL;
  int ends[2];

  g_assert_true (g_unix_open_pipe (ends, FD_CLOEXEC, NULL));
  given->writing_end = ends[1];
  base = g_unix_input_stream_new (ends[0], TRUE);
  given->stream = given_stream_new (base, 1, "attach", data);
}

static void
tear_down (Given *given, gconstpointer data)
{
  if (given->writing_end >= 0)
    close (given->writing_end);
  g_object_unref (given->stream);
  g_clear_error (&given->error);
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer data)
{
  Given *given = data;

  g_input_stream_read_all_finish (G_INPUT_STREAM (source), result, &given->length, &given->error);
  given->done = TRUE;
}

static void
read_all (Given *given)
{
  g_input_stream_read_all_async (given->stream, given->octets, sizeof given->octets, 0, NULL,
                                 on_read, given);
  while (!given->done)
    g_main_context_iteration (NULL, TRUE);
}

static void
put (Given *given, const char *text)
{
  g_assert_cmpint (write (given->writing_end, text, strlen (text)), ==, (gssize) strlen (text));
}

static void
test_gives_all (Given *given, gconstpointer data)
{
  put (given, "all of it");
  close (given->writing_end);
  given->writing_end = -1;
  read_all (given);
  g_assert_no_error (given->error);
  g_assert_cmpmem (given->octets, given->length, "all of it", 9);
}

static void
test_gives_nothing_more (Given *given, gconstpointer data)
{
  put (given, "half");
  read_all (given);
  g_assert_error (given->error, POSTHORN_ERROR, POSTHORN_ERROR_TIMEOUT);
  g_assert_cmpstr (given->error->message, ==,
                   "attach: «a.pdf» gave nothing for 1 seconds; check where it comes from and try "
                   "again");
}

static void
test_cannot_be_read (Given *given, gconstpointer data)
{
  g_autoptr (GInputStream) folder = g_unix_input_stream_new (open ("/", O_RDONLY), TRUE);

  g_object_unref (given->stream);
  given->stream = given_stream_new (folder, 1, "rfc822", NULL);
  read_all (given);
  g_assert_error (given->error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  g_assert_true (g_str_has_prefix (given->error->message, "rfc822: it cannot be read: "));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/given-stream/gives-all", Given, "a.pdf", set_up, test_gives_all, tear_down);
  g_test_add ("/given-stream/gives-nothing-more", Given, "a.pdf", set_up, test_gives_nothing_more,
              tear_down);
  g_test_add ("/given-stream/cannot-be-read", Given, "a.pdf", set_up, test_cannot_be_read,
              tear_down);
  return g_test_run ();
}
