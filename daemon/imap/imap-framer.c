/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "imap-framer.h"

#include "error.h"

#include <string.h>

/* An empty buffer that one long line has blown up is given back. */
#define KEEP_OCTETS (128 * 1024)

struct _ImapFramer
{
  gsize limit;
  GByteArray *input;
  gsize start;          /* what lies before it has been handed on */
  gsize scanned;        /* octets behind start that hold no line end */
  guint64 literal_left; /* octets of the current literal still to come */
  gboolean in_response; /* a literal of the current response has begun */
};

ImapFramer *
imap_framer_new (gsize limit)
{
  ImapFramer *framer = g_new0 (ImapFramer, 1);

  framer->limit = limit;
  framer->input = g_byte_array_new ();
  return framer;
}

void
imap_framer_free (ImapFramer *framer)
{
  if (framer == NULL)
    return;
  g_byte_array_unref (framer->input);
  g_free (framer);
}

static void
drop_consumed (ImapFramer *framer)
{
  gsize left = framer->input->len - framer->start;

  if (framer->start == 0)
    return;
  if (left == 0 && framer->input->len > KEEP_OCTETS)
    {
      g_byte_array_unref (framer->input);
      framer->input = g_byte_array_new ();
    }
  else
    {
      memmove (framer->input->data, framer->input->data + framer->start, left);
      g_byte_array_set_size (framer->input, (guint) left);
    }
  framer->start = 0;
}

void
imap_framer_feed (ImapFramer *framer, const guint8 *data, gsize length)
{
  drop_consumed (framer);
  if (length > 0)
    g_byte_array_append (framer->input, data, (guint) length);
}

static gboolean
is_status_word (const char *text, gsize length)
{
  static const char *const words[] = { "OK", "NO", "BAD", "BYE", "PREAUTH" };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    {
      gsize size = strlen (words[i]);

      if (length >= size && g_ascii_strncasecmp (text, words[i], size) == 0
          && (length == size || text[size] == ' '))
        return TRUE;
    }
  return FALSE;
}

static gboolean
may_hold_literal (const ImapFramer *framer, const char *text, gsize length)
{
  if (framer->in_response)
    return TRUE;
  return length > 2 && text[0] == '*' && text[1] == ' ' && !is_status_word (text + 2, length - 2);
}

static guint64
saturating_number (const char *digits, gsize length)
{
  guint64 number = 0;

  for (gsize i = 0; i < length; i++)
    {
      guint64 digit = (guint64) (digits[i] - '0');

      if (number > (G_MAXUINT64 - digit) / 10)
        return G_MAXUINT64;
      number = number * 10 + digit;
    }
  return number;
}

/* "{n}", "{n+}" and "~{n}" at the end of TEXT; PREFIX is the length of what stands before. */
static gboolean
ends_in_literal (const char *text, gsize length, gsize *prefix, guint64 *size)
{
  gsize end = length;
  gsize begin;

  if (end < 3 || text[--end] != '}')
    return FALSE;
  if (text[end - 1] == '+')
    end--;
  begin = end;
  while (begin > 0 && g_ascii_isdigit (text[begin - 1]))
    begin--;
  if (begin == end || begin == 0 || text[begin - 1] != '{')
    return FALSE;
  *size = saturating_number (text + begin, end - begin);
  *prefix = begin - 1;
  if (*prefix > 0 && text[*prefix - 1] == '~')
    (*prefix)--;
  return TRUE;
}

static gboolean
next_data (ImapFramer *framer, ImapFrame *frame)
{
  gsize length = MIN (framer->input->len - framer->start, framer->literal_left);

  if (length == 0)
    return FALSE;
  frame->type = IMAP_FRAME_LITERAL_DATA;
  frame->data = (const char *) framer->input->data + framer->start;
  frame->length = length;
  framer->start += length;
  framer->literal_left -= length;
  return TRUE;
}

static void
hand_on_text (ImapFramer *framer, ImapFrame *frame, const char *text, gsize length)
{
  if (length > 0 && text[length - 1] == '\r')
    length--;
  frame->data = text;
  frame->length = length;
  frame->type = IMAP_FRAME_LINE;
  if (may_hold_literal (framer, text, length)
      && ends_in_literal (text, length, &frame->length, &frame->size))
    frame->type = IMAP_FRAME_LITERAL_START;
  framer->literal_left = frame->size;
  framer->in_response = frame->type == IMAP_FRAME_LITERAL_START;
}

static gboolean
next_text (ImapFramer *framer, ImapFrame *frame, GError **error)
{
  gsize available = framer->input->len - framer->start;
  const char *text;
  const char *end;
  gsize length;

  if (available == framer->scanned)
    return FALSE;
  text = (const char *) framer->input->data + framer->start;
  end = memchr (text + framer->scanned, '\n', available - framer->scanned);
  length = end != NULL ? (gsize) (end - text) : available;
  if (length > framer->limit)
    {
      g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_TOO_LARGE,
                   "The server sent a line of more than %" G_GSIZE_FORMAT
                   " octets; raise the limit if that is no mistake of the server",
                   framer->limit);
      return FALSE;
    }
  framer->scanned = end != NULL ? 0 : available;
  if (end == NULL)
    return FALSE;
  framer->start += length + 1;
  hand_on_text (framer, frame, text, length);
  return TRUE;
}

gboolean
imap_framer_next (ImapFramer *framer, ImapFrame *frame, GError **error)
{
  *frame = (ImapFrame){ 0 };
  if (framer->literal_left > 0)
    return next_data (framer, frame);
  return next_text (framer, frame, error);
}

gboolean
imap_framer_is_idle (const ImapFramer *framer)
{
  return framer->input->len == framer->start && !framer->in_response;
}
