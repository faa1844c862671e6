/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-search-query.h"

static void
assert_words (const char *text, const char *sender, const char *expected)
{
  g_autoptr (StoreSearchQuery) query = store_search_query_new (text, sender);
  g_autofree char *words = store_search_query_words (query);

  g_assert_cmpstr (words, ==, expected);
  g_assert_true (store_search_query_is_void (query) == (expected == NULL));
}

static void
test_words (void)
{
  assert_words ("Müller", NULL, "\"muller\" *");
  assert_words ("Müller Bonn", NULL, "\"muller\" * AND \"bonn\" *");
  assert_words ("a bc", NULL, "\"a\" AND \"bc\" *");
  assert_words ("a* bc ", NULL, "\"a\" * AND \"bc\"");
  assert_words ("anna@example.org", NULL, "\"anna example org\" *");
  assert_words ("北京", NULL, "\"北 京\" *");
  assert_words (NULL, "Anna", "sender : \"anna\" *");
  assert_words ("x", "An", "\"x\" * AND sender : \"an\" *");
}

static void
test_whole_words (void)
{
  g_autoptr (StoreSearchQuery) query = store_search_query_new ("a* Müller bo", "Anna");
  g_autoptr (StoreSearchQuery) nothing = store_search_query_new ("...", NULL);
  g_autofree char *words = store_search_query_whole_words (query);

  g_assert_cmpstr (words, ==, "\"a\" AND \"muller\" AND \"bo\" AND sender : \"anna\"");
  g_assert_null (store_search_query_whole_words (nothing));
}

static void
test_phrases (void)
{
  assert_words ("\"Good Morning\"", NULL, "\"good morning\"");
  assert_words ("\"good mor\"* tea", NULL, "\"good mor\" * AND \"tea\" *");
  assert_words ("say\"good morning\"now", NULL, "\"say\" * AND \"good morning\" AND \"now\" *");
  assert_words ("\"never closed", NULL, "\"never closed\"");
}

/* Only words are left of what other search languages have. */
static void
test_no_syntax (void)
{
  assert_words ("AND OR NOT", NULL, "\"and\" * AND \"or\" AND \"not\" *");
  assert_words ("-x ^subject:y NEAR(a b, 5)", NULL,
                "\"x\" AND \"subject y\" * AND \"near a\" * AND \"b\" AND \"5\" *");
  assert_words ("'; DROP TABLE message; --", NULL, "\"drop\" * AND \"table\" * AND \"message\" *");
  assert_words ("{a} + b", NULL, "\"a\" AND \"b\" *");
}

static void
test_void (void)
{
  assert_words ("", NULL, NULL);
  assert_words ("* \"\" - \"*\" () 😀", NULL, NULL);
  assert_words ("😀 hello", NULL, "\"hello\" *");
  /* Both have to be found, and one of them cannot. */
  assert_words ("hello", "😀", NULL);
  assert_words (NULL, NULL, NULL);
}

static void
assert_trigrams (const char *text, const char *expected, const char *expected_strict,
                 gboolean is_exact)
{
  g_autoptr (StoreSearchQuery) query = store_search_query_new (text, NULL);
  g_autofree char *strict = NULL;
  g_autofree char *trigrams = store_search_query_trigrams (query, &strict);

  g_assert_cmpstr (trigrams, ==, expected);
  g_assert_cmpstr (strict, ==, expected_strict);
  g_assert_true (store_search_query_is_exact (query) == is_exact);
}

static void
test_trigrams (void)
{
  assert_trigrams ("lle", "\"lle\"", NULL, TRUE);
  assert_trigrams ("Üller", "\"ull\" AND \"ler\"", NULL, FALSE);
  assert_trigrams ("müllerin", "\"mul\" AND \"ler\" AND \"rin\"", NULL, FALSE);
  assert_trigrams ("a@bc", "\"a b\" AND \" bc\"", NULL, FALSE);
  assert_trigrams ("mül ab \"c d\" e", "\"mul\"", "\"ab\" AND \"c d\" AND \"e\" *", TRUE);
  assert_trigrams ("сообщ", "\"соо\" AND \"общ\"", NULL, FALSE);
  /* Nothing that could be found inside a word. */
  assert_trigrams ("ab \"whole\"", NULL, "\"ab\" AND \"whole\"", TRUE);
  assert_trigrams ("北京大学", NULL, "\"北 京 大 学\" *", TRUE);
  assert_trigrams ("", NULL, NULL, TRUE);
}

static gboolean
finds (const char *text, const char *sender, const char *body)
{
  const char *const columns[] = { "anna muller", "bo cy", "re lunch", "plan pdf", body };
  g_autoptr (StoreSearchQuery) query = store_search_query_new (text, sender);

  return store_search_query_matches (query, columns);
}

static void
test_matches (void)
{
  g_assert_true (finds ("muller", NULL, ""));
  g_assert_true (finds ("ülle", NULL, ""));
  g_assert_true (finds ("lunch plan tea", NULL, "green tea"));
  g_assert_false (finds ("lunch plan coffee", NULL, "green tea"));
  g_assert_false (finds ("cycle", NULL, "bo cy cle"));
  g_assert_true (finds ("mü", NULL, ""));
  g_assert_false (finds ("ll", NULL, ""));
  g_assert_false (finds ("mü re", NULL, ""));
  g_assert_true (finds ("bo re", NULL, ""));
  g_assert_true (finds ("\"green tea\"", NULL, "a green tea"));
  g_assert_false (finds ("\"green te\"", NULL, "a green tea"));
  g_assert_true (finds ("\"green te\"*", NULL, "a green tea"));
  g_assert_false (finds ("\"een tea\"", NULL, "a green tea"));
  g_assert_true (finds ("\"tea\"", NULL, "steam tea"));
  g_assert_true (finds ("京", NULL, "北 京"));
  g_assert_true (finds (NULL, "anna", ""));
  g_assert_false (finds (NULL, "lunch", ""));
  g_assert_false (finds ("", NULL, ""));
}

/* Whatever is typed becomes strings of words, closed and joined by AND. */
static void
test_any_text (void)
{
  static const char pieces[] = "\"*-^:(){}'; \tAND a\xc3\xbc\xf0\x9f\x98\x80\\%";
  g_autoptr (GRegex) shape
      = g_regex_new ("^\"[^\"*]+\"( \\*)?( AND \"[^\"*]+\"( \\*)?)*$", 0, 0, NULL);
  guint n_asked = 0;

  for (guint round = 0; round < 2000; round++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autofree char *valid = NULL;
      g_autofree char *words = NULL;
      g_autoptr (StoreSearchQuery) query = NULL;

      for (int i = g_test_rand_int_range (0, 30); i > 0; i--)
        g_string_append_c (text, pieces[g_test_rand_int_range (0, sizeof pieces - 1)]);
      valid = g_utf8_make_valid (text->str, -1);
      query = store_search_query_new (valid, NULL);
      words = store_search_query_words (query);
      g_assert_true (!words || g_regex_match (shape, words, 0, NULL));
      n_asked += words != NULL;
    }
  g_assert_cmpuint (n_asked, >, 1000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store-search-query/words", test_words);
  g_test_add_func ("/store-search-query/whole-words", test_whole_words);
  g_test_add_func ("/store-search-query/phrases", test_phrases);
  g_test_add_func ("/store-search-query/no-syntax", test_no_syntax);
  g_test_add_func ("/store-search-query/void", test_void);
  g_test_add_func ("/store-search-query/trigrams", test_trigrams);
  g_test_add_func ("/store-search-query/matches", test_matches);
  g_test_add_func ("/store-search-query/any-text", test_any_text);
  return g_test_run ();
}
