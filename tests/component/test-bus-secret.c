/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bus-secret.h"
#include "error.h"

#include <fcntl.h>
#include <glib-unix.h>
#include <string.h>
#include <unistd.h>

static void
on_read (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static char *
read_secret (const char *octets, gsize length, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  int ends[2];

  g_assert_true (g_unix_open_pipe (ends, FD_CLOEXEC, NULL));
  bus_secret_read_async (ends[0], "password-fd", on_read, &result);
  for (gsize written = 0; written < length;)
    {
      gssize n = write (ends[1], octets + written, MIN (length - written, 4096));
      g_assert_cmpint (n, >, 0);
      written += (gsize) n;
      while (g_main_context_iteration (NULL, FALSE))
        ;
    }
  close (ends[1]);
  while (!result)
    g_main_context_iteration (NULL, TRUE);
  return bus_secret_read_finish (result, error);
}

static void
assert_secret (const char *octets, const char *expected)
{
  g_autoptr (GError) error = NULL;
  char *secret = read_secret (octets, strlen (octets), &error);

  g_assert_no_error (error);
  g_assert_cmpstr (secret, ==, expected);
  bus_secret_free (secret);
}

static void
assert_bad_secret (const char *octets, gsize length, GQuark domain, int code)
{
  g_autoptr (GError) error = NULL;
  char *secret = read_secret (octets, length, &error);

  g_assert_null (secret);
  g_assert_error (error, domain, code);
  g_assert_true (g_str_has_prefix (error->message, "password-fd: "));
}

static void
test_secret (void)
{
  g_autofree char *long_secret = g_strnfill (BUS_SECRET_OCTETS, 'x');
  g_autofree char *too_long = g_strnfill (BUS_SECRET_OCTETS + 2, 'x');

  assert_secret ("open sesame", "open sesame");
  assert_secret ("open sesame\n", "open sesame");
  assert_secret (long_secret, long_secret);
  assert_bad_secret ("", 0, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  assert_bad_secret ("\n", 1, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  assert_bad_secret ("a\nb", 3, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  assert_bad_secret ("a\r\n", 3, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  assert_bad_secret ("a\0b", 3, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  assert_bad_secret ("caf\xe9", 4, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  assert_bad_secret (too_long, strlen (too_long), POSTHORN_ERROR, POSTHORN_ERROR_TOO_LARGE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/bus-secret/read", test_secret);
  return g_test_run ();
}
