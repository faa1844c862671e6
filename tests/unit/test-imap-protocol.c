/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "error.h"
#include "imap-dump.h"
#include "imap-play.h"

static void
test_pipelining (void)
{
  g_autoptr (ImapProtocol) protocol = imap_protocol_new (&imap_limits_default);

  assert_events (protocol, "* OK hello\r\n", "\ngreeting STATUS OK text='hello'");
  assert_output (protocol, NULL);
  g_assert_cmpuint (send_simple (protocol, "NOOP"), ==, 1);
  g_assert_cmpuint (send_simple (protocol, "UNSELECT"), ==, 2);
  g_assert_cmpuint (imap_protocol_n_outstanding (protocol), ==, 2);
  assert_output (protocol, "A1 NOOP\r\nA2 UNSELECT\r\n");
  assert_output (protocol, NULL);
  assert_events (protocol, "A1 OK a\r\nA2 OK b\r\n",
                 "\ncompleted 1 STATUS tag='A1' OK text='a'"
                 "\ncompleted 2 STATUS tag='A2' OK text='b'");
  g_assert_cmpuint (imap_protocol_n_outstanding (protocol), ==, 0);
}

static void
test_literals_wait (void)
{
  g_autoptr (ImapProtocol) protocol = imap_protocol_new (&imap_limits_default);

  imap_protocol_send (protocol, imap_command_login ("m\303\274ller", "a\r\nb"), 0);
  send_simple (protocol, "NOOP");
  assert_output (protocol, "A1 LOGIN {7}\r\n");
  assert_events (protocol, "+ go on\r\n", "");
  assert_output (protocol, "m\303\274ller {4}\r\n");
  assert_events (protocol, "* OK still here\r\n+\r\n", "\nSTATUS OK text='still here'");
  assert_output (protocol, "a\r\nb\r\nA2 NOOP\r\n");
  assert_events (protocol, "A1 OK in\r\n", "\ncompleted 1 STATUS tag='A1' OK text='in'");
}

static void
test_literals_refused (void)
{
  g_autoptr (ImapProtocol) protocol = imap_protocol_new (&imap_limits_default);

  imap_protocol_send (protocol, imap_command_login ("\303\274", "\303\274"), 0);
  send_simple (protocol, "NOOP");
  assert_output (protocol, "A1 LOGIN {2}\r\n");
  assert_events (protocol, "A1 BAD no literals\r\n",
                 "\ncompleted 1 STATUS tag='A1' BAD text='no literals'");
  assert_output (protocol, "A2 NOOP\r\n");
}

static void
test_literals_answered_too_early (void)
{
  g_autoptr (ImapProtocol) protocol = imap_protocol_new (&imap_limits_default);

  imap_protocol_send (protocol, imap_command_login ("\303\274", "x"), 0);
  send_simple (protocol, "NOOP");
  assert_events (protocol, "A1 OK in\r\n", "\nerror Protocol");
}

static void
test_held_back_answered (void)
{
  g_autoptr (ImapProtocol) protocol = imap_protocol_new (&imap_limits_default);

  imap_protocol_send (protocol, imap_command_login ("\303\274", "x"), 0);
  send_simple (protocol, "NOOP");
  assert_events (protocol, "A2 OK done\r\n", "\nerror Protocol");
}

static void
test_literal_plus (void)
{
  g_autoptr (ImapProtocol) protocol = imap_protocol_new (&imap_limits_default);

  imap_protocol_set_literal_plus (protocol, TRUE);
  imap_protocol_send (protocol, imap_command_login ("\303\274", "a\"b\\"), 0);
  send_simple (protocol, "NOOP");
  assert_output (protocol, "A1 LOGIN {2+}\r\n\303\274 \"a\\\"b\\\\\"\r\nA2 NOOP\r\n");
}

static void
test_authenticate (void)
{
  g_autoptr (ImapProtocol) protocol = imap_protocol_new (&imap_limits_default);

  /* LITERAL+ says nothing of this "+". */
  imap_protocol_set_literal_plus (protocol, TRUE);
  imap_protocol_send (protocol, imap_command_authenticate_plain ("tim", "tanstaaf", FALSE), 0);
  assert_output (protocol, "A1 AUTHENTICATE PLAIN\r\n");
  assert_events (protocol, "+ \r\n", "");
  assert_output (protocol, "AHRpbQB0YW5zdGFhZg==\r\n");
  assert_events (protocol, "+ more\r\n", "");
  assert_output (protocol, "*\r\n");
  assert_events (protocol, "+ still more\r\n", "\ncontinue CONTINUE text='still more'");
  assert_events (protocol, "A1 BAD cancelled\r\n",
                 "\ncompleted 1 STATUS tag='A1' BAD text='cancelled'");
}

static void
test_authenticate_refused (void)
{
  g_autoptr (ImapProtocol) protocol = imap_protocol_new (&imap_limits_default);

  imap_protocol_send (protocol, imap_command_authenticate_plain ("tim", "tanstaaf", FALSE), 0);
  assert_output (protocol, "A1 AUTHENTICATE PLAIN\r\n");
  assert_events (protocol, "A1 NO never\r\n", "\ncompleted 1 STATUS tag='A1' NO text='never'");
  assert_output (protocol, NULL);
}

/* Feeds FILL octets of PATTERN behind START, in large pieces, and returns the error's code. */
static int
error_of_flood (const char *start, const char *pattern, gsize fill, const ImapLimits *limits)
{
  g_autoptr (ImapProtocol) protocol = imap_protocol_new (limits);
  g_autoptr (GString) piece = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  gsize fed = 0;
  ImapEvent event;

  while (piece->len < 60000)
    g_string_append (piece, pattern);
  send_simple (protocol, "NOOP");
  feed (protocol, start);
  for (; error == NULL && fed < fill; fed += piece->len)
    {
      feed (protocol, piece->str);
      while (imap_protocol_next_event (protocol, &event, &error))
        ;
    }
  return error != NULL ? error->code : -1;
}

static void
test_floods (void)
{
  const ImapLimits *limits = &imap_limits_default;

  g_assert_cmpint (error_of_flood ("* OK ", "x", 10000000, limits), ==, POSTHORN_ERROR_TOO_LARGE);
  g_assert_cmpint (error_of_flood ("", "x", 10000000, limits), ==, POSTHORN_ERROR_TOO_LARGE);
  g_assert_cmpint (error_of_flood ("* 1 FETCH (", "ENVELOPE {5}\r\nhello ", 10000000, limits), ==,
                   POSTHORN_ERROR_TOO_LARGE);
  g_assert_cmpint (error_of_flood ("* 1 FETCH (", "X (BODY[] {0}\r\n) ", 10000000, limits), ==,
                   POSTHORN_ERROR_TOO_LARGE);
  g_assert_cmpint (error_of_flood ("", "\r\n", 1000000, limits), ==, -1);
}

static void
test_parentheses (void)
{
  g_autofree char *many = g_strnfill (100000, '(');
  g_autofree char *some = g_strnfill (100, '(');
  g_autofree char *closed = g_strnfill (100, ')');
  g_autofree char *deep = g_strdup_printf ("* 1 FETCH (ENVELOPE %s\r\n", many);
  g_autofree char *over = g_strdup_printf ("* 1 FETCH (ENVELOPE (%s%s))\r\n", some, closed);
  g_autofree char *within = g_strdup_printf ("* 1 FETCH (ENVELOPE %s%s)\r\n", some, closed);
  g_autofree char *other = g_strdup_printf ("* XNEW %s\r\n", many);

  for (guint i = 0; i < 4; i++)
    {
      const char *const inputs[] = { deep, over, within, other };
      const char *const expected[]
          = { "\nerror TooLarge", "\nerror TooLarge", "\nFETCH number=1 sequence=1", "\nOTHER" };
      g_autoptr (ImapProtocol) protocol = imap_protocol_new (&imap_limits_default);

      send_simple (protocol, "NOOP");
      assert_events (protocol, inputs[i], expected[i]);
    }
}

static void
test_limits (void)
{
  ImapLimits limits = { .line = 40, .literal = 5, .depth = 3, .stall = 1000 };
  g_autoptr (ImapProtocol) good = imap_protocol_new (&limits);
  g_autoptr (ImapProtocol) bad = imap_protocol_new (&limits);
  g_autoptr (ImapProtocol) gathered = imap_protocol_new (&limits);

  send_simple (good, "NOOP");
  assert_events (good, "* 1 FETCH (BODY[] {5}\r\n12345)\r\n",
                 "\nliteral 5 12345\nFETCH number=1 sequence=1 body=5");
  assert_events (good, "* LIST () \"/\" {16}\r\n0123456789abcdef\r\n",
                 "\nLIST attributes='' delimiter=/ path='0123456789abcdef'");
  send_simple (bad, "NOOP");
  assert_events (bad, "* 1 FETCH (BODY[] {6}\r\n", "\nerror TooLarge");
  send_simple (gathered, "NOOP");
  assert_events (gathered, "* LIST () \"/\" {25}\r\n", "\nerror TooLarge");
}

static void
test_error_stays (void)
{
  g_autoptr (ImapProtocol) protocol = imap_protocol_new (&imap_limits_default);
  g_autoptr (GError) error = NULL;
  g_autofree char *line = g_strnfill (1000, '\377');
  ImapEvent event;

  feed (protocol, line);
  feed (protocol, "\r\n* OK hello\r\n");
  for (guint i = 0; i < 2; i++)
    {
      g_clear_error (&error);
      g_assert_false (imap_protocol_next_event (protocol, &event, &error));
      g_assert_error (error, POSTHORN_ERROR, POSTHORN_ERROR_PROTOCOL);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      g_assert_cmpint (g_utf8_strlen (error->message, -1), <, 200);
    }
}

static void
test_pending_input (void)
{
  g_autoptr (ImapProtocol) protocol = imap_protocol_new (&imap_limits_default);

  send_simple (protocol, "STARTTLS");
  assert_events (protocol, "A1 OK begin\r\n", "\ncompleted 1 STATUS tag='A1' OK text='begin'");
  g_assert_false (imap_protocol_has_pending_input (protocol));
  feed (protocol, "*");
  g_assert_true (imap_protocol_has_pending_input (protocol));
}

static void
test_pending_literal (void)
{
  g_autoptr (ImapProtocol) protocol = imap_protocol_new (&imap_limits_default);

  send_simple (protocol, "STARTTLS");
  assert_events (protocol, "* LIST () \"/\" {3}\r\n", "");
  g_assert_true (imap_protocol_has_pending_input (protocol));
}

static void
test_stall (void)
{
  g_autoptr (ImapProtocol) protocol = imap_protocol_new (&imap_limits_default);
  g_autoptr (GError) error = NULL;
  gint64 minute = 60 * G_USEC_PER_SEC;

  g_assert_cmpint (imap_protocol_deadline (protocol), ==, G_MAXINT64);
  imap_protocol_send (protocol, imap_command_simple ("NOOP"), 1000);
  g_assert_cmpint (imap_protocol_deadline (protocol), ==, 1000 + minute);
  imap_protocol_feed (protocol, (const guint8 *) "* ", 2, 5000);
  imap_protocol_send (protocol, imap_command_simple ("NOOP"), 6000);
  g_assert_cmpint (imap_protocol_deadline (protocol), ==, 1000 + minute);
  imap_protocol_feed (protocol, NULL, 0, 7000);
  g_assert_true (imap_protocol_tick (protocol, 6999 + minute, &error));
  g_assert_false (imap_protocol_tick (protocol, 7000 + minute, &error));
  g_assert_error (error, POSTHORN_ERROR, POSTHORN_ERROR_TIMEOUT);
}

/* A complete response is activity, and so is the middle of a long one; single octets are not. */
static void
test_dripping (void)
{
  g_autoptr (ImapProtocol) protocol = imap_protocol_new (&imap_limits_default);
  g_autofree char *much = g_strnfill (1024, 'x');
  gint64 minute = 60 * G_USEC_PER_SEC;
  ImapEvent event;

  send_simple (protocol, "NOOP");
  for (gint64 now = 1; now < minute; now += G_USEC_PER_SEC)
    imap_protocol_feed (protocol, (const guint8 *) "*", 1, now);
  g_assert_false (imap_protocol_tick (protocol, minute, NULL));
  imap_protocol_feed (protocol, (const guint8 *) much, 1024, minute);
  g_assert_true (imap_protocol_tick (protocol, minute + 1, NULL));
  imap_protocol_free (g_steal_pointer (&protocol));

  protocol = imap_protocol_new (&imap_limits_default);
  send_simple (protocol, "NOOP");
  imap_protocol_feed (protocol, (const guint8 *) "* 1 EXISTS\r\n", 12, 500);
  g_assert_true (imap_protocol_next_event (protocol, &event, NULL));
  g_assert_cmpint (imap_protocol_deadline (protocol), ==, 500 + minute);
}

static void
test_stall_ends_with_the_answer (void)
{
  g_autoptr (ImapProtocol) protocol = imap_protocol_new (&imap_limits_default);

  send_simple (protocol, "NOOP");
  assert_events (protocol, "A1 OK x\r\n", "\ncompleted 1 STATUS tag='A1' OK text='x'");
  g_assert_cmpint (imap_protocol_deadline (protocol), ==, G_MAXINT64);
  g_assert_true (imap_protocol_tick (protocol, G_MAXINT64 - 1, NULL));
}

/* However much is fed at once, a literal is handed on in place. */
static void
test_streams_without_gathering (void)
{
  ImapLimits limits = { .line = 100, .literal = 10000000, .depth = 3, .stall = 1000 };
  g_autoptr (ImapProtocol) protocol = imap_protocol_new (&limits);
  g_autofree guint8 *piece = g_malloc0 (1000000);
  ImapEvent event;

  send_simple (protocol, "NOOP");
  assert_events (protocol, "* 1 FETCH (BODY[] {10000000}\r\n", "");
  for (guint i = 0; i < 10; i++)
    {
      imap_protocol_feed (protocol, piece, 1000000, 0);
      g_assert_true (imap_protocol_next_event (protocol, &event, NULL));
      g_assert_cmpint (event.type, ==, IMAP_EVENT_LITERAL);
      g_assert_cmpuint (event.length, ==, 1000000);
      g_assert_cmpuint (event.literal_size, ==, 10000000);
      g_assert_cmpint (event.first, ==, i == 0);
      g_assert_false (imap_protocol_next_event (protocol, &event, NULL));
    }
  assert_events (protocol, ")\r\n", "\nFETCH number=1 sequence=1 body=10000000");
}

static void
test_copy_status (void)
{
  g_autoptr (ImapProtocol) protocol = imap_protocol_new (&imap_limits_default);
  g_autoptr (ImapResponse) copy = NULL;
  g_autoptr (GString) out = g_string_new (NULL);
  ImapEvent event;

  send_simple (protocol, "NOOP");
  feed (protocol, "A1 OK [COPYUID 38505 304,319:320 3956:3958] Done\r\n* OK other\r\n");
  g_assert_true (imap_protocol_next_event (protocol, &event, NULL));
  copy = imap_response_copy_status (event.response);
  g_assert_true (imap_protocol_next_event (protocol, &event, NULL));
  dump_response (out, copy);
  g_assert_cmpstr (out->str, ==,
                   "STATUS tag='A1' OK [COPYUID] text='Done' uidvalidity=38505 "
                   "source='304,319:320' uids='3956:3958'");
}

static void
tick_at (ImapProtocol *protocol, gint64 now, gboolean expected)
{
  g_assert_cmpint (imap_protocol_tick (protocol, now, NULL), ==, expected);
}

static void
test_idle (void)
{
  g_autoptr (ImapProtocol) protocol = imap_protocol_new (&imap_limits_default);

  imap_protocol_send (protocol, imap_command_idle (), 0);
  send_simple (protocol, "NOOP");
  assert_output (protocol, "A1 IDLE\r\n");
  assert_events (protocol, "+ idling\r\n* 5 EXISTS\r\n",
                 "\ncontinue CONTINUE text='idling'\nEXISTS number=5");
  send_simple (protocol, "UNSELECT");
  assert_output (protocol, NULL);
  imap_protocol_end_idle (protocol, 0);
  imap_protocol_end_idle (protocol, 0);
  assert_output (protocol, "DONE\r\nA2 NOOP\r\nA3 UNSELECT\r\n");
  assert_events (protocol, "A1 OK over\r\n", "\ncompleted 1 STATUS tag='A1' OK text='over'");
  imap_protocol_end_idle (protocol, 0);
  assert_output (protocol, NULL);
}

static void
test_idle_ended_before_it_begins (void)
{
  g_autoptr (ImapProtocol) protocol = imap_protocol_new (&imap_limits_default);

  imap_protocol_send (protocol, imap_command_idle (), 0);
  imap_protocol_send (protocol, imap_command_idle (), 0);
  assert_output (protocol, "A1 IDLE\r\n");
  imap_protocol_end_idle (protocol, 0);
  assert_output (protocol, NULL);
  assert_events (protocol, "+\r\n", "\ncontinue CONTINUE text=''");
  assert_output (protocol, "DONE\r\nA2 IDLE\r\n");
  assert_events (protocol, "A1 OK over\r\n+\r\n",
                 "\ncompleted 1 STATUS tag='A1' OK text='over'\ncontinue CONTINUE text=''");
  assert_output (protocol, NULL);
}

/* Before it has begun only a refusal can end it. */
static void
test_idle_refused (void)
{
  g_autoptr (ImapProtocol) protocol = imap_protocol_new (&imap_limits_default);

  imap_protocol_send (protocol, imap_command_idle (), 0);
  send_simple (protocol, "NOOP");
  imap_protocol_end_idle (protocol, 0);
  assert_output (protocol, "A1 IDLE\r\n");
  assert_events (protocol, "A1 NO not now\r\n", "\ncompleted 1 STATUS tag='A1' NO text='not now'");
  assert_output (protocol, "A2 NOOP\r\n");
  assert_events (protocol, "A2 OK x\r\n", "\ncompleted 2 STATUS tag='A2' OK text='x'");
  imap_protocol_send (protocol, imap_command_idle (), 0);
  assert_events (protocol, "A3 OK too early\r\n", "\nerror Protocol");
}

static void
test_idle_ended_by_server (void)
{
  static const char *const statuses[] = { "OK", "NO", "BAD" };

  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      g_autoptr (ImapProtocol) protocol = imap_protocol_new (&imap_limits_default);
      g_autofree char *answer = g_strdup_printf ("A1 %s bye\r\n", statuses[i]);
      g_autofree char *event
          = g_strdup_printf ("\ncompleted 1 STATUS tag='A1' %s text='bye'", statuses[i]);

      imap_protocol_send (protocol, imap_command_idle (), 0);
      send_simple (protocol, "NOOP");
      assert_events (protocol, "+\r\n", "\ncontinue CONTINUE text=''");
      assert_output (protocol, "A1 IDLE\r\n");
      assert_events (protocol, answer, event);
      assert_output (protocol, "A2 NOOP\r\n");
      imap_protocol_end_idle (protocol, 0);
      assert_output (protocol, NULL);
    }
}

/* An answer is owed until "+" and from DONE on, not in between. */
static void
test_idle_stall (void)
{
  g_autoptr (ImapProtocol) protocol = imap_protocol_new (&imap_limits_default);
  gint64 minute = 60 * G_USEC_PER_SEC;
  ImapEvent event;

  imap_protocol_send (protocol, imap_command_idle (), 1000);
  imap_protocol_end_idle (protocol, 2000);
  g_assert_cmpint (imap_protocol_deadline (protocol), ==, 1000 + minute);
  tick_at (protocol, 1000 + minute, FALSE);
  imap_protocol_free (g_steal_pointer (&protocol));

  protocol = imap_protocol_new (&imap_limits_default);
  imap_protocol_send (protocol, imap_command_idle (), 1000);
  imap_protocol_feed (protocol, (const guint8 *) "+\r\n", 3, 2000);
  g_assert_true (imap_protocol_next_event (protocol, &event, NULL));
  g_assert_cmpint (imap_protocol_deadline (protocol), ==, G_MAXINT64);
  tick_at (protocol, 100 * minute, TRUE);
  imap_protocol_end_idle (protocol, 100 * minute);
  g_assert_cmpint (imap_protocol_deadline (protocol), ==, 101 * minute);
  tick_at (protocol, 101 * minute, FALSE);
}

/* What was asked before an IDLE is owed, too. */
static void
test_idle_behind_a_command (void)
{
  g_autoptr (ImapProtocol) protocol = imap_protocol_new (&imap_limits_default);

  send_simple (protocol, "NOOP");
  imap_protocol_send (protocol, imap_command_idle (), 0);
  assert_output (protocol, "A1 NOOP\r\nA2 IDLE\r\n");
  assert_events (protocol, "+\r\n", "\ncontinue CONTINUE text=''");
  g_assert_cmpint (imap_protocol_deadline (protocol), ==, 60 * G_USEC_PER_SEC);
  assert_events (protocol, "A1 OK x\r\n", "\ncompleted 1 STATUS tag='A1' OK text='x'");
  g_assert_cmpint (imap_protocol_deadline (protocol), ==, G_MAXINT64);
}

static void
test_notification_overflow (void)
{
  g_autoptr (ImapProtocol) protocol = imap_protocol_new (&imap_limits_default);

  send_simple (protocol, "NOOP");
  assert_events (protocol, "* OK [NOTIFICATIONOVERFLOW] too much\r\n",
                 "\nSTATUS OK [NOTIFICATIONOVERFLOW] text='too much'");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/imap-protocol/pipelining", test_pipelining);
  g_test_add_func ("/imap-protocol/literals-wait", test_literals_wait);
  g_test_add_func ("/imap-protocol/literals-refused", test_literals_refused);
  g_test_add_func ("/imap-protocol/literals-answered-too-early", test_literals_answered_too_early);
  g_test_add_func ("/imap-protocol/held-back-answered", test_held_back_answered);
  g_test_add_func ("/imap-protocol/literal-plus", test_literal_plus);
  g_test_add_func ("/imap-protocol/authenticate", test_authenticate);
  g_test_add_func ("/imap-protocol/authenticate-refused", test_authenticate_refused);
  g_test_add_func ("/imap-protocol/floods", test_floods);
  g_test_add_func ("/imap-protocol/parentheses", test_parentheses);
  g_test_add_func ("/imap-protocol/limits", test_limits);
  g_test_add_func ("/imap-protocol/error-stays", test_error_stays);
  g_test_add_func ("/imap-protocol/pending-input", test_pending_input);
  g_test_add_func ("/imap-protocol/pending-literal", test_pending_literal);
  g_test_add_func ("/imap-protocol/stall", test_stall);
  g_test_add_func ("/imap-protocol/dripping", test_dripping);
  g_test_add_func ("/imap-protocol/stall-ends-with-the-answer", test_stall_ends_with_the_answer);
  g_test_add_func ("/imap-protocol/streams-without-gathering", test_streams_without_gathering);
  g_test_add_func ("/imap-protocol/copy-status", test_copy_status);
  g_test_add_func ("/imap-protocol/idle", test_idle);
  g_test_add_func ("/imap-protocol/idle-ended-before-it-begins", test_idle_ended_before_it_begins);
  g_test_add_func ("/imap-protocol/idle-refused", test_idle_refused);
  g_test_add_func ("/imap-protocol/idle-ended-by-server", test_idle_ended_by_server);
  g_test_add_func ("/imap-protocol/idle-stall", test_idle_stall);
  g_test_add_func ("/imap-protocol/idle-behind-a-command", test_idle_behind_a_command);
  g_test_add_func ("/imap-protocol/notification-overflow", test_notification_overflow);
  return g_test_run ();
}
