/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mime-guess.h"

#include <string.h>

/* Enough to know a language by. */
#define SAMPLE_LIMIT 8192

/* Neighbours in words: with fewer, an estimate is a guess. */
#define PAIRS_LEAST 4

/* о е а и н т с р в л are two thirds of the letters of Russian, half of those of its relatives,
 * and a third of those of whatever else such octets may be. */
static const char common_1251[] = "\xee\xe5\xe0\xe8\xed\xf2\xf1\xf0\xe2\xeb"
                                  "\xce\xc5\xc0\xc8\xcd\xd2\xd1\xd0\xc2\xcb";
/* Without capitals, or Greek would be taken for shouting. */
static const char common_koi8[] = "\xcf\xc5\xc1\xc9\xce\xd4\xd3\xd2\xd7\xcc";

/* Where the letters of other alphabets lie in all three. */
static gboolean
is_high (char octet)
{
  return (guchar) octet >= 0xc0;
}

/* In Latin text such letters stand among others, in Cyrillic text among themselves. */
static gboolean
is_of_high_letters (const char *octets, gsize length)
{
  gsize pairs = 0;
  gsize mixed = 0;

  for (gsize i = 1; i < length; i++)
    {
      gboolean before = is_high (octets[i - 1]);
      gboolean here = is_high (octets[i]);

      if (before && here)
        pairs++;
      else if ((before && g_ascii_isalpha (octets[i])) || (here && g_ascii_isalpha (octets[i - 1])))
        mixed++;
    }
  return pairs >= PAIRS_LEAST && pairs > 2 * mixed;
}

static gsize
count_common (const char *octets, gsize length, const char *common)
{
  gsize count = 0;

  for (gsize i = 0; i < length; i++)
    count += is_high (octets[i]) && strchr (common, octets[i]) ? 1 : 0;
  return count;
}

/* Small letters lie above the capitals in windows-1251 and below them in KOI8-R, and words begin
 * with a capital rather than end with one: more than nought speaks for windows-1251. */
static int
balance_of_capitals (const char *octets, gsize length)
{
  int balance = 0;

  for (gsize i = 1; i < length; i++)
    if (is_high (octets[i - 1]) && is_high (octets[i]))
      balance += ((guchar) octets[i] >= 0xe0) - ((guchar) octets[i - 1] >= 0xe0);
  return balance;
}

const char *
mime_guess_charset (const char *octets, gsize length)
{
  gsize sample = MIN (length, SAMPLE_LIMIT);
  gsize of_1251 = count_common (octets, sample, common_1251);
  gsize of_koi8 = count_common (octets, sample, common_koi8);
  int capitals = balance_of_capitals (octets, sample);
  gboolean is_1251 = capitals > 0 || (capitals == 0 && of_1251 >= of_koi8);
  gsize all = 0;

  for (gsize i = 0; i < sample; i++)
    all += is_high (octets[i]) ? 1 : 0;
  if (!is_of_high_letters (octets, sample) || (is_1251 ? of_1251 : of_koi8) * 5 < all * 2)
    return "windows-1252";
  return is_1251 ? "windows-1251" : "koi8-r";
}
