/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What of a reply only those read who make something of its JSON.
 */
#pragma once

#include "bitrix24-json.h"
#include "bitrix24-reply.h"

JsonNode *bitrix24_reply_result (const Bitrix24Reply *reply); /* borrowed; NULL unless it is DONE */

/* What a batch has answered to the command NAME, which is of METHOD. PROTOCOL: nothing. */
Bitrix24Reply *bitrix24_reply_new_part (const Bitrix24Reply *batch, Bitrix24Method method,
                                        const char *name, GError **error);
