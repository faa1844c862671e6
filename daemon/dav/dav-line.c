/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dav-line.h"

#include <string.h>

/* Pictures are lines as well. */
#define LINE_LIMIT (16 * 1024 * 1024)

void
dav_lines_init (DavLines *lines, const char *text, gsize length)
{
  lines->at = text;
  lines->end = text + length;
  lines->text = g_string_new (NULL);
}

void
dav_lines_clear (DavLines *lines)
{
  if (lines->text)
    g_string_free (lines->text, TRUE);
  lines->text = NULL;
}

/* Up to the next line feed, without it and the CR before it. NUL ends no line. */
static void
append_physical (DavLines *lines)
{
  const char *feed = memchr (lines->at, '\n', (gsize) (lines->end - lines->at));
  const char *end = feed ? feed : lines->end;

  if (end > lines->at && end[-1] == '\r')
    end--;
  if (lines->text->len < LINE_LIMIT)
    g_string_append_len (lines->text, lines->at, end - lines->at);
  lines->at = feed ? feed + 1 : lines->end;
}

static gboolean
is_folded (const DavLines *lines)
{
  return lines->at < lines->end && (*lines->at == ' ' || *lines->at == '\t');
}

/* A colon within quotes does not end the parameters. */
static char *
find_colon (char *text)
{
  gboolean is_quoted = FALSE;

  for (; *text; text++)
    {
      if (*text == '"')
        is_quoted = !is_quoted;
      else if (*text == ':' && !is_quoted)
        return text;
    }
  return NULL;
}

static void
split (DavLine *line, GString *text)
{
  static char nothing[] = "";
  char *colon = find_colon (text->str);
  char *parameters;
  char *dot;

  line->name = line->parameters = line->value = nothing;
  if (!colon)
    return;
  *colon = '\0';
  line->value = colon + 1;
  parameters = strchr (text->str, ';');
  line->parameters = parameters ? parameters : colon;
  line->name = text->str;
  dot = memchr (text->str, '.', strcspn (text->str, ";"));
  if (dot)
    line->name = dot + 1;
}

/* Of vCard 2.1: the encoded text goes on in the next line. */
static gboolean
is_soft_break (const DavLines *lines, const DavLine *line)
{
  return lines->at < lines->end && g_str_has_suffix (line->value, "=")
         && dav_line_has_word (line, "QUOTED-PRINTABLE");
}

static void
join (DavLines *lines, DavLine *line)
{
  gsize name = (gsize) (line->name - lines->text->str);
  gsize parameters = (gsize) (line->parameters - lines->text->str);
  gsize value = (gsize) (line->value - lines->text->str);

  g_string_truncate (lines->text, value + strlen (line->value) - 1);
  append_physical (lines);
  line->name = lines->text->str + name;
  line->parameters = lines->text->str + parameters;
  line->value = lines->text->str + value;
}

gboolean
dav_lines_next (DavLines *lines, DavLine *line)
{
  if (lines->at >= lines->end)
    return FALSE;
  line->raw = lines->at;
  g_string_truncate (lines->text, 0);
  append_physical (lines);
  while (is_folded (lines))
    {
      lines->at++;
      append_physical (lines);
    }
  split (line, lines->text);
  while (is_soft_break (lines, line))
    join (lines, line);
  line->raw_length = (gsize) (lines->at - line->raw);
  return TRUE;
}

/* The name ends where the parameters begin. */
static gsize
name_length (const DavLine *line)
{
  return strcspn (line->name, ";");
}

gboolean
dav_line_is (const DavLine *line, const char *name, const char *value)
{
  g_autofree char *own = NULL;

  if (name_length (line) != strlen (name)
      || g_ascii_strncasecmp (line->name, name, strlen (name)) != 0)
    return FALSE;
  if (!value)
    return TRUE;
  own = g_strstrip (g_strdup (line->value));
  return g_ascii_strcasecmp (own, value) == 0;
}

static char *
unquoted (const char *value, gsize length)
{
  if (length >= 2 && value[0] == '"' && value[length - 1] == '"')
    return g_strndup (value + 1, length - 2);
  return g_strndup (value, length);
}

/* Where the parameter that begins at AT, behind its semicolon, ends. */
static gsize
parameter_length (const char *at)
{
  gboolean is_quoted = FALSE;
  gsize length = 0;

  for (; at[length] && (is_quoted || at[length] != ';'); length++)
    is_quoted ^= at[length] == '"';
  return length;
}

char *
dav_line_parameter (const DavLine *line, const char *name)
{
  gsize wanted = strlen (name);

  for (const char *at = line->parameters; *at == ';';)
    {
      gsize length = parameter_length (++at);

      if (length > wanted && at[wanted] == '=' && g_ascii_strncasecmp (at, name, wanted) == 0)
        return unquoted (at + wanted + 1, length - wanted - 1);
      at += length;
    }
  return g_strdup ("");
}

gboolean
dav_line_has_word (const DavLine *line, const char *word)
{
  g_auto (GStrv) words = g_strsplit_set (line->parameters, ";=,\"", -1);

  for (char **each = words; *each; each++)
    {
      if (g_ascii_strcasecmp (*each, word) == 0)
        return TRUE;
    }
  return FALSE;
}
