/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "written.h"

#include "connection.h"
#include "input.h"
#include "terminal.h"

#include <stdio.h>

void
written_clear (Written *written)
{
  g_free (written->text);
  g_free (written->file);
}

void
written_add_entries (Written *written, GArray *entries)
{
  const GOptionEntry own[] = {
    { "text", 't', 0, G_OPTION_ARG_STRING, &written->text, "The text itself", "TEXT" },
    { "file", 'f', 0, G_OPTION_ARG_FILENAME, &written->file,
      "Read the text from FILE, «-» is standard input", "FILE" },
    { "html", 0, 0, G_OPTION_ARG_NONE, &written->html, "The text is HTML", NULL },
  };

  g_array_append_vals (entries, own, G_N_ELEMENTS (own));
}

gboolean
written_is_given (const Written *written)
{
  return written->text != NULL || written->file != NULL;
}

static char *
read_text (const char *file, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;
  const char *octets;
  gsize length;

  if (g_str_equal (file, "-") && terminal_can_ask ())
    fputs ("Write the text; Ctrl-D on a line of its own ends it.\n", stderr);
  bytes = input_read (file, error);
  if (bytes == NULL)
    return NULL;
  octets = g_bytes_get_data (bytes, &length);
  if (length == 0 || g_utf8_validate (octets, (gssize) length, NULL))
    return length == 0 ? g_strdup ("") : g_strndup (octets, length);
  g_set_error (error, CTL_ERROR, CTL_ERROR_USAGE,
               "%s is no text in UTF-8; convert it first, for example with iconv -t UTF-8",
               g_str_equal (file, "-") ? "Standard input" : file);
  return NULL;
}

gboolean
written_insert (const Written *written, gboolean needed, GVariantDict *dictionary, GError **error)
{
  const char *file = written->file ? written->file : "-";
  g_autofree char *text = NULL;

  if (written->text != NULL && written->file != NULL)
    {
      g_set_error_literal (error, CTL_ERROR, CTL_ERROR_USAGE,
                           "Only one of --text and --file can be given");
      return FALSE;
    }
  if (!needed && !written_is_given (written))
    return TRUE;
  text = written->text ? g_strdup (written->text) : read_text (file, error);
  if (text == NULL)
    return FALSE;
  g_variant_dict_insert (dictionary, written->html ? "html" : "text", "s", text);
  /* What is changed must not go on saying the other thing to those who read the other kind. */
  g_variant_dict_insert (dictionary, written->html ? "text" : "html", "s", "");
  return TRUE;
}
