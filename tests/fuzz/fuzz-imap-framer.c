/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The framer must cut the same octets the same way however they come. The first octet of the
 * input says how large the pieces are.
 */
#include "imap-framer.h"

#include <stdint.h>

#define LIMIT 300

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static gboolean
dump_frames (GString *out, ImapFramer *framer)
{
  g_autoptr (GError) error = NULL;
  ImapFrame frame;

  while (imap_framer_next (framer, &frame, &error))
    {
      if (frame.type != IMAP_FRAME_LITERAL_DATA)
        {
          g_assert_cmpuint (frame.length, <=, LIMIT);
          g_string_append_printf (out, "\n%d %" G_GUINT64_FORMAT " ", frame.type, frame.size);
        }
      g_string_append_len (out, frame.data, (gssize) frame.length);
    }
  if (error != NULL)
    g_string_append (out, "\nerror");
  return error == NULL;
}

static GString *
dump_in_pieces (const uint8_t *data, size_t size, size_t step)
{
  g_autoptr (ImapFramer) framer = imap_framer_new (LIMIT);
  GString *out = g_string_new (NULL);
  gboolean good = TRUE;

  for (size_t at = 0; at < size && good; at += step)
    {
      imap_framer_feed (framer, data + at, MIN (step, size - at));
      good = dump_frames (out, framer);
    }
  return out;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  if (size < 2)
    return 0;
  {
    g_autoptr (GString) whole = dump_in_pieces (data + 1, size - 1, size - 1);
    g_autoptr (GString) pieces = dump_in_pieces (data + 1, size - 1, data[0] % 16 + 1);

    g_assert_cmpmem (whole->str, whole->len, pieces->str, pieces->len);
  }
  return 0;
}
