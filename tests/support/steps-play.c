/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "steps-play.h"

#include "imap-protocol.h"

#include <string.h>

void
steps_play_assert_command (const StepsKind *kind, gpointer steps, const char *expected)
{
  g_autoptr (ImapProtocol) protocol = imap_protocol_new (&imap_limits_default);
  ImapCommand *command = kind->command (steps);
  g_autofree char *line = g_strdup_printf ("A1 %s\r\n", expected);
  g_autofree char *sent = NULL;
  g_autoptr (GBytes) output = NULL;

  g_assert_nonnull (command);
  imap_protocol_send (protocol, command, 0);
  output = imap_protocol_take_output (protocol);
  sent = g_strndup (g_bytes_get_data (output, NULL), g_bytes_get_size (output));
  g_assert_cmpstr (sent, ==, line);
  g_assert_null (kind->command (steps));
}

void
steps_play_answer (const StepsKind *kind, gpointer steps, const char *lines)
{
  g_auto (GStrv) all = g_strsplit (lines, "|", -1);
  guint count = g_strv_length (all);

  for (guint i = 0; i < count; i++)
    {
      g_autoptr (ImapProtocol) protocol = imap_protocol_new (&imap_limits_default);
      g_autofree char *line = g_strconcat (all[i], "\r\n", NULL);
      ImapEvent event;

      imap_protocol_send (protocol, imap_command_simple ("NOOP"), 0);
      imap_protocol_feed (protocol, (const guint8 *) line, strlen (line), 0);
      g_assert_true (imap_protocol_next_event (protocol, &event, NULL));
      if (i + 1 < count)
        kind->observe (steps, event.response);
      else
        kind->advance (steps, event.response->status == IMAP_STATUS_OK, event.response);
    }
}
