/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Any octets give an envelope that is carried to another process unchanged and breaks no line.
 */
#include "mime-envelope.h"
#include "mime-message.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static gboolean is_ready = FALSE;
  g_autoptr (GBytes) header = g_bytes_new_static (data, size);
  g_autoptr (MimeEnvelope) envelope = NULL;
  g_autoptr (GVariant) variant = NULL;
  g_autoptr (MimeEnvelope) carried = NULL;

  if (!is_ready)
    mime_init ();
  is_ready = TRUE;
  envelope = mime_envelope (header);
  variant = g_variant_ref_sink (mime_envelope_to_variant (envelope));
  carried = mime_envelope_from_variant (variant);
  g_assert_nonnull (carried);
  g_assert_cmpuint (carried->recipients->len, ==, envelope->recipients->len);
  g_assert_cmpstr (carried->subject, ==, envelope->subject);
  g_assert_null (strpbrk (envelope->subject, "\r\n"));
  g_assert_null (strpbrk (envelope->message_id, "\r\n <>"));
  return 0;
}
