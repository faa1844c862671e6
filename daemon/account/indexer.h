/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Keeps the full text in line with the mail, behind everything else: slice after slice, the newest
 * messages first, their bodies through the confined parser. It begins when the store says that
 * messages came or went, rests while it is held and when there is nothing left, and goes on where
 * it was after a restart. It knows no account, no folder and no SQL.
 *
 * Signal: "rested", it has worked and nothing is left.
 */
#pragma once

#include "parser.h"
#include "store.h"

#define TYPE_INDEXER (indexer_get_type ())
G_DECLARE_FINAL_TYPE (Indexer, indexer, POSTHORN, INDEXER, GObject)

/* Holds references to both. It is held at first. */
Indexer *indexer_new (Store *store, Parser *parser);

/* While HELD, at most the slice that has begun is finished. */
void indexer_set_held (Indexer *indexer, gboolean held);

/* For good. */
void indexer_stop (Indexer *indexer);
