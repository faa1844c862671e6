/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "input.h"

#include "connection.h"

#include <gio/gunixinputstream.h>
#include <unistd.h>

static GBytes *
read_standard_input (GError **error)
{
  g_autoptr (GInputStream) input = g_unix_input_stream_new (STDIN_FILENO, FALSE);
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();

  if (g_output_stream_splice (memory, input, G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET, NULL, error) < 0)
    return NULL;
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (memory));
}

GBytes *
input_read (const char *file, GError **error)
{
  g_autoptr (GError) local = NULL;
  char *contents;
  gsize length;

  if (g_str_equal (file, "-"))
    return read_standard_input (error);
  if (g_file_get_contents (file, &contents, &length, &local))
    return g_bytes_new_take (contents, length);
  g_set_error (error, CTL_ERROR, CTL_ERROR_USAGE, "%s; name a file that can be read",
               local->message);
  return NULL;
}
