/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "folder-path.h"

static void
test_good (void)
{
  static const char *const paths[]
      = { "Lists", "Lists/linux", "a", "仕事/今日", "INBOX.x", "A & B" };
  g_autofree char *longest = g_strnfill (FOLDER_PATH_OCTETS_MOST, 'x');

  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    g_assert_null (folder_path_fault (paths[i], '/'));
  g_assert_null (folder_path_fault (longest, '/'));
  g_assert_null (folder_path_fault ("a//b/", '.'));
  g_assert_null (folder_path_fault ("/a..b", '\0'));
}

static void
test_bad (void)
{
  static const char *const unfit[]
      = { "a\nb",      "a\rb",          "a\tb",          "\x01",
          "a\xc2\x85", "a\xe2\x80\xa8", "\xe2\x81\xa0&", "\xef\x9c\x8a" };
  static const char *const gaps[] = { "/a", "a/", "a//b", "/" };
  g_autofree char *longer = g_strnfill (FOLDER_PATH_OCTETS_MOST + 1, 'x');

  g_assert_cmpstr (folder_path_fault ("", '/'), ==, "is empty");
  g_assert_cmpstr (folder_path_fault (longer, '/'), ==, "is longer than 255 octets");
  g_assert_cmpstr (folder_path_fault ("a\xff", '/'), ==, "is not UTF-8");
  for (gsize i = 0; i < G_N_ELEMENTS (unfit); i++)
    g_assert_cmpstr (folder_path_fault (unfit[i], '/'), ==, "has control characters in it");
  for (gsize i = 0; i < G_N_ELEMENTS (gaps); i++)
    g_assert_cmpstr (folder_path_fault (gaps[i], '/'), ==,
                     "has a part without a name between the separators");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/folder-path/good", test_good);
  g_test_add_func ("/folder-path/bad", test_bad);
  return g_test_run ();
}
