/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "text.h"

/* Thu 12 Mar 2026 14:03:20 UTC */
#define NOW G_GINT64_CONSTANT (1773324200)
#define DAY 86400

static void
assert_taken (char *actual, const char *expected)
{
  g_autofree char *owned = actual;

  g_assert_cmpstr (owned, ==, expected);
}

static void
test_line (void)
{
  assert_taken (text_line ("plain"), "plain");
  assert_taken (text_line ("a\x1b[31mred\x07"), "a[31mred");
  assert_taken (text_line ("gpj\u202e.exe\u2066\u200f"), "gpj.exe");
  assert_taken (text_line ("two\nlines\tand\u2028more"), "two lines and more");
  assert_taken (text_line ("c1 \xc2\x9b"
                           "31m"),
                "c1 31m");
  assert_taken (text_line ("bad \xff octet"), "bad \uFFFD octet");
  assert_taken (text_line ("Grüße 日本"), "Grüße 日本");
}

static void
test_block (void)
{
  assert_taken (text_block ("one\r\n\ttwo\x1b]0;title\x07\n"), "one\n\ttwo]0;title\n");
  assert_taken (text_block ("a\u2029b"), "a\nb");
}

static void
test_width (void)
{
  g_assert_cmpint (text_width (""), ==, 0);
  g_assert_cmpint (text_width ("abc"), ==, 3);
  g_assert_cmpint (text_width ("日本"), ==, 4);
  g_assert_cmpint (text_width ("e\u0301"), ==, 1);
}

static void
test_truncate (void)
{
  assert_taken (text_truncate ("abcdef", 6), "abcdef");
  assert_taken (text_truncate ("abcdef", 5), "abcd…");
  assert_taken (text_truncate ("日本語", 6), "日本語");
  assert_taken (text_truncate ("日本語", 5), "日本…");
  assert_taken (text_truncate ("日本語", 4), "日…");
  assert_taken (text_truncate ("abc", 1), "…");
  assert_taken (text_truncate ("abc", 0), "");
  assert_taken (text_truncate ("cafe\u0301 au lait", 5), "cafe\u0301…");
}

static void
test_date (void)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();

  assert_taken (text_date (0, NOW, utc), "");
  assert_taken (text_date (NOW - 59, NOW, utc), "just now");
  assert_taken (text_date (NOW + 30, NOW, utc), "just now");
  assert_taken (text_date (NOW - 5 * 60, NOW, utc), "5 min ago");
  assert_taken (text_date (NOW - 2 * 3600, NOW, utc), "12:03");
  assert_taken (text_date (NOW - DAY, NOW, utc), "Yesterday 14:03");
  assert_taken (text_date (NOW - 2 * DAY, NOW, utc), "10 Mar");
  assert_taken (text_date (NOW - 365 * DAY, NOW, utc), "12 Mar 2025");
  assert_taken (text_date (NOW + 2 * DAY, NOW, utc), "14 Mar 14:03");
  assert_taken (text_date (G_MAXINT64, NOW, utc), "");
}

/* What is yesterday depends on where one is. */
static void
test_date_zone (void)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("+11:00");

  assert_taken (text_date (NOW - 2 * 3600, NOW, zone), "Yesterday 23:03");
}

static void
test_due (void)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();

  assert_taken (text_due (0, NOW, utc), "");
  assert_taken (text_due (NOW - 1, NOW, utc), "now");
  assert_taken (text_due (NOW + 30, NOW, utc), "in 1 min");
  assert_taken (text_due (NOW + 1, NOW, utc), "in 1 min");
  assert_taken (text_due (NOW + 600, NOW, utc), "in 10 min");
  assert_taken (text_due (NOW + 601, NOW, utc), "in 10 min");
  assert_taken (text_due (NOW + 2 * 3600, NOW, utc), "16:03");
  assert_taken (text_due (NOW + DAY, NOW, utc), "Tomorrow 14:03");
}

static void
test_date_full (void)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();

  assert_taken (text_date_full (NOW, utc), "Thu 12 Mar 2026 14:03:20 +0000");
  assert_taken (text_date_full (0, utc), "");
}

static void
assert_parsed (const char *text, gint64 expected)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  gint64 seconds = -1;

  g_assert_true (text_parse_date (text, NOW, utc, &seconds));
  g_assert_cmpint (seconds, ==, expected);
}

static void
test_parse_date (void)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  gint64 midnight = NOW - NOW % DAY;
  gint64 seconds = 7;

  assert_parsed ("2026-03-12", midnight);
  assert_parsed ("today", midnight);
  assert_parsed ("yesterday", midnight - DAY);
  assert_parsed ("2026-03-12T14:03:20Z", NOW);
  assert_parsed ("2026-03-12T14:03", NOW - 20);
  assert_parsed ("2026-03-12T15:03:20+01:00", NOW);
  g_assert_false (text_parse_date ("soon", NOW, utc, &seconds));
  g_assert_false (text_parse_date ("2026-13-12", NOW, utc, &seconds));
  g_assert_false (text_parse_date ("", NOW, utc, &seconds));
  g_assert_cmpint (seconds, ==, 7);
}

static void
assert_due (const char *text, gint64 expected)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("+02");
  gint64 seconds = -1;

  g_assert_true (text_parse_time (text, NOW, zone, &seconds));
  g_assert_cmpint (seconds, ==, expected);
}

static void
test_parse_time (void)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  gint64 midnight = NOW - NOW % DAY;
  gint64 seconds = 7;

  assert_due ("16:04", midnight + 14 * 3600 + 4 * 60);
  assert_due ("16:03", midnight + 14 * 3600 + 3 * 60 + DAY);
  assert_due ("00:00", midnight + 22 * 3600);
  assert_due ("2026-03-12T18:00", midnight + 16 * 3600);
  g_assert_false (text_parse_time ("25:00", NOW, utc, &seconds));
  g_assert_false (text_parse_time ("ab:cd", NOW, utc, &seconds));
  g_assert_false (text_parse_time ("soon", NOW, utc, &seconds));
  g_assert_cmpint (seconds, ==, 7);
}

static void
test_address (void)
{
  assert_taken (text_address ("Anna", "anna@example.org"), "Anna <anna@example.org>");
  assert_taken (text_address ("", "anna@example.org"), "anna@example.org");
  assert_taken (text_address ("Anna", ""), "Anna");
  assert_taken (text_address ("", ""), "");
}

static void
test_dashed (void)
{
  assert_taken (text_dashed ("LastSync"), "last-sync");
  assert_taken (text_dashed ("Id"), "id");
  assert_taken (text_dashed ("already-dashed"), "already-dashed");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ctl-text/line", test_line);
  g_test_add_func ("/ctl-text/block", test_block);
  g_test_add_func ("/ctl-text/width", test_width);
  g_test_add_func ("/ctl-text/truncate", test_truncate);
  g_test_add_func ("/ctl-text/date", test_date);
  g_test_add_func ("/ctl-text/date-zone", test_date_zone);
  g_test_add_func ("/ctl-text/due", test_due);
  g_test_add_func ("/ctl-text/date-full", test_date_full);
  g_test_add_func ("/ctl-text/parse-date", test_parse_date);
  g_test_add_func ("/ctl-text/parse-time", test_parse_time);
  g_test_add_func ("/ctl-text/address", test_address);
  g_test_add_func ("/ctl-text/dashed", test_dashed);
  return g_test_run ();
}
