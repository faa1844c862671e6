/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "smtp-data.h"

#include <string.h>

#define LONGEST_NAME 64 /* blanks before the colon included; what is longer is no Bcc */

typedef enum
{
  LINE_BEGINS,
  LINE_NAMES, /* of the header, not known yet whether it is to be left out */
  LINE_KEPT,
  LINE_DROPPED,
} LineState;

struct _SmtpData
{
  SmtpDataFlags flags;
  gboolean in_header;
  gboolean carriage_return; /* the octet before was one, and its line has been ended */
  LineState line;
  gboolean dropping; /* the field that the last line belongs to */
  guint8 name[LONGEST_NAME];
  gsize name_length;
};

static const char *const secret_fields[] = { "bcc", "resent-bcc" };

SmtpData *
smtp_data_new (SmtpDataFlags flags)
{
  SmtpData *data = g_new0 (SmtpData, 1);

  data->flags = flags;
  data->in_header = TRUE;
  return data;
}

void
smtp_data_free (SmtpData *data)
{
  g_free (data);
}

static gboolean
is_blank (guint8 octet)
{
  return octet == ' ' || octet == '\t';
}

/* Begins the line, whose first octet is FIRST. */
static void
keep_line (SmtpData *data, guint8 first, GByteArray *output)
{
  if (data->flags & SMTP_DATA_DOTS && first == '.')
    g_byte_array_append (output, (const guint8 *) ".", 1);
  data->line = LINE_KEPT;
}

static void
release_name (SmtpData *data, GByteArray *output)
{
  keep_line (data, data->name[0], output);
  g_byte_array_append (output, data->name, data->name_length);
}

static void
begin_line (SmtpData *data, guint8 first, GByteArray *output)
{
  if (!data->in_header)
    keep_line (data, first, output);
  else if (!is_blank (first))
    {
      data->dropping = FALSE;
      data->name_length = 0;
      data->line = LINE_NAMES;
    }
  else if (data->dropping)
    data->line = LINE_DROPPED;
  else
    keep_line (data, first, output);
}

static gboolean
is_secret (const SmtpData *data)
{
  gsize length = data->flags & SMTP_DATA_WITH_BCC ? 0 : data->name_length;

  while (length > 0 && is_blank (data->name[length - 1]))
    length--;
  for (gsize i = 0; i < G_N_ELEMENTS (secret_fields); i++)
    if (length == strlen (secret_fields[i])
        && g_ascii_strncasecmp ((const char *) data->name, secret_fields[i], length) == 0)
      return TRUE;
  return FALSE;
}

/* One octet of a line that may yet be a Bcc. */
static void
add_to_name (SmtpData *data, guint8 octet, GByteArray *output)
{
  if (octet == ':' && is_secret (data))
    {
      data->dropping = TRUE;
      data->line = LINE_DROPPED;
      return;
    }
  data->name[data->name_length++] = octet;
  if (octet == ':' || data->name_length == LONGEST_NAME)
    release_name (data, output);
}

/* A piece of a line without its end. */
static void
add_text (SmtpData *data, const guint8 *text, gsize length, GByteArray *output)
{
  if (data->line == LINE_BEGINS)
    begin_line (data, text[0], output);
  while (length > 0 && data->line == LINE_NAMES)
    {
      add_to_name (data, *text, output);
      text++;
      length--;
    }
  if (data->line == LINE_KEPT)
    g_byte_array_append (output, text, length);
}

static void
end_line (SmtpData *data, GByteArray *output)
{
  if (data->line == LINE_BEGINS)
    data->in_header = FALSE;
  if (data->line == LINE_NAMES)
    release_name (data, output);
  if (data->line != LINE_DROPPED)
    g_byte_array_append (output, (const guint8 *) "\r\n", 2);
  data->line = LINE_BEGINS;
}

static gsize
text_length (const guint8 *octets, gsize length)
{
  gsize at = 0;

  while (at < length && octets[at] != '\r' && octets[at] != '\n')
    at++;
  return at;
}

void
smtp_data_feed (SmtpData *data, const guint8 *octets, gsize length, GByteArray *output)
{
  const guint8 *end = octets + length;

  while (octets < end)
    {
      gsize text = text_length (octets, (gsize) (end - octets));

      if (text > 0)
        add_text (data, octets, text, output);
      else if (*octets == '\r' || !data->carriage_return)
        end_line (data, output);
      data->carriage_return = text == 0 && *octets == '\r';
      octets += MAX (text, 1);
    }
}

void
smtp_data_end (SmtpData *data, GByteArray *output)
{
  if (data->line != LINE_BEGINS)
    end_line (data, output);
}
