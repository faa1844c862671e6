/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "smtp-reply.h"

#include "error.h"
#include "server-text.h"

#include <string.h>

#define CODE_DIGITS     3
#define TEXT_CHARACTERS 300
#define STATUS_DIGITS   3

struct _SmtpReplyReader
{
  gsize limit;
  guint lines_limit;
  GByteArray *waiting;
  gsize searched; /* octets of WAITING known to hold no line feed */
  guint code;     /* of the reply being gathered; 0 = none is */
  char *status;
  GPtrArray *lines;
};

SmtpReply *
smtp_reply_copy (const SmtpReply *reply)
{
  SmtpReply *copy = g_new0 (SmtpReply, 1);

  copy->code = reply->code;
  copy->status = g_strdup (reply->status);
  copy->lines = g_strdupv (reply->lines);
  return copy;
}

void
smtp_reply_free (SmtpReply *reply)
{
  g_free (reply->status);
  g_strfreev (reply->lines);
  g_free (reply);
}

gboolean
smtp_reply_is_positive (const SmtpReply *reply)
{
  return reply->code / 100 == 2;
}

gboolean
smtp_reply_is_temporary (const SmtpReply *reply)
{
  return reply->code / 100 == 4;
}

char *
smtp_reply_text (const SmtpReply *reply)
{
  g_autofree char *joined = g_strjoinv (" ", reply->lines);

  g_strstrip (joined);
  if (g_utf8_strlen (joined, -1) <= TEXT_CHARACTERS)
    return g_steal_pointer (&joined);
  return g_utf8_substring (joined, 0, TEXT_CHARACTERS);
}

char *
smtp_reply_quote (const SmtpReply *reply)
{
  g_autofree char *text = smtp_reply_text (reply);

  return g_strdup_printf ("%u%s%s%s%s", reply->code, reply->status ? " " : "",
                          reply->status ? reply->status : "", text[0] != '\0' ? " " : "", text);
}

SmtpReplyReader *
smtp_reply_reader_new (gsize line, guint lines)
{
  SmtpReplyReader *reader = g_new0 (SmtpReplyReader, 1);

  reader->limit = line;
  reader->lines_limit = lines;
  reader->waiting = g_byte_array_new ();
  reader->lines = g_ptr_array_new_with_free_func (g_free);
  return reader;
}

void
smtp_reply_reader_free (SmtpReplyReader *reader)
{
  g_byte_array_unref (reader->waiting);
  g_ptr_array_unref (reader->lines);
  g_free (reader->status);
  g_free (reader);
}

void
smtp_reply_reader_feed (SmtpReplyReader *reader, const guint8 *data, gsize length)
{
  g_byte_array_append (reader->waiting, data, length);
}

gboolean
smtp_reply_reader_is_empty (const SmtpReplyReader *reader)
{
  return reader->waiting->len == 0 && reader->code == 0;
}

static gboolean
fail (GError **error, const char *problem, const char *line, gsize length)
{
  g_autofree char *excerpt = server_text_excerpt (line, length);

  g_set_error (
      error, POSTHORN_ERROR, POSTHORN_ERROR_PROTOCOL,
      "The server sent %s (%s); check that smtp-host and smtp-port are those of a mail server for "
      "sending",
      problem, excerpt);
  return FALSE;
}

static gboolean
fail_too_large (GError **error)
{
  g_set_error (
      error, POSTHORN_ERROR, POSTHORN_ERROR_TOO_LARGE,
      "The server sent an answer without end; check that smtp-host and smtp-port are those of a "
      "mail server for sending");
  return FALSE;
}

/* 0 when LINE does not begin with one. */
static guint
parse_code (const char *line, gsize length)
{
  if (length < CODE_DIGITS || line[0] < '2' || line[0] > '5' || !g_ascii_isdigit (line[1])
      || !g_ascii_isdigit (line[2]))
    return 0;
  if (length > CODE_DIGITS && line[CODE_DIGITS] != ' ' && line[CODE_DIGITS] != '-')
    return 0;
  return (guint) (line[0] - '0') * 100 + (guint) (line[1] - '0') * 10 + (guint) (line[2] - '0');
}

static gsize
skip_number (const char *text, gsize at)
{
  gsize start = at;

  while (g_ascii_isdigit (text[at]) && at - start < STATUS_DIGITS)
    at++;
  return at > start ? at : 0;
}

/* How long the status is that TEXT begins with; 0 = it does not, or with one of another class. */
static gsize
status_length (const char *text, guint code)
{
  gsize end = 0;

  if ((guint) (text[0] - '0') != code / 100 || code / 100 == 3 || text[1] != '.')
    return 0;
  end = skip_number (text, 2);
  if (end == 0 || text[end] != '.')
    return 0;
  end = skip_number (text, end + 1);
  return end > 0 && (text[end] == ' ' || text[end] == '\0') ? end : 0;
}

static void
add_text (SmtpReplyReader *reader, const char *data, gsize length)
{
  g_autofree char *text = server_text_valid (data, length);
  gsize status = status_length (text, reader->code);

  if (status > 0 && reader->status == NULL)
    reader->status = g_strndup (text, status);
  if (status > 0 && text[status] == ' ')
    status++;
  g_ptr_array_add (reader->lines, g_strdup (text + status));
}

/* LAST: the line ends its reply. */
static gboolean
add_line (SmtpReplyReader *reader, const char *line, gsize length, gboolean *last, GError **error)
{
  guint code = parse_code (line, length);

  if (code == 0 || (reader->code != 0 && code != reader->code))
    return fail (error, "something that is no answer", line, length);
  if (reader->lines->len >= reader->lines_limit)
    return fail_too_large (error);
  reader->code = code;
  *last = length == CODE_DIGITS || line[CODE_DIGITS] == ' ';
  if (length == CODE_DIGITS)
    add_text (reader, "", 0);
  else
    add_text (reader, line + CODE_DIGITS + 1, length - CODE_DIGITS - 1);
  return TRUE;
}

static SmtpReply *
take_reply (SmtpReplyReader *reader)
{
  SmtpReply *reply = g_new0 (SmtpReply, 1);

  reply->code = reader->code;
  reply->status = g_steal_pointer (&reader->status);
  g_ptr_array_add (reader->lines, NULL);
  reply->lines = (GStrv) g_ptr_array_free (reader->lines, FALSE);
  reader->lines = g_ptr_array_new_with_free_func (g_free);
  reader->code = 0;
  return reply;
}

/* The length of the first line with its line feed; 0 = it is not whole, or with ERROR too long. */
static gsize
find_line (SmtpReplyReader *reader, GError **error)
{
  GByteArray *waiting = reader->waiting;
  const guint8 *end = NULL;
  gsize length;

  if (waiting->len > reader->searched)
    end = memchr (waiting->data + reader->searched, '\n', waiting->len - reader->searched);
  length = end != NULL ? (gsize) (end - waiting->data) + 1 : waiting->len;
  if (length > reader->limit)
    {
      fail_too_large (error);
      return 0;
    }
  reader->searched = end != NULL ? 0 : waiting->len;
  return end != NULL ? length : 0;
}

SmtpReply *
smtp_reply_reader_next (SmtpReplyReader *reader, GError **error)
{
  gboolean last = FALSE;

  while (!last)
    {
      gsize length = find_line (reader, error);
      const char *line = (const char *) reader->waiting->data;
      gsize end = length > 1 && line[length - 2] == '\r' ? length - 2 : length - 1;

      if (length == 0 || !add_line (reader, line, end, &last, error))
        return NULL;
      g_byte_array_remove_range (reader->waiting, 0, length);
    }
  return take_reply (reader);
}
