/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Messages made to take all time, stack or memory of whoever parses them. Each must give the
 * right subject and sender within its time; so much of it is left over for slow machines that
 * only growth beyond all bounds fails.
 */
#include "mime-message.h"

#include "processor-time.h"

#include <string.h>

#define SECONDS_LIMIT 5
#define HEADER        "From: a@example.org\nSubject: Bomb\n"

static void
append_times (GString *text, const char *piece, guint times)
{
  for (guint i = 0; i < times; i++)
    g_string_append (text, piece);
}

static Summary *
summarize_in_time (const GString *text)
{
  g_autoptr (GBytes) raw = g_bytes_new_static (text->str, text->len);
  double started = processor_seconds ();
  Summary *summary = mime_summarize (raw);
  g_autofree char *shown = mime_text (raw);
  const MailAddress *from;

  g_assert_true (g_utf8_validate (shown, -1, NULL));
  g_assert_cmpfloat (processor_seconds () - started, <, SECONDS_LIMIT);
  g_assert_cmpstr (summary->subject, ==, "Bomb");
  g_assert_cmpuint (summary->from->len, ==, 1);
  from = g_ptr_array_index (summary->from, 0);
  g_assert_cmpstr (from->address, ==, "a@example.org");
  return summary;
}

static gboolean
has_warning (const Summary *summary, const char *warning)
{
  return g_ptr_array_find_with_equal_func (summary->warnings, warning, g_str_equal, NULL);
}

static void
assert_bomb (const char *start, const char *piece, guint times, gboolean is_truncated)
{
  g_autoptr (GString) text = g_string_new (HEADER);
  g_autoptr (Summary) summary = NULL;

  g_string_append (text, start);
  append_times (text, piece, times);
  g_string_append (text, "\n\n");
  summary = summarize_in_time (text);
  g_assert_cmpint (has_warning (summary, "truncated"), ==, is_truncated);
}

static void
test_many_parts (void)
{
  assert_bomb ("Content-Type: multipart/mixed; boundary=b\n\n", "--b\n\nx\n", 9999, FALSE);
  assert_bomb ("Content-Type: multipart/mixed; boundary=b\n\n", "--b\n\n", 100000, TRUE);
}

static void
test_many_attachments (void)
{
  g_autoptr (GString) text = g_string_new (HEADER);
  g_autoptr (Summary) summary = NULL;

  g_string_append (text, "Content-Type: multipart/mixed; boundary=b\n\n");
  append_times (text, "--b\nContent-Type: image/png\n\n", 20000);
  summary = summarize_in_time (text);
  g_assert_cmpuint (summary->attachments->len, ==, 10000);
  g_assert_true (has_warning (summary, "truncated"));
}

static void
append_multiparts (GString *text, guint depth)
{
  for (guint i = 0; i < depth; i++)
    g_string_append_printf (text, "Content-Type: multipart/mixed; boundary=b%u\n\n--b%u\n", i, i);
}

static void
test_deep_multiparts (void)
{
  g_autoptr (GString) text = g_string_new (HEADER);
  g_autoptr (GString) deep = g_string_new (HEADER);
  g_autoptr (Summary) summary = NULL;
  g_autoptr (Summary) truncated = NULL;

  append_multiparts (text, 100);
  g_string_append (text, "\nat the bottom\n");
  summary = summarize_in_time (text);
  g_assert_false (has_warning (summary, "truncated"));
  g_assert_cmpstr (summary->snippet, ==, "at the bottom");
  append_multiparts (deep, 10000);
  truncated = summarize_in_time (deep);
  g_assert_true (has_warning (truncated, "truncated"));
}

static void
test_deep_messages (void)
{
  assert_bomb ("", "Content-Type: message/rfc822\n\n", 100000, TRUE);
}

static void
test_many_boundary_lines (void)
{
  g_autoptr (GString) text = g_string_new (HEADER);
  g_autoptr (Summary) summary = NULL;

  append_multiparts (text, 99);
  g_string_append (text, "\n");
  append_times (text, "--x0\n", 500000);
  summary = summarize_in_time (text);
  g_assert_false (has_warning (summary, "truncated"));
}

static void
test_addresses (void)
{
  assert_bomb ("Cc: ", "g:", 42000, FALSE);
  assert_bomb ("Cc: ", "(", 60000, FALSE);
  assert_bomb ("Cc: ", "\"a", 30000, FALSE);
  assert_bomb ("Cc: ", "<", 60000, FALSE);
  assert_bomb ("Cc: ", "a,", 30000, FALSE);
  assert_bomb ("Cc: ", "=?utf-8?q?a?= ", 4000, FALSE);
}

static void
test_fields (void)
{
  assert_bomb ("", "To: a\n", 500000, TRUE);
  assert_bomb ("References: ", "<", 64000, FALSE);
  assert_bomb ("Date: ", "1 ", 30000, FALSE);
  assert_bomb ("X-Words: ", "=?a?q?x", 9000, FALSE);
}

static void
test_parameters (void)
{
  g_autoptr (GString) part = g_string_new ("--b\nContent-Disposition: attachment");

  for (guint i = 0; i < 400; i++)
    g_string_append_printf (part, "; filename*%u*=%%41", i);
  g_string_append (part, "\n\n");
  assert_bomb ("Content-Type: multipart/mixed; boundary=b\n\n", part->str, 500, FALSE);
}

static void
test_encodings (void)
{
  assert_bomb ("Content-Type: application/x; name=a\nContent-Transfer-Encoding: "
               "quoted-printable\n\n",
               "=0", 1000000, FALSE);
  assert_bomb ("Content-Type: text/plain; charset=iso-2022-cn-ext\n\n", "\x1b$*H\x1bN", 100000,
               FALSE);
  assert_bomb ("Content-Type: text/plain; charset=utf-7\n\n", "+AAA", 100000, FALSE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mime_init ();
  g_test_add_func ("/mime-limits/many-parts", test_many_parts);
  g_test_add_func ("/mime-limits/many-attachments", test_many_attachments);
  g_test_add_func ("/mime-limits/deep-multiparts", test_deep_multiparts);
  g_test_add_func ("/mime-limits/deep-messages", test_deep_messages);
  g_test_add_func ("/mime-limits/many-boundary-lines", test_many_boundary_lines);
  g_test_add_func ("/mime-limits/addresses", test_addresses);
  g_test_add_func ("/mime-limits/fields", test_fields);
  g_test_add_func ("/mime-limits/parameters", test_parameters);
  g_test_add_func ("/mime-limits/encodings", test_encodings);
  return g_test_run ();
}
