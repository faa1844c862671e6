/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-search-text.h"

#include <string.h>

static void
assert_folds (const char *text, const char *expected)
{
  g_autofree char *folded = store_search_text_fold (text);
  g_autofree char *again = store_search_text_fold (folded);

  g_assert_cmpstr (folded, ==, expected);
  /* What is folded already stays as it is. */
  g_assert_cmpstr (again, ==, expected);
}

static void
test_words (void)
{
  assert_folds ("", "");
  assert_folds ("Hello, World!", "hello world");
  assert_folds ("  a--b\t\nC3PO_x ", "a b c3po x");
  assert_folds ("\"AND\" NOT* (x:y^2)", "and not x y 2");
  assert_folds ("anna.b@example.org", "anna b example org");
}

static void
test_diacritics (void)
{
  assert_folds ("Müller Mu\xcc\x88ller MÜLLER", "muller muller muller");
  assert_folds ("Straße Æsir Łódź Ørsted œuvre", "strasse aesir lodz orsted oeuvre");
  assert_folds ("İstanbul Yıldız", "istanbul yildiz");
  assert_folds ("Ёлка й", "елка и");
  assert_folds ("ΟΔΟΣ οδός", "οδοσ οδοσ");
  assert_folds ("ﬁle ｆｕｌｌ ²", "file full 2");
}

static void
test_no_spaces (void)
{
  assert_folds ("北京大学", "北 京 大 学");
  assert_folds ("ABC北京d", "abc 北 京 d");
  assert_folds ("한국", "한 국");
  /* A voicing mark stays with its character. */
  assert_folds ("が", "か\xe3\x82\x99");
  assert_folds ("ﾊﾞ", "ハ\xe3\x82\x99");
  g_assert_true (store_search_text_stands_alone (0x5317));
  g_assert_false (store_search_text_stands_alone ('a'));
  g_assert_false (store_search_text_stands_alone (0x0431));
}

static void
test_marks (void)
{
  /* Vowels of scripts that write them as marks are letters all the same. */
  assert_folds ("हिन्दी", "हिन्दी");
  assert_folds ("\xe0\xa4\xbf", "");
  assert_folds ("Schiff\xc2\xad"
                "fahrt a\xe2\x80\x8b"
                "b",
                "schifffahrt a b");
}

static void
test_emoji (void)
{
  assert_folds ("😀 ❤️ 👨‍👩‍👧", "");
  assert_folds ("1️⃣ go😀now", "1 go now");
}

static void
test_long (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *folded = NULL;

  for (guint i = 0; i < 20000; i++)
    g_string_append (text, "\xef\xb7\xba"); /* one character that decomposes into 18 */
  folded = store_search_text_fold (text->str);
  g_assert_true (g_utf8_validate (folded, -1, NULL));
  g_assert_cmpuint (strlen (folded), <, 20000 * 40);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store-search-text/words", test_words);
  g_test_add_func ("/store-search-text/diacritics", test_diacritics);
  g_test_add_func ("/store-search-text/no-spaces", test_no_spaces);
  g_test_add_func ("/store-search-text/marks", test_marks);
  g_test_add_func ("/store-search-text/emoji", test_emoji);
  g_test_add_func ("/store-search-text/long", test_long);
  return g_test_run ();
}
