/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-handover.h"

void
store_handover_free (StoreHandover *handover)
{
  g_free (handover->recipient);
  g_free (handover->subject);
  g_free (handover->message_id);
  g_free (handover);
}
