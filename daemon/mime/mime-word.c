/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mime-word.h"

#include "mime-charset.h"

#include <string.h>

#define LABEL_LIMIT 40
#define DATA_LIMIT  4096

typedef struct
{
  const char *label;
  gsize label_length;
  char encoding; /* 'b' or 'q' */
  const char *data;
  gsize data_length;
  const char *end;
} Word;

typedef void (*EmitText) (GString *to, const char *text);

static gboolean
parse_label (const char *text, Word *word)
{
  gsize length = strnlen (text + 2, LABEL_LIMIT);
  const char *mark = memchr (text + 2, '?', length);
  const char *language;

  if (!mark || mark == text + 2)
    return FALSE;
  language = memchr (text + 2, '*', (gsize) (mark - text - 2));
  word->label = text + 2;
  word->label_length = (gsize) ((language ? language : mark) - word->label);
  word->encoding = g_ascii_tolower (mark[1]);
  word->data = mark + 3;
  return (word->encoding == 'b' || word->encoding == 'q') && mark[2] == '?';
}

/* TEXT begins with "=?". */
static gboolean
parse_word (const char *text, Word *word)
{
  const char *end;

  if (!parse_label (text, word))
    return FALSE;
  end = memmem (word->data, strnlen (word->data, DATA_LIMIT), "?=", 2);
  if (!end)
    return FALSE;
  word->data_length = (gsize) (end - word->data);
  word->end = end + 2;
  return TRUE;
}

static void
decode_q (const Word *word, GByteArray *octets)
{
  for (gsize i = 0; i < word->data_length; i++)
    {
      char character = word->data[i];
      gboolean is_escape = character == '=' && i + 2 < word->data_length
                           && g_ascii_isxdigit (word->data[i + 1])
                           && g_ascii_isxdigit (word->data[i + 2]);
      guint8 octet = character == '_' ? ' ' : (guint8) character;

      if (is_escape)
        {
          octet = (guint8) (g_ascii_xdigit_value (word->data[i + 1]) * 16
                            + g_ascii_xdigit_value (word->data[i + 2]));
          i += 2;
        }
      g_byte_array_append (octets, &octet, 1);
    }
}

static void
decode_b (const Word *word, GByteArray *octets)
{
  guint before = octets->len;
  int state = 0;
  guint save = 0;
  gsize length;

  g_byte_array_set_size (octets, before + (guint) (word->data_length / 4 * 3 + 3));
  length
      = g_base64_decode_step (word->data, word->data_length, octets->data + before, &state, &save);
  g_byte_array_set_size (octets, before + (guint) length);
}

static gboolean
has_same_label (const Word *a, const Word *b)
{
  return a->label_length == b->label_length
         && g_ascii_strncasecmp (a->label, b->label, a->label_length) == 0;
}

/* The octets of words of one label that stand together are decoded together, for a character may
 * be cut in two between them. Returns where reading goes on. */
static const char *
take_words (const Word *first, GString *to, EmitText emit)
{
  g_autoptr (GByteArray) octets = g_byte_array_new ();
  g_autofree char *label = g_strndup (first->label, first->label_length);
  g_autofree char *text = NULL;
  Word word = *first;
  gboolean is_more = TRUE;
  const char *end;

  while (is_more)
    {
      if (word.encoding == 'q')
        decode_q (&word, octets);
      else
        decode_b (&word, octets);
      end = word.end;
      word.end = end + strspn (end, " ");
      is_more = g_str_has_prefix (word.end, "=?") && parse_word (word.end, &word)
                && has_same_label (first, &word);
    }
  text = mime_charset_decode ((const char *) octets->data, octets->len, label);
  emit (to, text);
  return end;
}

/* Between two words of different labels white space is not text either. */
static const char *
skip_space (const char *text)
{
  const char *next = text + strspn (text, " ");
  Word word;

  return g_str_has_prefix (next, "=?") && parse_word (next, &word) ? next : text;
}

static char *
for_each_run (const char *value, EmitText emit)
{
  GString *to = g_string_sized_new (strlen (value));
  Word word;

  while (*value)
    {
      const char *next = strstr (value, "=?");

      next = next ? next : value + strlen (value);
      g_string_append_len (to, value, next - value);
      value = next;
      if (*value == '\0')
        break;
      if (parse_word (value, &word))
        {
          value = skip_space (take_words (&word, to, emit));
          continue;
        }
      g_string_append_len (to, value, 2);
      value += 2;
    }
  return g_string_free (to, FALSE);
}

static void
emit_text (GString *to, const char *text)
{
  g_string_append (to, text);
}

static void
emit_word (GString *to, const char *text)
{
  g_autofree char *line = mime_clean_line (text, DATA_LIMIT, TRUE);
  g_autofree char *data = g_base64_encode ((const guchar *) line, strlen (line));

  if (*line)
    g_string_append_printf (to, "=?utf-8?B?%s?=", data);
}

char *
mime_words_decode (const char *value)
{
  return for_each_run (value, emit_text);
}

char *
mime_words_mend (const char *value)
{
  return for_each_run (value, emit_word);
}
