/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a server says to a client with commands of every kind under way: it must mean the same
 * however it is cut, every string of it must be UTF-8, and a streamed message must be as long as
 * was announced. The same octets as a mailbox name must lead back to themselves.
 */
#include "imap-dump.h"
#include "imap-mailbox-name.h"

#include <stdint.h>

static const ImapLimits limits = { .line = 2000, .literal = 500, .depth = 10, .stall = 1 };

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
send_commands (ImapProtocol *protocol)
{
  imap_protocol_send (protocol, imap_command_login ("\303\274", "\303\266"), 0);
  imap_protocol_send (protocol, imap_command_authenticate_plain ("a", "b", FALSE), 0);
  imap_protocol_send (protocol, imap_command_mailbox ("CREATE", "a\342\201\240\303\274"), 0);
  for (guint i = 0; i < 3; i++)
    imap_protocol_send (protocol, imap_command_simple ("NOOP"), 0);
  for (guint i = 0; i < 2; i++)
    imap_protocol_send (protocol, imap_command_idle (), 0);
  imap_protocol_end_idle (protocol, 0);
}

/* OUTPUT holds what the client says in answer. */
static gboolean
feed (ImapProtocol *protocol, GString *out, GString *output, const uint8_t *data, size_t size)
{
  g_autofree uint8_t *copy = g_memdup2 (data, size);
  g_autoptr (GBytes) bytes = NULL;
  gboolean good;

  imap_protocol_feed (protocol, copy, size, 0);
  good = dump_events (out, protocol);
  bytes = imap_protocol_take_output (protocol);
  if (bytes != NULL)
    g_string_append_len (output, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes));
  return good;
}

/* Behind a "!" comes what is said before any command. */
static GString *
dump_in_pieces (const uint8_t *data, size_t size, size_t step)
{
  g_autoptr (ImapProtocol) protocol = imap_protocol_new (&limits);
  g_autoptr (GString) output = g_string_new (NULL);
  GString *out = g_string_new (NULL);
  gboolean good = TRUE;

  if (data[0] != '!')
    send_commands (protocol);
  for (size_t at = data[0] == '!'; at < size && good; at += step)
    good = feed (protocol, out, output, data + at, MIN (step, size - at));
  g_string_append_len (out, output->str, (gssize) output->len);
  return out;
}

static void
check_stream (const uint8_t *data, size_t size)
{
  g_autoptr (ImapProtocol) protocol = imap_protocol_new (&limits);
  guint64 streamed = 0;
  ImapEvent event;

  send_commands (protocol);
  imap_protocol_feed (protocol, data, size, 0);
  while (imap_protocol_next_event (protocol, &event, NULL))
    {
      if (event.type == IMAP_EVENT_LITERAL)
        {
          streamed = (event.first ? 0 : streamed) + event.length;
          g_assert_cmpuint (streamed, <=, event.literal_size);
        }
      else if (event.response->fetch != NULL && event.response->fetch->has_body)
        g_assert_cmpuint (event.response->fetch->body_size, ==, streamed);
    }
}

static void
check_name (const uint8_t *data, size_t size)
{
  g_autofree char *path = NULL;
  g_autofree char *name = NULL;

  if (memchr (data, '\0', size) != NULL)
    return;
  path = imap_mailbox_name_decode ((const char *) data, size);
  name = imap_mailbox_name_encode (path);
  g_assert_true (g_utf8_validate (path, -1, NULL));
  if (strcmp (path, "INBOX") != 0)
    g_assert_cmpmem (name, strlen (name), data, size);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GString) whole = NULL;
  g_autoptr (GString) pieces = NULL;

  if (size == 0)
    return 0;
  whole = dump_in_pieces (data, size, size);
  pieces = dump_in_pieces (data, size, 1);
  g_assert_cmpmem (whole->str, whole->len, pieces->str, pieces->len);
  check_stream (data, size);
  check_name (data, size);
  return 0;
}
