/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mime-header.h"

#include "mime-charset.h"

#include <string.h>

const char *
mime_line_next (const char *line, const char *end, char newline)
{
  const char *found = memchr (line, newline, (gsize) (end - line));

  return found ? found + 1 : end;
}

gsize
mime_line_length (const char *line, const char *next)
{
  while (next > line && (next[-1] == '\n' || next[-1] == '\r'))
    next--;
  return (gsize) (next - line);
}

/* The length of the field name before the colon, 0 when the line is no field. */
static gsize
name_length (const char *line, gsize length)
{
  gsize name = 0;
  gsize colon;

  while (name < length && line[name] > ' ' && line[name] < 127 && line[name] != ':')
    name++;
  colon = name;
  while (colon < length && (line[colon] == ' ' || line[colon] == '\t'))
    colon++;
  return colon < length && line[colon] == ':' ? name : 0;
}

gboolean
mime_line_is_field (const char *line, gsize length)
{
  return name_length (line, length) > 0;
}

static gboolean
continues (const MimeFields *fields)
{
  return fields->position < fields->end && (*fields->position == ' ' || *fields->position == '\t');
}

gboolean
mime_fields_next (MimeFields *fields, MimeField *field)
{
  while (fields->position < fields->end)
    {
      const char *line = fields->position;

      fields->position = mime_line_next (line, fields->end, fields->newline);
      field->name = line;
      field->name_length = name_length (line, (gsize) (fields->position - line));
      while (continues (fields))
        fields->position = mime_line_next (fields->position, fields->end, fields->newline);
      if (field->name_length == 0)
        continue;
      line = memchr (line, ':', (gsize) (fields->position - line));
      field->value = line + 1;
      field->value_length = (gsize) (fields->position - field->value);
      return TRUE;
    }
  return FALSE;
}

gboolean
mime_field_is (const MimeField *field, const char *name)
{
  return strlen (name) == field->name_length
         && g_ascii_strncasecmp (field->name, name, field->name_length) == 0;
}

char *
mime_field_value (const MimeField *field, gsize limit)
{
  gsize length = MIN (field->value_length, limit);
  g_autofree char *line = g_malloc (length + 1);
  gsize used = 0;

  for (gsize i = 0; i < length; i++)
    {
      char octet = field->value[i];

      if (octet == '\t')
        octet = ' ';
      /* ESC stays: ISO-2022 shifts with it, and the text is cleaned after decoding. */
      if (((guchar) octet >= ' ' && octet != 127) || octet == 27)
        line[used++] = octet;
    }
  line[used] = '\0';
  return g_strstrip (mime_charset_decode (line, used, NULL));
}

char *
mime_field_parameters (const MimeField *field, gsize limit)
{
  char *value = mime_field_value (field, limit);
  gboolean is_encoded = FALSE;
  char *to = value;

  for (const char *from = value; *from; from++)
    {
      gboolean is_nul = is_encoded && g_str_has_prefix (from, "%00");

      if (*from == ';')
        is_encoded = FALSE;
      if (g_str_has_prefix (from, "*="))
        is_encoded = TRUE;
      *to++ = is_nul ? '_' : *from;
      from += is_nul ? 2 : 0;
    }
  *to = '\0';
  return value;
}
