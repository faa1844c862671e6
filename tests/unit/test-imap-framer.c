/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "imap-framer.h"

#include "error.h"

#include <string.h>

static void
dump_frames (GString *out, ImapFramer *framer)
{
  g_autoptr (GError) error = NULL;
  ImapFrame frame;

  while (imap_framer_next (framer, &frame, &error))
    {
      if (frame.type == IMAP_FRAME_LINE)
        g_string_append_printf (out, "<%.*s>", (int) frame.length, frame.data);
      else if (frame.type == IMAP_FRAME_LITERAL_START)
        g_string_append_printf (out, "<%.*s>%" G_GUINT64_FORMAT ":", (int) frame.length, frame.data,
                                frame.size);
      else
        g_string_append_len (out, frame.data, (gssize) frame.length);
    }
  if (error != NULL)
    g_string_append_printf (out, "!%s", posthorn_error_name_of (error));
}

static void
assert_frames (const char *input, const char *expected)
{
  for (gsize split = 0; split <= strlen (input); split++)
    {
      g_autoptr (ImapFramer) framer = imap_framer_new (40);
      g_autoptr (GString) out = g_string_new (NULL);

      imap_framer_feed (framer, (const guint8 *) input, split);
      dump_frames (out, framer);
      imap_framer_feed (framer, (const guint8 *) input + split, strlen (input) - split);
      dump_frames (out, framer);
      g_assert_cmpstr (out->str, ==, expected);
    }
}

static void
test_lines (void)
{
  assert_frames ("", "");
  assert_frames ("* OK", "");
  assert_frames ("* OK\r\n\r\nx\n\n", "<* OK><><x><>");
  assert_frames ("a\rb\r\r\n", "<a\rb\r>");
}

static void
test_literals (void)
{
  assert_frames ("* X {3}\r\na\nb {2+}\r\n\r\n c\r\n", "<* X >3:a\nb< >2:\r\n< c>");
  assert_frames ("* X {0}\r\n~{1}\n)\r\n", "<* X >0:<>1:)<>");
  assert_frames ("* X {99999999999999999999}\r\n", "<* X >18446744073709551615:");
  assert_frames ("* X {18446744073709551615}\r\n", "<* X >18446744073709551615:");
}

static void
test_no_literals (void)
{
  assert_frames ("* OK {3}\r\n", "<* OK {3}>");
  assert_frames ("* bye {3}\r\n", "<* bye {3}>");
  assert_frames ("* OKAY {1}\r\nx\r\n", "<* OKAY >1:x<>");
  assert_frames ("A1 NO {3}\r\n+ {3}\r\n* {a}\r\n* {}\r\n* 3}\r\n{3}\r\n",
                 "<A1 NO {3}><+ {3}><* {a}><* {}><* 3}><{3}>");
}

static void
test_limit (void)
{
  assert_frames ("0123456789012345678901234567890123456789\n",
                 "<0123456789012345678901234567890123456789>");
}

static void
test_over_limit (void)
{
  g_autoptr (ImapFramer) framer = imap_framer_new (4);
  g_autoptr (GError) error = NULL;
  ImapFrame frame;

  imap_framer_feed (framer, (const guint8 *) "12345", 5);
  g_assert_false (imap_framer_next (framer, &frame, &error));
  g_assert_error (error, POSTHORN_ERROR, POSTHORN_ERROR_TOO_LARGE);
}

static void
test_idle (void)
{
  g_autoptr (ImapFramer) framer = imap_framer_new (100);
  ImapFrame frame;

  g_assert_true (imap_framer_is_idle (framer));
  imap_framer_feed (framer, (const guint8 *) "* X {0}\r\n", 9);
  g_assert_false (imap_framer_is_idle (framer));
  g_assert_true (imap_framer_next (framer, &frame, NULL));
  g_assert_false (imap_framer_is_idle (framer));
  imap_framer_feed (framer, (const guint8 *) "\n", 1);
  g_assert_true (imap_framer_next (framer, &frame, NULL));
  g_assert_true (imap_framer_is_idle (framer));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/imap-framer/lines", test_lines);
  g_test_add_func ("/imap-framer/literals", test_literals);
  g_test_add_func ("/imap-framer/no-literals", test_no_literals);
  g_test_add_func ("/imap-framer/limit", test_limit);
  g_test_add_func ("/imap-framer/over-limit", test_over_limit);
  g_test_add_func ("/imap-framer/idle", test_idle);
  return g_test_run ();
}
