/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mime-write.h"

#include "mailbox.h"

#include <string.h>

#define CRLF "\r\n"

/* RFC 5322, 2.1.1, and RFC 2047, 2, for a line with an encoded word. */
#define LINE_LIMIT      78
#define WORD_LINE_LIMIT 76

#define WORD_START "=?UTF-8?B?"
#define WORD_END   "?="

/* Octets of text in one encoded word: at most what makes it 75 long, and no fewer than are worth a
 * word. */
#define WORD_MOST  45
#define WORD_LEAST 12

/* Of a parameter in one line, as it is written. */
#define PARAMETER_LIMIT 60

#define NAME_LIMIT   60
#define SUFFIX_LIMIT 16

/* RFC 2231, 7: what may stand there as it is. */
#define PLAIN_IN_PARAMETER                                                                         \
  "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$&+-.^_`{}~"

static gsize
column (const GString *header)
{
  const char *line_end = memrchr (header->str, '\n', header->len);

  return header->len - (line_end ? (gsize) (line_end + 1 - header->str) : 0);
}

/* Begins a new line where the present one has no room, unless nothing but the name is in it. */
static void
append_token (GString *header, const char *token, gsize length)
{
  gboolean is_first = header->str[header->len - 1] == ':';

  if (!is_first && column (header) + 1 + length > LINE_LIMIT)
    g_string_append (header, CRLF);
  g_string_append_c (header, ' ');
  g_string_append_len (header, token, (gssize) length);
}

static void
append_tokens (GString *header, const char *text)
{
  while (*text)
    {
      gsize length = strcspn (text, " ");

      append_token (header, text, length);
      text += length + (text[length] ? 1 : 0);
    }
}

/* The length of what of TEXT fits into LIMIT octets, whole characters of it. */
static gsize
fitting (const char *text, gsize limit)
{
  gsize length = strnlen (text, limit + 1);

  if (length <= limit)
    return length;
  for (length = limit; ((guchar) text[length] & 0xc0) == 0x80;)
    length--;
  return length;
}

/* Octets for which there is room in a word that is put into the line, behind a space. */
static gsize
room (const GString *header)
{
  gsize used = column (header) + 1 + strlen (WORD_START WORD_END);

  return used < WORD_LINE_LIMIT ? MIN ((WORD_LINE_LIMIT - used) / 4 * 3, WORD_MOST) : 0;
}

static void
append_words (GString *header, const char *text)
{
  while (*text)
    {
      g_autofree char *encoded = NULL;
      gsize length;

      if (room (header) < WORD_LEAST)
        g_string_append (header, CRLF);
      length = fitting (text, room (header));
      encoded = g_base64_encode ((const guchar *) text, length);
      g_string_append_printf (header, " " WORD_START "%s" WORD_END, encoded);
      text += length;
    }
}

static gboolean
is_plain (const char *text)
{
  for (const char *at = text; *at; at++)
    if (*at < ' ' || *at >= 127)
      return FALSE;
  return !strstr (text, "=?");
}

/* Single spaces, and no word that does not fit into a line. */
static gboolean
has_short_words (const char *text)
{
  while (*text)
    {
      gsize length = strcspn (text, " ");

      if (length == 0 || length > LINE_LIMIT - 2 || strcmp (text + length, " ") == 0)
        return FALSE;
      text += length + (text[length] ? 1 : 0);
    }
  return TRUE;
}

void
mime_write_text (GString *header, const char *name, const char *value)
{
  g_string_append_printf (header, "%s:", name);
  if (is_plain (value) && has_short_words (value))
    append_tokens (header, value);
  else
    append_words (header, value);
  g_string_append (header, CRLF);
}

static gboolean
is_atoms (const char *name)
{
  gsize plain = strspn (name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                              "!#$%&'*+-/=?^_`{|}~ ");

  return name[plain] == '\0' && has_short_words (name);
}

static char *
quote (const char *name)
{
  GString *quoted = g_string_new ("\"");

  for (; *name; name++)
    {
      if (*name == '"' || *name == '\\')
        g_string_append_c (quoted, '\\');
      g_string_append_c (quoted, *name);
    }
  g_string_append_c (quoted, '"');
  return g_string_free (quoted, FALSE);
}

static void
append_name (GString *header, const char *name)
{
  g_autofree char *quoted = NULL;

  if (!is_plain (name) || strlen (name) > LINE_LIMIT - 4)
    append_words (header, name);
  else if (is_atoms (name))
    append_tokens (header, name);
  else
    {
      quoted = quote (name);
      append_token (header, quoted, strlen (quoted));
    }
}

static void
append_address (GString *header, const MailAddress *address, gboolean is_last)
{
  g_autofree char *wire = mailbox_wire_form (address->address);
  g_autofree char *token = NULL;
  const char *comma = is_last ? "" : ",";

  if (*address->name)
    append_name (header, address->name);
  token
      = *address->name ? g_strdup_printf ("<%s>%s", wire, comma) : g_strconcat (wire, comma, NULL);
  append_token (header, token, strlen (token));
}

void
mime_write_addresses (GString *header, const char *name, GPtrArray *addresses)
{
  if (addresses->len == 0)
    return;
  g_string_append_printf (header, "%s:", name);
  for (guint i = 0; i < addresses->len; i++)
    append_address (header, g_ptr_array_index (addresses, i), i + 1 == addresses->len);
  g_string_append (header, CRLF);
}

void
mime_write_ids (GString *header, const char *name, const char *ids)
{
  g_auto (GStrv) list = g_strsplit (ids, " ", -1);

  if (*ids == '\0')
    return;
  g_string_append_printf (header, "%s:", name);
  for (char **id = list; *id; id++)
    {
      g_autofree char *token = g_strdup_printf ("<%s>", *id);

      append_token (header, token, strlen (token));
    }
  g_string_append (header, CRLF);
}

void
mime_write_begin (GString *header, const char *name, const char *value)
{
  g_string_append_printf (header, "%s: %s", name, value);
}

void
mime_write_end (GString *header)
{
  g_string_append (header, CRLF);
}

/* One character of a parameter, percent-encoded where that is needed. */
static char *
encode_character (const char *at)
{
  GString *encoded = g_string_new (NULL);

  for (const char *end = g_utf8_next_char (at); at < end; at++)
    if (strchr (PLAIN_IN_PARAMETER, *at))
      g_string_append_c (encoded, *at);
    else
      g_string_append_printf (encoded, "%%%02X", (guchar) *at);
  return g_string_free (encoded, FALSE);
}

/* The parts in which VALUE is written; no character is cut in two. */
static GPtrArray *
sections_of (const char *value)
{
  GPtrArray *sections = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GString) section = g_string_new ("UTF-8''");

  for (; *value; value = g_utf8_next_char (value))
    {
      g_autofree char *encoded = encode_character (value);

      if (section->len + strlen (encoded) > PARAMETER_LIMIT)
        {
          g_ptr_array_add (sections, g_strdup (section->str));
          g_string_truncate (section, 0);
        }
      g_string_append (section, encoded);
    }
  g_ptr_array_add (sections, g_strdup (section->str));
  return sections;
}

static gboolean
is_plain_parameter (const char *value)
{
  return is_plain (value) && !strpbrk (value, "\"\\") && strlen (value) <= PARAMETER_LIMIT;
}

void
mime_write_parameter (GString *header, const char *name, const char *value)
{
  g_autoptr (GPtrArray) sections = NULL;

  if (is_plain_parameter (value))
    {
      g_string_append_printf (header, ";" CRLF " %s=\"%s\"", name, value);
      return;
    }
  sections = sections_of (value);
  if (sections->len == 1)
    g_string_append_printf (header, ";" CRLF " %s*=%s", name, (char *) sections->pdata[0]);
  for (guint i = 0; sections->len > 1 && i < sections->len; i++)
    g_string_append_printf (header, ";" CRLF " %s*%u*=%s", name, i, (char *) sections->pdata[i]);
}

char *
mime_write_plain_name (const char *name)
{
  g_autofree char *ascii = g_str_to_ascii (name, "C");
  const char *suffix;

  for (char *at = ascii; *at; at++)
    if (!g_ascii_isalnum (*at) && !strchr (" .,-_+()[]#@", *at))
      *at = '_';
  if (strlen (ascii) <= NAME_LIMIT)
    return g_steal_pointer (&ascii);
  suffix = strrchr (ascii, '.');
  suffix = suffix && strlen (suffix) <= SUFFIX_LIMIT ? suffix : "";
  return g_strdup_printf ("%.*s%s", (int) (NAME_LIMIT - strlen (suffix)), ascii, suffix);
}
