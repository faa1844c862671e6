/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Any octets give a card of one line of UTF-8 for each thing it says, or a sentence.
 */
#include "dav-card.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
check_line (const char *text)
{
  g_assert_true (g_utf8_validate (text, -1, NULL));
  g_assert_null (strpbrk (text, "\r\n"));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DavCard) card = dav_card_read ((const char *) data, size, &error);

  g_assert_true ((card == NULL) == (error != NULL));
  if (!card)
    return 0;
  check_line (card->name);
  g_assert_cmpuint (g_strv_length (card->addresses), <=, DAV_CARD_ADDRESSES);
  for (char **address = card->addresses; *address; address++)
    check_line (*address);
  return 0;
}
