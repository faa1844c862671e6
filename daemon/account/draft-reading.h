/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A message in a drafts folder, whoever wrote it, read back into what a person can go on writing.
 * It knows no draft of ours and no store.
 */
#pragma once

#include "mime-draft.h"
#include "parser.h"

void draft_reading_async (Parser *parser, GBytes *raw, GAsyncReadyCallback callback, gpointer data);
/* CONTENTS: a GInputStream for each part; both transfer full. NULL with ERROR. */
MimeDraft *draft_reading_finish (GAsyncResult *result, GPtrArray **contents, GError **error);
