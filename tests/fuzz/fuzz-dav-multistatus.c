/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Any octets give an answer that is carried to another process unchanged, or a sentence.
 */
#include "dav-multistatus.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DavAnswer) answer = dav_multistatus_read ((const char *) data, size, &error);
  g_autoptr (GVariant) variant = NULL;
  g_autoptr (DavAnswer) carried = NULL;

  g_assert_true ((answer == NULL) == (error != NULL));
  if (!answer)
    return 0;
  variant = g_variant_ref_sink (dav_answer_to_variant (answer));
  carried = dav_answer_from_variant (variant);
  g_assert_nonnull (carried);
  g_assert_cmpuint (carried->items->len, ==, answer->items->len);
  return 0;
}
