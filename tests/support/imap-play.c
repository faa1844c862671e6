/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "imap-play.h"

#include "imap-dump.h"

#include <string.h>

void
feed (ImapProtocol *protocol, const char *text)
{
  imap_protocol_feed (protocol, (const guint8 *) text, strlen (text), 0);
}

guint
send_simple (ImapProtocol *protocol, const char *name)
{
  return imap_protocol_send (protocol, imap_command_simple (name), 0);
}

void
assert_output (ImapProtocol *protocol, const char *expected)
{
  g_autoptr (GBytes) output = imap_protocol_take_output (protocol);
  g_autofree char *text = NULL;

  if (output != NULL)
    text = g_strndup (g_bytes_get_data (output, NULL), g_bytes_get_size (output));
  g_assert_cmpstr (text, ==, expected);
}

void
assert_events (ImapProtocol *protocol, const char *input, const char *expected)
{
  g_autoptr (GString) out = g_string_new (NULL);

  feed (protocol, input);
  dump_events (out, protocol);
  g_assert_cmpstr (out->str, ==, expected);
}
