/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mime-encode.h"

#include <string.h>

#define CRLF "\r\n"

/* RFC 5322, 2.1.1, without CRLF. */
#define LINE_LIMIT 998

/* RFC 2045, 6.7, without the "=" of a soft line break. */
#define QUOTED_LIMIT 75

/* With more than one octet in so many to be escaped base64 is shorter. */
#define QUOTED_SHARE 6

/* What a mailbox file takes for the beginning of a mail. */
#define FROM "From "

static gboolean
is_bare (char octet)
{
  return (octet >= ' ' && octet < 127 && octet != '=') || octet == '\t';
}

static gboolean
is_plain_line (const char *line, gsize length)
{
  if (length > LINE_LIMIT || strncmp (line, FROM, strlen (FROM)) == 0)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    if (!is_bare (line[i]) && line[i] != '=')
      return FALSE;
  return TRUE;
}

static gboolean
is_plain (const char *text)
{
  while (*text)
    {
      gsize length = strcspn (text, "\n");

      if (!is_plain_line (text, length))
        return FALSE;
      text += length + (text[length] ? 1 : 0);
    }
  return TRUE;
}

const char *
mime_encode_choose (const char *text)
{
  gsize escaped = 0;
  gsize length = 0;

  if (is_plain (text))
    return "7bit";
  for (; text[length]; length++)
    escaped += is_bare (text[length]) || text[length] == '\n' ? 0 : 1;
  return escaped * QUOTED_SHARE > length ? "base64" : "quoted-printable";
}

static void
append_lines (GString *to, const char *text)
{
  while (*text)
    {
      gsize length = strcspn (text, "\n");

      g_string_append_len (to, text, (gssize) length);
      g_string_append (to, text[length] ? CRLF : "");
      text += length + (text[length] ? 1 : 0);
    }
}

/* A dot alone ends a message on its way, and a space at the end of a line may get lost. */
static gboolean
needs_escape (const char *at, gboolean is_start)
{
  if (!is_bare (*at))
    return TRUE;
  if ((*at == ' ' || *at == '\t') && (at[1] == '\n' || at[1] == '\0'))
    return TRUE;
  return is_start && (*at == '.' || strncmp (at, FROM, strlen (FROM)) == 0);
}

static void
append_quoted (GString *to, const char *text)
{
  gsize start = to->len;

  for (; *text; text++)
    {
      gboolean escaped = needs_escape (text, to->len == start);

      if (*text == '\n')
        {
          g_string_append (to, CRLF);
          start = to->len;
          continue;
        }
      if (to->len - start + (escaped ? 3 : 1) > QUOTED_LIMIT)
        {
          g_string_append (to, "=" CRLF);
          start = to->len;
          escaped = needs_escape (text, TRUE);
        }
      if (escaped)
        g_string_append_printf (to, "=%02X", (guchar) *text);
      else
        g_string_append_c (to, *text);
    }
}

void
mime_encode_base64 (GString *to, const guint8 *octets, gsize length)
{
  char line[MIME_BASE64_LINE / 3 * 4 + 4];

  for (gsize done = 0; done < length; done += MIME_BASE64_LINE)
    {
      gint state = 0;
      gint save = 0;
      gsize count = g_base64_encode_step (octets + done, MIN (MIME_BASE64_LINE, length - done),
                                          FALSE, line, &state, &save);

      count += g_base64_encode_close (FALSE, line + count, &state, &save);
      g_string_append_len (to, line, (gssize) count);
      g_string_append (to, CRLF);
    }
}

void
mime_encode_text (GString *to, const char *text, const char *encoding)
{
  g_autoptr (GString) lines = NULL;

  if (strcmp (encoding, "quoted-printable") == 0)
    {
      append_quoted (to, text);
      return;
    }
  if (strcmp (encoding, "base64") != 0)
    {
      append_lines (to, text);
      return;
    }
  /* The lines of text end with CRLF also where they are encoded. */
  lines = g_string_sized_new (strlen (text));
  append_lines (lines, text);
  mime_encode_base64 (to, (const guint8 *) lines->str, lines->len);
}
