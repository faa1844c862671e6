/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sendmail-message.h"

#include "connection.h"
#include "sender.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

typedef struct
{
  FILE *input;
  gboolean dots_are_text;
  char *line;
  gsize capacity;
  gssize length; /* of the line, with its end; below 1 = there is none */
} Reader;

void
sendmail_message_clear (SendmailMessage *message)
{
  if (message->fd >= 0)
    close (message->fd);
  g_free (message->from);
  g_free (message->resent);
}

static gboolean
is_line (const Reader *reader, const char *text)
{
  gsize length = strlen (text);
  gsize end = (gsize) reader->length - length;

  return strncmp (reader->line, text, length) == 0
         && (end == 0 || strcmp (reader->line + length, "\n") == 0
             || strcmp (reader->line + length, "\r\n") == 0);
}

static gboolean
next_line (Reader *reader)
{
  reader->length = getline (&reader->line, &reader->capacity, reader->input);
  if (reader->length > 0 && !reader->dots_are_text && is_line (reader, "."))
    reader->length = -1;
  return reader->length > 0;
}

static gboolean
begins_field (const Reader *reader)
{
  gsize name = strcspn (reader->line, ": \t\r\n");

  return name > 0 && reader->line[name + strspn (reader->line + name, " \t")] == ':';
}

static void
free_field (gpointer field)
{
  g_string_free (field, TRUE);
}

/* Fields (GString) with their ends. The reader stands on the first line behind them. */
static GPtrArray *
read_header (Reader *reader)
{
  GPtrArray *fields = g_ptr_array_new_with_free_func (free_field);

  /* Some hand over a piece of an mbox. */
  if (next_line (reader) && g_str_has_prefix (reader->line, "From "))
    next_line (reader);
  for (; reader->length > 0; next_line (reader))
    {
      gboolean goes_on = strchr (" \t", reader->line[0]) != NULL && fields->len > 0;

      if (!goes_on && !begins_field (reader))
        break;
      if (!goes_on)
        g_ptr_array_add (fields, g_string_new (NULL));
      g_string_append_len (fields->pdata[fields->len - 1], reader->line, reader->length);
    }
  return fields;
}

/* What stands behind the name; NULL = FIELD is another one. */
static const char *
value_of (const GString *field, const char *name)
{
  gsize length = strlen (name);
  const char *rest = field->str + length;

  if (g_ascii_strncasecmp (field->str, name, length) != 0)
    return NULL;
  rest += strspn (rest, " \t");
  return *rest == ':' ? rest + 1 : NULL;
}

static const char *
find_field (GPtrArray *fields, const char *name)
{
  const char *value = NULL;

  for (guint i = 0; value == NULL && i < fields->len; i++)
    value = value_of (fields->pdata[i], name);
  return value;
}

static char *
find_address (GPtrArray *fields, const char *name)
{
  const char *value = find_field (fields, name);

  return sender_address (value ? value : "");
}

static void
add_blind (GPtrArray *fields, char **blind)
{
  gboolean is_resent = find_field (fields, "Resent-To") || find_field (fields, "Resent-Cc")
                       || find_field (fields, "Resent-Bcc");
  g_autofree char *names = g_strjoinv (",\n ", blind);
  GString *field = g_string_new (NULL);

  g_string_printf (field, "%s: %s\n", is_resent ? "Resent-Bcc" : "Bcc", names);
  g_ptr_array_insert (fields, 0, field);
}

/* "root (Cron Daemon)": the daemon puts the address of the account there. */
static void
drop_local_from (GPtrArray *fields)
{
  for (guint i = fields->len; i-- > 0;)
    {
      const char *value = value_of (fields->pdata[i], "From");

      if (value != NULL && strchr (value, '@') == NULL)
        g_ptr_array_remove_index (fields, i);
    }
}

static void
copy (Reader *reader, GPtrArray *fields, FILE *output)
{
  for (guint i = 0; i < fields->len; i++)
    {
      const GString *field = fields->pdata[i];

      fwrite (field->str, 1, field->len, output);
    }
  /* Text without a header, or right behind it. */
  if (reader->length > 0 && !is_line (reader, ""))
    fputs ("\n", output);
  for (; reader->length > 0; next_line (reader))
    fwrite (reader->line, 1, (gsize) reader->length, output);
}

static gboolean
fail (GError **error, const char *what)
{
  g_set_error (error, CTL_ERROR, CTL_ERROR_FAILED, "The message cannot be %s: %s", what,
               g_strerror (errno));
  return FALSE;
}

static FILE *
open_memory (SendmailMessage *message)
{
  int fd = memfd_create ("message", MFD_CLOEXEC);

  message->fd = fd < 0 ? -1 : dup (fd);
  return fd < 0 ? NULL : fdopen (fd, "w");
}

static gboolean
take (SendmailMessage *message, Reader *reader, char **blind, GError **error)
{
  g_autoptr (GPtrArray) fields = read_header (reader);
  FILE *output;

  if (fields->len == 0 && reader->length < 1 && !ferror (reader->input))
    {
      g_set_error_literal (error, CTL_ERROR, CTL_ERROR_USAGE,
                           "Standard input is empty, so nothing was sent; pipe a message to it");
      return FALSE;
    }
  drop_local_from (fields);
  message->from = find_address (fields, "From");
  message->resent = find_address (fields, find_field (fields, "Resent-Sender") ? "Resent-Sender"
                                                                               : "Resent-From");
  if (blind[0] != NULL)
    add_blind (fields, blind);
  output = open_memory (message);
  if (output == NULL)
    return fail (error, "kept");
  copy (reader, fields, output);
  if (ferror (reader->input))
    {
      fclose (output);
      return fail (error, "read");
    }
  return (fclose (output) == 0 && lseek (message->fd, 0, SEEK_SET) == 0) || fail (error, "kept");
}

gboolean
sendmail_message_read (SendmailMessage *message, FILE *input, gboolean dots_are_text, char **blind,
                       GError **error)
{
  Reader reader = { .input = input, .dots_are_text = dots_are_text };
  gboolean ok = take (message, &reader, blind, error);

  free (reader.line);
  return ok;
}
