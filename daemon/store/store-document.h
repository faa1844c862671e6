/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a message gives to the full text: its text in columns, as it stands in the message. The
 * body is put in by whoever can read it from the raw octets. It knows no index.
 */
#pragma once

#include "store-search-query.h"

typedef struct
{
  guint64 id;
  gint64 received;
  gboolean gone; /* there is no such message any more; the rest is empty then */
  char *columns[STORE_TEXT_COLUMNS];
  GBytes *raw; /* its beginning at least, NULL when it has no body */
} StoreDocument;

/* All columns are "". */
StoreDocument *store_document_new (guint64 id, gint64 received);
void store_document_free (StoreDocument *document);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreDocument, store_document_free)

/* Takes VALUE. */
void store_document_take (StoreDocument *document, StoreTextColumn column, char *value);

/* Makes all columns what store-search-text.h makes of them. */
void store_document_fold (StoreDocument *document);
