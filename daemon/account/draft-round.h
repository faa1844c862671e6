/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What others have done to the drafts that the server's folder has, as the last check saw it: what
 * they have changed is taken over, what they have deleted goes, unless it was changed here as well;
 * then both stay, as two drafts. It tells the server nothing.
 */
#pragma once

#include "drafts.h"

void draft_round_async (Drafts *drafts, Account *account, GAsyncReadyCallback callback,
                        gpointer data);
gboolean draft_round_finish (GAsyncResult *result, GError **error);
