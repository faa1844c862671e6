/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is asked of a portal request by request, as functions that only decide which one comes next
 * and what its answer means. Whoever plays them need not know what they are about.
 */
#pragma once

#include "bitrix24-reply.h"
#include "bitrix24-request.h"

typedef struct
{
  /* Transfer full; NULL: it is over. */
  Bitrix24Request *(*next) (gpointer steps);
  /* REPLY to REQUEST, the last one, which is DONE, REFUSED or LACKING: all else ends the steps
   * before. FALSE with an error: they have failed. */
  gboolean (*take) (gpointer steps, const Bitrix24Request *request, const Bitrix24Reply *reply,
                    GError **error);
} Bitrix24StepsKind;
