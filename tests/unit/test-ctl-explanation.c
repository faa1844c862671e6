/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "explanation.h"

/* Thu 12 Mar 2026 14:03:20 UTC */
#define NOW G_GINT64_CONSTANT (1773324200)

#define NOBODY "{'Online': <@as []>, 'Active': <@as []>, 'SeatEmployee': <'ada'>}"
#define BOB    "{'Online': <['bob']>, 'Active': <@as []>, 'SeatEmployee': <'ada'>}"
#define BOTH   "{'Online': <['ada', 'bob']>, 'Active': <['bob']>, 'SeatEmployee': <'ada'>}"

static GVariant *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  GVariant *value = g_variant_parse (G_VARIANT_TYPE_VARDICT, text, NULL, NULL, &error);

  g_assert_no_error (error);
  return value;
}

static void
assert_taken (char *actual, const char *expected)
{
  g_autofree char *owned = actual;

  g_assert_cmpstr (owned, ==, expected);
}

static void
assert_rule (const char *account, const char *presence, const char *expected)
{
  g_autoptr (GVariant) first = parse (account);
  g_autoptr (GVariant) second = parse (presence);

  assert_taken (explanation_rule (first, second), expected);
}

static void
test_rule (void)
{
  assert_rule ("{'Rule': <'owner-active'>, 'Interval': <uint32 600>, 'Owner': <'bob'>}", BOTH,
               "every 10 minutes: bob is working");
  assert_rule ("{'Rule': <'owner-active'>, 'Interval': <uint32 600>, 'Owner': <''>}", BOTH,
               "every 10 minutes: ada is working");
  assert_rule ("{'Rule': <'routing'>, 'Interval': <uint32 600>, 'Owner': <'carl'>}", BOTH,
               "every 10 minutes: its mail is passed on to colleagues, and ada and bob are online");
  assert_rule ("{'Rule': <'daily'>, 'Interval': <uint32 86400>, 'Owner': <'ada'>}", BOB,
               "once a day: bob is online, but ada, whose mail it is, is not");
  assert_rule ("{'Rule': <'daily'>, 'Interval': <uint32 86400>, 'Owner': <'ada'>}", BOTH,
               "once a day: ada is online, but not working with the mail");
  assert_rule ("{'Rule': <'nobody-online'>}", NOBODY, "not by itself: nobody is online");
  assert_rule ("{'Rule': <'paused'>}", NOBODY, "not by itself: automatic checks are paused");
  assert_rule ("{'Rule': <'disabled'>}", NOBODY, "not by itself: the account is disabled");
}

static void
test_rule_bent (void)
{
  assert_rule ("{'Rule': <'owner-active'>, 'Owner': <'bob'>}", BOTH,
               "not by itself now, although bob is working");
  assert_rule ("{'Rule': <'owner-active'>, 'Interval': <uint32 1200>, 'Owner': <'bob'>, "
               "'Failures': <uint32 2>}",
               BOTH, "every 20 minutes, after 2 failed checks: bob is working");
  assert_rule ("{'Rule': <'owner-active'>, 'Interval': <uint32 600>, 'Owner': <'bob'>, "
               "'Failures': <uint32 1>}",
               BOTH, "every 10 minutes, after 1 failed check: bob is working");
  assert_rule ("{'Rule': <'full-moon'>, 'Interval': <uint32 5>}", BOTH,
               "every 5 seconds: full-moon");
}

static void
test_blocks (void)
{
  assert_taken (explanation_block ("offline", "work"), "there is no network");
  assert_taken (explanation_block ("auth-needed", "work"),
                "it needs a password that the server takes; set one with: posthornctl secret work");
  assert_taken (explanation_block ("no-folder", "work"),
                "none of its folders is selected; select one, as with: posthornctl folder select "
                "work/inbox");
  assert_taken (explanation_block ("full-moon", "work"), "full-moon");
}

static void
assert_push (const char *account, const char *expected)
{
  g_autoptr (GVariant) properties = parse (account);

  assert_taken (explanation_push (properties), expected);
}

static void
test_push (void)
{
  assert_push ("{'Push': <'always'>, 'PushState': <'idle'>}",
               "new mail in the inbox comes at once (IDLE)");
  assert_push ("{'Push': <'off'>, 'PushState': <'none'>}",
               "off; new mail comes with the next check");
  assert_push ("{'Push': <'when-active'>, 'PushState': <'none'>, 'Rule': <'daily'>}",
               "off until the owner works; new mail comes with the next check");
  assert_push ("{'Push': <'when-active'>, 'PushState': <'none'>, 'Rule': <'owner-active'>}",
               "not connected; new mail comes with the next check");
  assert_push ("{'Push': <'always'>, 'PushState': <'pigeon'>}", "pigeon");
}

static void
assert_last (const char *account, const char *expected)
{
  g_autoptr (GVariant) properties = parse (account);
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();

  assert_taken (explanation_last_check (properties, NOW, zone), expected);
}

static void
test_last_check (void)
{
  assert_last ("{}", "never");
  assert_last ("{'LastStart': <int64 1773323900>, 'LastSync': <int64 1773323902>}",
               "5 min ago, took 2 s, ended well");
  assert_last ("{'LastStart': <int64 1773323900>, 'LastSync': <int64 1773323900>}",
               "5 min ago, took less than a second, ended well");
  assert_last ("{'LastStart': <int64 1773323900>, 'LastSync': <int64 1773300000>, "
               "'LastError': <('Timeout', 'No answer')>}",
               "5 min ago, failed: No answer");
  assert_last ("{'LastStart': <int64 1773323900>, 'LastSync': <int64 1773300000>}",
               "5 min ago, was broken off");
  assert_last ("{'LastStart': <int64 1773324190>, 'State': <'syncing'>}",
               "runs now, began just now");
  assert_last ("{'LastSync': <int64 1773300000>}", "07:20, ended well");
}

static void
assert_next (const char *account, const char *expected)
{
  g_autoptr (GVariant) properties = parse (account);
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();

  assert_taken (explanation_next_check (properties, NOW, zone), expected);
}

static void
test_next_check (void)
{
  assert_next ("{'NextSync': <int64 1773324600>}", "in 7 min, at 14:10");
  assert_next ("{'NextSync': <int64 1773324230>}", "in 1 min");
  assert_next ("{'NextSync': <int64 1773324100>}", "now");
  assert_next ("{'NextSync': <int64 1773331400>}", "16:03");
  assert_next ("{'NextSync': <int64 1773410600>}", "Tomorrow 14:03");
  assert_next ("{'Id': <'work'>}", "none by itself; check now with: posthornctl sync work");
  assert_next ("{'Rule': <'disabled'>}", "none while it is disabled");
}

static void
test_failures (void)
{
  g_autoptr (GVariant) well = parse ("{'Id': <'work'>, 'Failures': <uint32 0>}");
  g_autoptr (GVariant) ill = parse ("{'Id': <'work'>, 'Failures': <uint32 3>}");

  assert_taken (explanation_failures (well), NULL);
  assert_taken (explanation_failures (ill),
                "3 in a row, so it waits longer; try now with: posthornctl sync work");
}

static void
assert_session (const char *session, const char *expected)
{
  g_autoptr (GVariant) properties = parse (session);
  g_autoptr (GVariant) presence = parse (BOTH);
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();

  assert_taken (explanation_session (properties, presence, NOW, zone), expected);
}

static void
test_sessions (void)
{
  assert_session ("{'Employee': <'bob'>, 'Client': <'webmail'>, 'Visible': <true>, 'Active': "
                  "<true>, 'LastActivity': <int64 1773324199>}",
                  "bob in the webmail: working, last seen just now");
  assert_session ("{'Employee': <'ada'>, 'Client': <'webmail'>, 'Visible': <false>, "
                  "'LastActivity': <int64 1773324080>}",
                  "ada in the webmail: online, but the page is hidden, last seen 2 min ago");
  assert_session ("{'Employee': <'ada'>, 'Client': <'webmail'>, 'Visible': <true>, "
                  "'LastActivity': <int64 1773323480>}",
                  "ada in the webmail: online, but idle, last seen 12 min ago");
  assert_session ("{'Employee': <'ada'>, 'Client': <'mobile-app'>, "
                  "'LastActivity': <int64 1773324080>}",
                  "ada in the mobile app: online, which is not working with the mail, last seen "
                  "2 min ago");
  assert_session ("{'Employee': <'carl'>, 'Client': <'desktop-app'>, "
                  "'LastActivity': <int64 1773300000>}",
                  "carl in the desktop app: away for so long that it does not count, last seen "
                  "07:20");
}

static void
test_seat (void)
{
  g_autoptr (GVariant) presence = parse ("{'SeatEmployee': <'ada'>, 'Seat': <'online'>}");

  assert_taken (explanation_seat (presence), "ada; using this desktop counts as being online");
  g_assert_cmpstr (explanation_source ("clients"), ==, "open programs only");
  g_assert_cmpstr (explanation_source ("crystal-ball"), ==, "crystal-ball");
}

static void
assert_setting (const char *setting, const char *word, const char *expected)
{
  g_autofree char *text = explanation_setting (setting, word);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_settings (void)
{
  assert_setting ("push", "always", "gets new mail at once (always)");
  assert_setting ("notify", "off", "tells nobody of new mail (off)");
  assert_setting ("route", "off", "leaves new mail of customers as it is (off)");
  assert_setting ("name", "Büro", "is called «Büro»");
  assert_setting ("owner", "ben", "belongs to ben");
  assert_setting ("owner", "", "belongs to whoever sits at this desktop");
  assert_setting ("push", "sometimes", "has push sometimes");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ctl-explanation/rule", test_rule);
  g_test_add_func ("/ctl-explanation/rule-bent", test_rule_bent);
  g_test_add_func ("/ctl-explanation/blocks", test_blocks);
  g_test_add_func ("/ctl-explanation/push", test_push);
  g_test_add_func ("/ctl-explanation/last-check", test_last_check);
  g_test_add_func ("/ctl-explanation/next-check", test_next_check);
  g_test_add_func ("/ctl-explanation/failures", test_failures);
  g_test_add_func ("/ctl-explanation/sessions", test_sessions);
  g_test_add_func ("/ctl-explanation/seat", test_seat);
  g_test_add_func ("/ctl-explanation/settings", test_settings);
  return g_test_run ();
}
