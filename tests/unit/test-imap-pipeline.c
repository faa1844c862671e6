/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "imap-play.h"

static ImapCommand *
append_of (gsize length)
{
  return imap_command_append ("A", "", 0, length);
}

static gsize
take_length (ImapProtocol *protocol)
{
  g_autoptr (GBytes) output = imap_protocol_take_output (protocol);

  return output ? g_bytes_get_size (output) : 0;
}

static gsize
give_and_take (ImapProtocol *protocol, gsize length)
{
  g_autoptr (GBytes) octets = g_bytes_new_take (g_strnfill (length, 'x'), length);

  imap_protocol_give (protocol, octets);
  g_assert_cmpuint (imap_protocol_wanted (protocol), ==, 0);
  return take_length (protocol);
}

#define APPEND_LINE "A1 APPEND \"A\" () \" 1-Jan-1970 00:00:00 +0000\" "

/* It waits for "+" even with LITERAL+, and nothing comes between its slices. */
static void
test_large_literal (void)
{
  g_autoptr (ImapProtocol) protocol = imap_protocol_new (&imap_limits_default);

  imap_protocol_set_literal_plus (protocol, TRUE);
  imap_protocol_send (protocol, append_of (100000), 0);
  assert_output (protocol, APPEND_LINE "{100000}\r\n");
  assert_output (protocol, NULL);
  send_simple (protocol, "NOOP");
  g_assert_cmpuint (imap_protocol_wanted (protocol), ==, 0);
  assert_events (protocol, "+ go on\r\n", "");
  g_assert_cmpuint (imap_protocol_wanted (protocol), ==, 100000);
  assert_output (protocol, NULL);
  g_assert_cmpuint (give_and_take (protocol, 65536), ==, 65536);
  g_assert_cmpuint (imap_protocol_wanted (protocol), ==, 100000 - 65536);
  g_assert_cmpuint (give_and_take (protocol, 100000 - 65536), ==, 100000 - 65536);
  g_assert_cmpuint (imap_protocol_wanted (protocol), ==, 0);
  assert_output (protocol, "\r\nA2 NOOP\r\n");
  assert_output (protocol, NULL);
}

static void
test_large_literal_refused (void)
{
  g_autoptr (ImapProtocol) protocol = imap_protocol_new (&imap_limits_default);

  imap_protocol_send (protocol, append_of (100000), 0);
  assert_output (protocol, APPEND_LINE "{100000}\r\n");
  assert_events (protocol, "A1 NO [TOOBIG] no\r\n",
                 "\ncompleted 1 STATUS tag='A1' NO [OTHER] text='no'");
  assert_output (protocol, NULL);
  send_simple (protocol, "NOOP");
  assert_output (protocol, "A2 NOOP\r\n");
}

/* What was announced is owed, and then its line ends. */
static void
test_large_literal_refused_in_the_middle (void)
{
  g_autoptr (ImapProtocol) protocol = imap_protocol_new (&imap_limits_default);

  imap_protocol_send (protocol, append_of (100000), 0);
  assert_output (protocol, APPEND_LINE "{100000}\r\n");
  assert_events (protocol, "+ go on\r\n", "");
  g_assert_cmpuint (give_and_take (protocol, 65536), ==, 65536);
  assert_events (protocol, "A1 NO full\r\n", "\ncompleted 1 STATUS tag='A1' NO text='full'");
  send_simple (protocol, "NOOP");
  g_assert_cmpuint (give_and_take (protocol, 100000 - 65536), ==, 100000 - 65536);
  assert_output (protocol, "\r\nA2 NOOP\r\n");
}

/* A slow line is none that stalls. */
static void
test_large_literal_takes_its_time (void)
{
  g_autoptr (ImapProtocol) protocol = imap_protocol_new (&imap_limits_default);
  gint64 stall = imap_limits_default.stall;
  gint64 deadline;

  imap_protocol_send (protocol, append_of (100000), 0);
  imap_protocol_note_sent (protocol, stall / 2);
  g_assert_cmpint (imap_protocol_deadline (protocol), ==, stall);
  g_assert_cmpuint (take_length (protocol), >, 0);
  assert_events (protocol, "+ go on\r\n", "");
  g_assert_cmpuint (give_and_take (protocol, 65536), ==, 65536);
  deadline = imap_protocol_deadline (protocol);
  imap_protocol_note_sent (protocol, deadline - 1);
  g_assert_cmpint (imap_protocol_deadline (protocol), ==, deadline - 1 + stall);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/imap-pipeline/large-literal", test_large_literal);
  g_test_add_func ("/imap-pipeline/large-literal-refused", test_large_literal_refused);
  g_test_add_func ("/imap-pipeline/large-literal-cut", test_large_literal_refused_in_the_middle);
  g_test_add_func ("/imap-pipeline/large-literal-slow", test_large_literal_takes_its_time);
  return g_test_run ();
}
