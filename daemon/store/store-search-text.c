/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-search-text.h"

#include <string.h>

#define MOST_PARTS 18 /* of one character, G_UNICHAR_MAX_DECOMPOSITION_LENGTH */

typedef struct
{
  GString *folded;
  gboolean in_word; /* a letter that comes next belongs to the last word */
  gboolean alone;   /* the last word is one character and takes only marks */
} Folding;

/* Letters that Unicode does not decompose, as people without them type them. */
static const struct
{
  gunichar letter;
  const char *plain;
} plain_letters[] = {
  { 0x00df, "ss" }, { 0x00e6, "ae" }, { 0x00f0, "d" }, { 0x00f8, "o" },  { 0x00fe, "th" },
  { 0x0111, "d" },  { 0x0131, "i" },  { 0x0142, "l" }, { 0x0153, "oe" }, { 0x03c2, "\xcf\x83" },
};

/* From Kangxi radicals to ideographs and from Hangul to compatibility forms, with the planes that
 * have only ideographs. */
gboolean
store_search_text_stands_alone (gunichar character)
{
  return (character >= 0x2e80 && character <= 0xa4cf)
         || (character >= 0xac00 && character <= 0xd7a3)
         || (character >= 0xf900 && character <= 0xfaff)
         || (character >= 0x20000 && character <= 0x3ffff);
}

static gboolean
is_hangul (gunichar character)
{
  return character >= 0xac00 && character <= 0xd7a3;
}

/* Accents, and what makes an emoji of a character. */
static gboolean
is_dropped (gunichar character)
{
  return (character >= 0x0300 && character <= 0x036f)
         || (character >= 0x20d0 && character <= 0x20ff)
         || (character >= 0xfe00 && character <= 0xfe0f)
         || (character != 0x200b && g_unichar_type (character) == G_UNICODE_FORMAT);
}

static void
begin_word (Folding *folding, gboolean alone)
{
  if (folding->folded->len > 0)
    g_string_append_c (folding->folded, ' ');
  folding->in_word = TRUE;
  folding->alone = alone;
}

static void
append_letter (Folding *folding, gunichar letter)
{
  gboolean alone = store_search_text_stands_alone (letter);

  if (!folding->in_word || folding->alone || alone)
    begin_word (folding, alone);
  for (guint i = 0; i < G_N_ELEMENTS (plain_letters); i++)
    if (plain_letters[i].letter == letter)
      {
        g_string_append (folding->folded, plain_letters[i].plain);
        return;
      }
  g_string_append_unichar (folding->folded, letter);
}

static void
append_part (Folding *folding, gunichar part)
{
  gunichar small = g_unichar_tolower (part);

  if (is_dropped (small))
    return;
  if (g_unichar_isalnum (small))
    append_letter (folding, small);
  else if (!g_unichar_ismark (small))
    folding->in_word = FALSE;
  else if (folding->in_word)
    g_string_append_unichar (folding->folded, small);
}

static void
append_character (Folding *folding, gunichar character)
{
  gunichar parts[MOST_PARTS] = { character };
  gsize n_parts
      = is_hangul (character) ? 1 : g_unichar_fully_decompose (character, TRUE, parts, MOST_PARTS);

  for (gsize i = 0; i < MIN (n_parts, MOST_PARTS); i++)
    append_part (folding, parts[i]);
}

static void
append_ascii (Folding *folding, char character)
{
  if (!g_ascii_isalnum (character))
    {
      folding->in_word = FALSE;
      return;
    }
  if (!folding->in_word || folding->alone)
    begin_word (folding, FALSE);
  g_string_append_c (folding->folded, g_ascii_tolower (character));
}

char *
store_search_text_fold (const char *text)
{
  Folding folding = { g_string_sized_new (strlen (text) + 1), FALSE, FALSE };

  for (const char *next = text; *next; next = g_utf8_next_char (next))
    if ((guchar) *next < 0x80)
      append_ascii (&folding, *next);
    else
      append_character (&folding, g_utf8_get_char (next));
  return g_string_free (folding.folded, FALSE);
}
