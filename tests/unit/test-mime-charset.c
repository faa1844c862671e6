/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mime-charset.h"
#include "mime-message.h"

#include <string.h>

static void
assert_decoded (const char *octets, const char *label, const char *expected)
{
  g_autofree char *text = mime_charset_decode (octets, strlen (octets), label);
  g_assert_cmpstr (text, ==, expected);
}

/* A converter is used again: what one text left unfinished must not leak into the next. */
static void
test_no_state_is_left (void)
{
  assert_decoded ("\x1b$B;E;v\x1b(B", "iso-2022-jp", "仕事");
  assert_decoded ("\x1b$B;E;", "iso-2022-jp", "仕");
  assert_decoded (";E;v", "iso-2022-jp", ";E;v");
  assert_decoded ("\xb4", "gb18030", "");
  assert_decoded ("ok", "gb18030", "ok");
}

/* More charsets than are kept open, one after another and again. */
static void
test_many (void)
{
  static const char *const labels[]
      = { "koi8-r",       "koi8-u",       "iso-8859-2",   "iso-8859-3",   "iso-8859-4",
          "iso-8859-5",   "iso-8859-7",   "iso-8859-8",   "iso-8859-10",  "iso-8859-13",
          "iso-8859-14",  "iso-8859-15",  "iso-8859-16",  "windows-1250", "windows-1251",
          "windows-1252", "windows-1253", "windows-1257", "gb18030",      "big5",
          "cp932",        "cp949",        "euc-jp" };

  for (guint round = 0; round < 3; round++)
    for (gsize i = 0; i < G_N_ELEMENTS (labels); i++)
      assert_decoded ("plain", labels[i], "plain");
  assert_decoded ("\xd2\xc1\xc2\xcf\xd4\xc1", "koi8-r", "работа");
  assert_decoded ("caf\xe9", "no-such-charset", "café");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mime_init ();
  g_test_add_func ("/mime-charset/no-state-is-left", test_no_state_is_left);
  g_test_add_func ("/mime-charset/many", test_many);
  return g_test_run ();
}
