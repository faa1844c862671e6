/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "imap-protocol.h"
#include "push-watch.h"

#include <string.h>

#define NOTIFY    "NOTIFY SET STATUS (personal (MessageNew MessageExpunge MailboxName))"
#define CONDSTORE (IMAP_CAPABILITY_CONDSTORE | IMAP_CAPABILITY_QRESYNC)
#define BOTH      (IMAP_CAPABILITY_NOTIFY | IMAP_CAPABILITY_IDLE)

/* The next command as it is sent, "" when there is none. */
static void
assert_command (PushWatch *watch, const char *expected)
{
  g_autoptr (ImapProtocol) protocol = imap_protocol_new (&imap_limits_default);
  ImapCommand *command = push_watch_command (watch);
  g_autofree char *line = g_strdup_printf ("A1 %s\r\n", expected);
  g_autofree char *sent = NULL;
  g_autoptr (GBytes) output = NULL;

  if (!command)
    {
      g_assert_cmpstr (expected, ==, "");
      return;
    }
  imap_protocol_send (protocol, command, 0);
  output = imap_protocol_take_output (protocol);
  sent = g_strndup (g_bytes_get_data (output, NULL), g_bytes_get_size (output));
  g_assert_cmpstr (sent, ==, line);
  g_assert_null (push_watch_command (watch));
}

/* One line of the server, without its end. */
static void
observe (PushWatch *watch, const char *text)
{
  g_autoptr (ImapProtocol) protocol = imap_protocol_new (&imap_limits_default);
  g_autofree char *line = g_strconcat (text, "\r\n", NULL);
  ImapEvent event;

  imap_protocol_send (protocol, imap_command_simple ("NOOP"), 0);
  imap_protocol_feed (protocol, (const guint8 *) line, strlen (line), 0);
  g_assert_true (imap_protocol_next_event (protocol, &event, NULL));
  push_watch_observe (watch, event.response);
}

/* EXPECTED: path, messages, UIDNEXT, UIDVALIDITY, HIGHESTMODSEQ; "" for no news. */
static void
assert_news (PushWatch *watch, const char *expected)
{
  g_autofree char *text = g_strdup ("");
  PushNews news;

  if (push_watch_take_news (watch, &news))
    {
      g_free (text);
      text = g_strdup_printf (
          "%s %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT,
          news.path ? news.path : "*", news.remote.messages, news.remote.uidnext,
          news.remote.uidvalidity, news.remote.highestmodseq);
    }
  g_assert_cmpstr (text, ==, expected);
  g_assert_false (push_watch_take_news (watch, &news));
}

static void
assert_stands (PushWatch *watch, PushWatchPhase phase, const char *state)
{
  g_assert_cmpint (push_watch_phase (watch), ==, phase);
  g_assert_cmpstr (push_watch_state (watch), ==, state);
}

static PushWatch *
notified_watch (void)
{
  PushWatch *watch = push_watch_new (BOTH, TRUE);

  assert_command (watch, NOTIFY);
  g_assert_true (push_watch_advance (watch, TRUE));
  assert_stands (watch, PUSH_WATCH_LISTENING, "notify");
  return watch;
}

static PushWatch *
idling_watch (void)
{
  PushWatch *watch = push_watch_new (IMAP_CAPABILITY_IDLE, TRUE);

  assert_command (watch, "EXAMINE \"INBOX\"");
  g_assert_true (push_watch_advance (watch, TRUE));
  assert_command (watch, "IDLE");
  observe (watch, "+ idling");
  assert_stands (watch, PUSH_WATCH_LISTENING, "idle");
  assert_news (watch, "INBOX -1 -1 -1 -1");
  return watch;
}

static void
test_notify (void)
{
  g_autoptr (PushWatch) watch = push_watch_new (BOTH | CONDSTORE, TRUE);

  assert_command (
      watch, "NOTIFY SET STATUS (personal (MessageNew MessageExpunge FlagChange MailboxName))");
  assert_stands (watch, PUSH_WATCH_PREPARING, "none");
  observe (watch, "* STATUS Lists (MESSAGES 3 UIDNEXT 5 UIDVALIDITY 7 UNSEEN 1 HIGHESTMODSEQ 9)");
  assert_news (watch, "Lists 3 5 7 9");
  g_assert_true (push_watch_advance (watch, TRUE));
  assert_stands (watch, PUSH_WATCH_LISTENING, "notify");
  assert_command (watch, "");
  assert_news (watch, "");
}

/* What a STATUS leaves out is as it was told before. */
static void
test_notify_tells_differences (void)
{
  g_autoptr (PushWatch) watch = notified_watch ();

  observe (watch, "* STATUS Lists (UNSEEN 0)");
  assert_news (watch, "Lists -1 -1 -1 -1");
  observe (watch, "* STATUS Lists (MESSAGES 3 UIDNEXT 5 UIDVALIDITY 7 UNSEEN 1 HIGHESTMODSEQ 9)");
  assert_news (watch, "Lists 3 5 7 9");
  observe (watch, "* STATUS Lists (UNSEEN 0 HIGHESTMODSEQ 10)");
  assert_news (watch, "Lists 3 5 7 10");
  observe (watch, "* STATUS Other (HIGHESTMODSEQ 2)");
  assert_news (watch, "Other -1 -1 -1 2");
}

static void
test_notify_tells_of_folders (void)
{
  g_autoptr (PushWatch) watch = notified_watch ();

  observe (watch, "* STATUS Lists (MESSAGES 3 UIDNEXT 5 UIDVALIDITY 7)");
  observe (watch, "* LIST () \"/\" Alt (\"OLDNAME\" (Lists))");
  assert_news (watch, "* -1 -1 -1 -1");
  observe (watch, "* STATUS Lists (UIDNEXT 2)");
  assert_news (watch, "Lists -1 2 -1 -1");
  observe (watch, "* LIST (\\NonExistent) \"/\" Lists");
  assert_news (watch, "* -1 -1 -1 -1");
  observe (watch, "* STATUS Lists (UIDVALIDITY 3)");
  assert_news (watch, "Lists -1 -1 3 -1");
  observe (watch, "* 5 EXISTS");
  observe (watch, "* OK Still here");
  assert_news (watch, "");
}

static void
test_notify_refused (void)
{
  g_autoptr (PushWatch) watch = push_watch_new (BOTH, TRUE);
  g_autoptr (PushWatch) next = push_watch_new (BOTH, FALSE);
  g_autoptr (PushWatch) only = push_watch_new (IMAP_CAPABILITY_NOTIFY, TRUE);

  assert_command (watch, NOTIFY);
  g_assert_false (push_watch_notify_failed (watch));
  g_assert_true (push_watch_advance (watch, FALSE));
  g_assert_true (push_watch_notify_failed (watch));
  assert_command (watch, "EXAMINE \"INBOX\"");
  assert_command (next, "EXAMINE \"INBOX\"");
  assert_command (only, NOTIFY);
  g_assert_true (push_watch_advance (only, FALSE));
  assert_stands (only, PUSH_WATCH_UNABLE, "none");
}

static void
test_notify_overflow (void)
{
  g_autoptr (PushWatch) watch = notified_watch ();

  observe (watch, "* OK [NOTIFICATIONOVERFLOW] too much");
  assert_news (watch, "* -1 -1 -1 -1");
  g_assert_true (push_watch_notify_failed (watch));
  assert_stands (watch, PUSH_WATCH_PREPARING, "none");
  assert_command (watch, "EXAMINE \"INBOX\"");
}

static void
test_notify_overflow_while_a_command_runs (void)
{
  g_autoptr (PushWatch) early = push_watch_new (BOTH, TRUE);
  g_autoptr (PushWatch) probed = notified_watch ();

  assert_command (early, NOTIFY);
  observe (early, "* OK [NOTIFICATIONOVERFLOW] too much");
  assert_command (early, "");
  g_assert_true (push_watch_advance (early, TRUE));
  assert_command (early, "EXAMINE \"INBOX\"");
  g_assert_false (push_watch_probe (probed));
  assert_command (probed, "NOOP");
  observe (probed, "* OK [NOTIFICATIONOVERFLOW] too much");
  g_assert_true (push_watch_advance (probed, TRUE));
  assert_command (probed, "EXAMINE \"INBOX\"");
}

static void
test_notify_probe (void)
{
  g_autoptr (PushWatch) watch = notified_watch ();

  for (guint i = 0; i < 2; i++)
    {
      g_assert_false (push_watch_probe (watch));
      assert_stands (watch, PUSH_WATCH_PROBING, "notify");
      assert_command (watch, "NOOP");
      observe (watch, "* STATUS Lists (MESSAGES 3)");
      assert_news (watch, "Lists 3 -1 -1 -1");
      g_assert_true (push_watch_advance (watch, i == 0));
      assert_stands (watch, PUSH_WATCH_LISTENING, "notify");
    }
}

static void
test_idle (void)
{
  g_autoptr (PushWatch) watch = push_watch_new (IMAP_CAPABILITY_IDLE | CONDSTORE, TRUE);

  assert_command (watch, "EXAMINE \"INBOX\"");
  observe (watch, "* 12 EXISTS");
  observe (watch, "* OK [UIDVALIDITY 7] valid");
  observe (watch, "* OK [UIDNEXT 20] next");
  observe (watch, "* OK [HIGHESTMODSEQ 33] highest");
  assert_news (watch, "");
  g_assert_true (push_watch_advance (watch, TRUE));
  assert_news (watch, "INBOX 12 20 7 33");
  assert_command (watch, "IDLE");
  assert_stands (watch, PUSH_WATCH_PREPARING, "none");
  observe (watch, "* 13 EXISTS");
  assert_news (watch, "INBOX -1 -1 -1 -1");
  observe (watch, "+ idling");
  assert_news (watch, "");
  assert_stands (watch, PUSH_WATCH_LISTENING, "idle");
}

static void
test_idle_tells (void)
{
  static const char *const changes[]
      = { "* 13 EXISTS", "* 1 EXPUNGE", "* VANISHED 4:5", "* 2 FETCH (FLAGS (\\Seen))" };
  g_autoptr (PushWatch) watch = idling_watch ();

  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      observe (watch, changes[i]);
      assert_news (watch, "INBOX -1 -1 -1 -1");
    }
  observe (watch, "* OK Still here");
  observe (watch, "* 0 RECENT");
  assert_news (watch, "");
}

static void
test_idle_probe (void)
{
  g_autoptr (PushWatch) watch = idling_watch ();

  g_assert_true (push_watch_probe (watch));
  assert_stands (watch, PUSH_WATCH_PROBING, "idle");
  assert_command (watch, "");
  observe (watch, "* 13 EXISTS");
  assert_news (watch, "INBOX -1 -1 -1 -1");
  g_assert_true (push_watch_advance (watch, TRUE));
  assert_command (watch, "IDLE");
  assert_stands (watch, PUSH_WATCH_PREPARING, "idle");
  observe (watch, "+");
  assert_stands (watch, PUSH_WATCH_LISTENING, "idle");
}

/* A server that does not idle as it said. */
static void
test_idle_refused (void)
{
  g_autoptr (PushWatch) examine = push_watch_new (IMAP_CAPABILITY_IDLE, TRUE);
  g_autoptr (PushWatch) idle = push_watch_new (IMAP_CAPABILITY_IDLE, TRUE);
  g_autoptr (PushWatch) ended = idling_watch ();
  g_autoptr (PushWatch) done = idling_watch ();

  assert_command (examine, "EXAMINE \"INBOX\"");
  g_assert_false (push_watch_advance (examine, FALSE));
  assert_command (idle, "EXAMINE \"INBOX\"");
  g_assert_true (push_watch_advance (idle, TRUE));
  assert_command (idle, "IDLE");
  g_assert_false (push_watch_advance (idle, FALSE));
  g_assert_false (push_watch_advance (ended, TRUE));
  g_assert_true (push_watch_probe (done));
  g_assert_false (push_watch_advance (done, FALSE));
}

static void
test_nothing_offered (void)
{
  g_autoptr (PushWatch) watch = push_watch_new (CONDSTORE, TRUE);

  assert_stands (watch, PUSH_WATCH_UNABLE, "none");
  assert_command (watch, "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/push-watch/notify", test_notify);
  g_test_add_func ("/push-watch/notify-tells-differences", test_notify_tells_differences);
  g_test_add_func ("/push-watch/notify-tells-of-folders", test_notify_tells_of_folders);
  g_test_add_func ("/push-watch/notify-refused", test_notify_refused);
  g_test_add_func ("/push-watch/notify-overflow", test_notify_overflow);
  g_test_add_func ("/push-watch/notify-overflow-while-a-command-runs",
                   test_notify_overflow_while_a_command_runs);
  g_test_add_func ("/push-watch/notify-probe", test_notify_probe);
  g_test_add_func ("/push-watch/idle", test_idle);
  g_test_add_func ("/push-watch/idle-tells", test_idle_tells);
  g_test_add_func ("/push-watch/idle-probe", test_idle_probe);
  g_test_add_func ("/push-watch/idle-refused", test_idle_refused);
  g_test_add_func ("/push-watch/nothing-offered", test_nothing_offered);
  return g_test_run ();
}
