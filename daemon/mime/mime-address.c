/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mime-address.h"

#include "domain.h"
#include "mime-charset.h"
#include "mime-word.h"

#include <gmime/gmime.h>
#include <string.h>

#define NAME_LIMIT    500
#define ADDRESS_LIMIT 998

/* What GMime is given at once. It goes one call deeper for each "g:", so that 42,000 of them
 * overflow its stack, and over words without "@" its time grows with the square of the length. */
#define PIECE_LIMIT 2048

/* The length of the next piece of VALUE, up to and with a comma where possible: one after an
 * address in brackets, for others may stand in a name. */
static gsize
piece_length (const char *value)
{
  gsize length = strnlen (value, PIECE_LIMIT + 1);
  gsize comma = 0;

  if (length <= PIECE_LIMIT)
    return length;
  for (gsize i = PIECE_LIMIT - 1; i > 0; i--)
    {
      if (value[i] == ',' && value[i - 1] == '>')
        return i + 1;
      if (value[i] == ',' && comma == 0)
        comma = i + 1;
    }
  return comma > 0 ? comma : PIECE_LIMIT;
}

static void
append_mailbox (GPtrArray *addresses, InternetAddress *entry)
{
  const char *name = internet_address_get_name (entry);
  const char *address = internet_address_mailbox_get_addr (INTERNET_ADDRESS_MAILBOX (entry));
  g_autofree char *valid_name = g_utf8_make_valid (name ? name : "", -1);
  g_autofree char *valid_address = g_utf8_make_valid (address ? address : "", -1);
  g_autofree char *clean_name = mime_clean_line (valid_name, NAME_LIMIT, TRUE);
  g_autofree char *clean_address = mime_clean_line (valid_address, ADDRESS_LIMIT, TRUE);

  if (*clean_address || *clean_name)
    g_ptr_array_add (addresses, mail_address_new (clean_name, clean_address));
}

static void
append_list (GPtrArray *addresses, InternetAddressList *list, guint limit)
{
  int length = internet_address_list_length (list);

  for (int i = 0; i < length && addresses->len < limit; i++)
    {
      InternetAddress *entry = internet_address_list_get_address (list, i);

      if (INTERNET_ADDRESS_IS_GROUP (entry))
        append_list (addresses, internet_address_group_get_members (INTERNET_ADDRESS_GROUP (entry)),
                     limit);
      else
        append_mailbox (addresses, entry);
    }
}

static void
append_piece (GPtrArray *addresses, const char *value, gsize length, guint limit)
{
  g_autofree char *piece = g_strndup (value, length);
  InternetAddressList *list = internet_address_list_parse (NULL, piece);

  if (list)
    append_list (addresses, list, limit);
  g_clear_object (&list);
}

void
mime_addresses_append (GPtrArray *addresses, const char *value, guint limit)
{
  g_autofree char *mended = mime_words_mend (value);
  gsize length;

  for (const char *rest = mended; *rest && addresses->len < limit; rest += length)
    {
      length = piece_length (rest);
      append_piece (addresses, rest, length, limit);
    }
}

/* What looks like "@" or "." but is not, and what is not seen at all, made plain. */
static char *
plain (const char *text)
{
  g_autofree char *folded = NULL;
  g_autofree char *normal = NULL;
  GString *kept = NULL;

  if (g_str_is_ascii (text))
    return g_ascii_strdown (text, -1);
  folded = g_utf8_casefold (text, -1);
  normal = g_utf8_normalize (folded, -1, G_NORMALIZE_ALL_COMPOSE);
  kept = g_string_new (NULL);
  for (const char *at = normal; at && *at; at = g_utf8_next_char (at))
    if (g_unichar_type (g_utf8_get_char (at)) != G_UNICODE_FORMAT)
      g_string_append_unichar (kept, g_utf8_get_char (at));
  return g_string_free (kept, FALSE);
}

static char *
unicode_domain (const char *domain)
{
  char *unicode = g_hostname_to_unicode (domain);

  return unicode ? unicode : g_strdup (domain);
}

/* Domains of one owner: the same, or one within the other. */
static gboolean
is_within (const char *domain, const char *other)
{
  return g_str_has_suffix (domain, other)
         && (strlen (domain) == strlen (other)
             || domain[strlen (domain) - strlen (other) - 1] == '.');
}

static gboolean
shows_other_address (const char *word, const char *address)
{
  const char *at = strchr (word, '@');

  return at && at != word && strchr (at, '.') && strcmp (word, address) != 0;
}

/* Unicode has other dots than that of ASCII. */
static gboolean
is_dotless (const char *word)
{
  return g_str_is_ascii (word) && !strchr (word, '.');
}

static gboolean
shows_other_domain (const char *word, const char *domain)
{
  g_autofree char *shown = is_dotless (word) ? NULL : unicode_domain (word);

  return shown && domain_is_likely (shown) && !is_within (shown, domain)
         && !is_within (domain, shown);
}

gboolean
mime_address_is_spoofed (const MailAddress *address)
{
  g_autofree char *name = plain (address->name);
  g_autofree char *real = plain (address->address);
  const char *at = strrchr (real, '@');
  g_autofree char *domain = unicode_domain (at ? at + 1 : "");
  g_auto (GStrv) words = g_strsplit_set (name, " <>()[]\"',;:/|", -1);

  for (guint i = 0; words[i]; i++)
    if (shows_other_address (words[i], real) || shows_other_domain (words[i], domain))
      return TRUE;
  return FALSE;
}

/* One bit for each script that matters here; what goes with anything is none. */
typedef enum
{
  SCRIPT_LATIN = 1 << 0,
  SCRIPT_HAN = 1 << 1,
  SCRIPT_KANA = 1 << 2,
  SCRIPT_HANGUL = 1 << 3,
  SCRIPT_BOPOMOFO = 1 << 4,
} ScriptBit;

/* Scripts beyond those above get a bit of their own by number; two sharing one is a miss, not a
 * false alarm. */
static guint64
script_bit (gunichar character)
{
  GUnicodeScript script = g_unichar_get_script (character);

  switch (script)
    {
    case G_UNICODE_SCRIPT_COMMON:
    case G_UNICODE_SCRIPT_INHERITED:
    case G_UNICODE_SCRIPT_UNKNOWN:
      return 0;
    case G_UNICODE_SCRIPT_LATIN:
      return SCRIPT_LATIN;
    case G_UNICODE_SCRIPT_HAN:
      return SCRIPT_HAN;
    case G_UNICODE_SCRIPT_HIRAGANA:
    case G_UNICODE_SCRIPT_KATAKANA:
      return SCRIPT_KANA;
    case G_UNICODE_SCRIPT_HANGUL:
      return SCRIPT_HANGUL;
    case G_UNICODE_SCRIPT_BOPOMOFO:
      return SCRIPT_BOPOMOFO;
    default:
      return G_GUINT64_CONSTANT (1) << (8 + (guint) script % 56);
    }
}

/* As in Unicode TS 39, 5.2, «highly restrictive». */
static gboolean
is_written_together (guint64 scripts)
{
  static const guint64 together[] = {
    SCRIPT_LATIN | SCRIPT_HAN | SCRIPT_KANA,
    SCRIPT_LATIN | SCRIPT_HAN | SCRIPT_HANGUL,
    SCRIPT_LATIN | SCRIPT_HAN | SCRIPT_BOPOMOFO,
  };

  for (guint i = 0; i < G_N_ELEMENTS (together); i++)
    if ((scripts & ~together[i]) == 0)
      return TRUE;
  return (scripts & (scripts - 1)) == 0;
}

/* Whether a label of NAME, which is what is between two of SEPARATORS, mixes scripts. */
static gboolean
mixes_scripts (const char *name, const char *separators)
{
  guint64 scripts = 0;

  for (const char *character = name; *character; character = g_utf8_next_char (character))
    {
      scripts |= script_bit (g_utf8_get_char (character));
      if (!is_written_together (scripts))
        return TRUE;
      if (strchr (separators, *character))
        scripts = 0;
    }
  return FALSE;
}

gboolean
mime_address_is_mixed (const MailAddress *address)
{
  const char *at = strrchr (address->address, '@');
  g_autofree char *domain = unicode_domain (at ? at + 1 : "");
  g_autofree char *local = g_strndup (address->address, at ? (gsize) (at - address->address) : 0);

  return mixes_scripts (domain, ".") || mixes_scripts (local, ".-_+");
}
