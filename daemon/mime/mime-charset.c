/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mime-charset.h"

#include "mime-guess.h"
#include "mime-iso2022.h"

#include <errno.h>
#include <gmime/gmime.h>
#include <string.h>

#define LABEL_LIMIT    40
#define CONVERTERS_MAX 16

typedef struct
{
  const char *label;
  const char *really;
} CharsetAlias;

/* What mail is really in when it says the first: supersets that lose nothing. */
static const CharsetAlias aliases[] = {
  { "us-ascii", "windows-1252" },
  { "ascii", "windows-1252" },
  { "ansi_x3.4-1968", "windows-1252" },
  { "iso-ir-6", "windows-1252" },
  { "us", "windows-1252" },
  { "iso-8859-1", "windows-1252" },
  { "latin1", "windows-1252" },
  { "iso-8859-9", "windows-1254" },
  { "gb2312", "gb18030" },
  { "gbk", "gb18030" },
  { "x-gbk", "gb18030" },
  { "gb_2312-80", "gb18030" },
  { "shift_jis", "cp932" },
  { "shift-jis", "cp932" },
  { "x-sjis", "cp932" },
  { "windows-31j", "cp932" },
  { "euc-kr", "cp949" },
  { "ks_c_5601-1987", "cp949" },
  { "euc-jp", "euc-jp-ms" },
  { "x-euc-jp", "euc-jp-ms" },
  { "unicode-1-1-utf-7", "utf-7" },
  { "utf8", "utf-8" },
  { "iso-8859-8-i", "iso-8859-8" },
  { "iso-8859-6-i", "iso-8859-6" },
};

/* Character sets that mail is written in, besides those above. */
static const char *const known[] = {
  "utf-8",           "utf-7",         "utf-16",       "utf-16le",
  "utf-16be",        "utf-32",        "iso-8859-1",   "iso-8859-2",
  "iso-8859-3",      "iso-8859-4",    "iso-8859-5",   "iso-8859-6",
  "iso-8859-7",      "iso-8859-8",    "iso-8859-9",   "iso-8859-10",
  "iso-8859-11",     "iso-8859-13",   "iso-8859-14",  "iso-8859-15",
  "iso-8859-16",     "windows-1250",  "windows-1251", "windows-1252",
  "windows-1253",    "windows-1254",  "windows-1255", "windows-1256",
  "windows-1257",    "windows-1258",  "koi8-r",       "koi8-u",
  "koi8-t",          "pt154",         "gb2312",       "gbk",
  "gb18030",         "big5",          "big5-hkscs",   "euc-tw",
  "euc-jp",          "shift_jis",     "cp932",        "iso-2022-jp",
  "iso-2022-jp-2",   "iso-2022-jp-3", "euc-jisx0213", "euc-kr",
  "cp949",           "johab",         "iso-2022-kr",  "iso-2022-cn",
  "iso-2022-cn-ext", "tis-620",       "cp874",        "tcvn",
  "viscii",          "macintosh",     "mac-cyrillic", "hp-roman8",
  "cp437",           "cp737",         "cp775",        "cp850",
  "cp852",           "cp855",         "cp857",        "cp858",
  "cp860",           "cp861",         "cp862",        "cp863",
  "cp864",           "cp865",         "cp866",        "cp869",
  "armscii-8",       "georgian-ps",   "euc-jp-ms",
};

void
mime_charset_load (void)
{
  static GIConv open[G_N_ELEMENTS (known)];

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (!open[i])
      open[i] = g_iconv_open ("UTF-8", known[i]);
}

static gboolean
is_label (const char *label)
{
  gsize length = strlen (label);

  /* iconv gives a meaning to slashes. */
  return length > 0 && length <= LABEL_LIMIT
         && strspn (label, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:")
                == length;
}

static const char *
iconv_name (const char *label)
{
  for (guint i = 0; i < G_N_ELEMENTS (aliases); i++)
    if (g_ascii_strcasecmp (aliases[i].label, label) == 0)
      return aliases[i].really;
  return g_mime_charset_iconv_name (label);
}

static gboolean
names_utf8 (const char *label)
{
  return g_ascii_strcasecmp (label, "utf-8") == 0 || g_ascii_strcasecmp (label, "utf8") == 0;
}

static gboolean
names_western (const char *label)
{
  return g_ascii_strcasecmp (iconv_name (label), "windows-1252") == 0
         || g_ascii_strcasecmp (iconv_name (label), "cp1252") == 0;
}

/* Text that is not UTF-8 all through is damaged or cut UTF-8, rather than another charset, when
 * characters of more than one octet outnumber the octets that are wrong. */
static gboolean
is_damaged_utf8 (const char *octets, gsize length)
{
  const char *end = octets + length;
  gsize right = 0;
  gsize wrong = 0;

  while (octets < end)
    {
      gunichar character = g_utf8_get_char_validated (octets, end - octets);
      gboolean is_valid = character < 0x110000;

      if (is_valid && character > 127)
        right++;
      if (!is_valid)
        wrong++;
      octets = is_valid ? g_utf8_next_char (octets) : octets + 1;
    }
  return right > wrong;
}

static void
close_converter (gpointer converter)
{
  g_iconv_close (converter);
}

/* Opening one takes longer than most mails do: those in use stay open. Mail that names more
 * charsets than people write in begins the collection anew. */
static GIConv
converter_from (const char *charset)
{
  static GHashTable *converters;
  GIConv converter;

  if (!converters)
    converters = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, close_converter);
  converter = g_hash_table_lookup (converters, charset);
  if (converter)
    {
      g_iconv (converter, NULL, NULL, NULL, NULL);
      return converter;
    }
  converter = g_iconv_open ("UTF-8", charset);
  if (converter == (GIConv) -1)
    return converter;
  if (g_hash_table_size (converters) >= CONVERTERS_MAX)
    g_hash_table_remove_all (converters);
  g_hash_table_insert (converters, g_strdup (charset), converter);
  return converter;
}

/* Some hold a letter back, for a mark may follow that belongs to it. */
static void
append_last (GString *text, GIConv converter)
{
  char room[16];
  gchar *output = room;
  gsize space = sizeof room;

  g_iconv (converter, NULL, NULL, &output, &space);
  g_string_append_len (text, room, (gssize) (sizeof room - space));
}

/* Wrong octets become U+FFFD; an unfinished character at the end is dropped. */
static char *
convert (const char *octets, gsize length, const char *charset)
{
  GIConv converter = converter_from (charset);
  GString *text;
  gchar *input = (gchar *) octets;
  gsize left = length;

  if (converter == (GIConv) -1)
    return NULL;
  text = g_string_sized_new (length + length / 2);
  while (left > 0)
    {
      char room[4096];
      gchar *output = room;
      gsize space = sizeof room;
      gsize result = g_iconv (converter, &input, &left, &output, &space);
      int problem = result == (gsize) -1 ? errno : 0;

      g_string_append_len (text, room, (gssize) (sizeof room - space));
      if (problem == EINVAL)
        break;
      if (problem == EILSEQ)
        {
          g_string_append (text, "\xef\xbf\xbd");
          input++;
          left--;
        }
    }
  append_last (text, converter);
  return g_string_free (text, FALSE);
}

/* What is said to be western is so if it is not without doubt something else. */
static char *
decode_unlabelled (const char *octets, gsize length)
{
  char *text = NULL;

  if (g_utf8_validate_len (octets, length, NULL))
    return g_strndup (octets, length);
  if (!is_damaged_utf8 (octets, length))
    text = convert (octets, length, mime_guess_charset (octets, length));
  return text ? text : g_utf8_make_valid (octets, (gssize) length);
}

static char *
without_nul (const char *octets, gsize length)
{
  GString *text = g_string_sized_new (length);

  for (gsize i = 0; i < length; i++)
    if (octets[i] != '\0')
      g_string_append_c (text, octets[i]);
  return g_string_free (text, FALSE);
}

/* In mail of before MIME, and in the headers of some after it. */
static gboolean
is_iso2022 (const char *octets, gsize length)
{
  return memmem (octets, length, "\x1b$B", 3) || memmem (octets, length, "\x1b$@", 3);
}

static char *
convert_iso2022_jp (const char *octets, gsize length)
{
  g_autoptr (GByteArray) euc = mime_iso2022_jp_to_euc (octets, length);

  return convert ((const char *) euc->data, euc->len, "euc-jp-ms");
}

static char *
decode (const char *octets, gsize length, const char *label)
{
  char *text = NULL;

  if (!label && is_iso2022 (octets, length))
    label = "iso-2022-jp";
  if (!label || !is_label (label) || names_utf8 (label) || names_western (label))
    return decode_unlabelled (octets, length);
  if (mime_is_iso2022_jp (label))
    text = convert_iso2022_jp (octets, length);
  else
    text = convert (octets, length, iconv_name (label));
  return text ? text : decode_unlabelled (octets, length);
}

char *
mime_charset_decode (const char *octets, gsize length, const char *label)
{
  g_autofree char *text = NULL;
  gboolean is_wide = label && g_ascii_strncasecmp (label, "utf-16", 6) == 0;

  if (length == 0)
    return g_strdup ("");
  is_wide = is_wide || (label && g_ascii_strncasecmp (label, "utf-32", 6) == 0);
  if (!is_wide && memchr (octets, '\0', length))
    {
      text = without_nul (octets, length);
      return decode (text, strlen (text), label);
    }
  return decode (octets, length, label);
}

gboolean
mime_is_bidi_control (gunichar character)
{
  return character == 0x061c || character == 0x200e || character == 0x200f
         || (character >= 0x202a && character <= 0x202e)
         || (character >= 0x2066 && character <= 0x2069);
}

/* Unicode Cc, asked for every character of every text. */
static gboolean
is_control (gunichar character)
{
  return character < 32 || (character >= 127 && character < 160);
}

static gboolean
is_line_break (gunichar character)
{
  return character == '\n' || character == '\r' || character == 0x2028 || character == 0x2029;
}

/* Asked for every character, most of which are plain letters. */
static gboolean
is_white (gunichar character)
{
  if (character > ' ' && character < 127)
    return FALSE;
  return character == '\t' || is_line_break (character) || g_unichar_isspace (character);
}

char *
mime_clean_line (const char *text, gsize max_characters, gboolean collapse)
{
  GString *line = g_string_new (NULL);
  gboolean is_after_space = TRUE;
  gsize characters = 0;

  for (const char *at = text; *at && characters < max_characters; at = g_utf8_next_char (at))
    {
      gunichar character = g_utf8_get_char (at);
      gboolean is_space = is_white (character);

      if (is_space && collapse && is_after_space)
        continue;
      if (!is_space && is_control (character))
        continue;
      g_string_append_unichar (line, is_space ? ' ' : character);
      is_after_space = is_space;
      characters++;
    }
  return g_strstrip (g_string_free (line, FALSE));
}

/* Most of all text is such a run of plain letters, which need no look at each of them. */
static gsize
plain_length (const char *text, gsize max_octets)
{
  gsize length = 0;

  while (length < max_octets && text[length] >= ' ' && text[length] < 127)
    length++;
  return length;
}

static void
append_clean (GString *clean, const char *at, gboolean is_after_return)
{
  gunichar character = g_utf8_get_char (at);

  if (is_line_break (character) && !(character == '\n' && is_after_return))
    g_string_append_c (clean, '\n');
  else if (character == '\t' || !is_control (character))
    g_string_append_len (clean, at, g_utf8_next_char (at) - at);
}

char *
mime_clean_text (const char *text, gsize max_octets)
{
  GString *clean = g_string_sized_new (MIN (strlen (text), max_octets));
  const char *at = text;

  while (*at && clean->len + 4 <= max_octets)
    {
      gsize plain = plain_length (at, max_octets - clean->len - 3);

      g_string_append_len (clean, at, (gssize) plain);
      at += plain;
      if (plain > 0)
        continue;
      append_clean (clean, at, at > text && at[-1] == '\r');
      at = g_utf8_next_char (at);
    }
  return g_string_free (clean, FALSE);
}
