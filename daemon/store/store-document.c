/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-document.h"

#include "store-search-text.h"

StoreDocument *
store_document_new (guint64 id, gint64 received)
{
  StoreDocument *document = g_new0 (StoreDocument, 1);

  document->id = id;
  document->received = received;
  for (guint i = 0; i < STORE_TEXT_COLUMNS; i++)
    document->columns[i] = g_strdup ("");
  return document;
}

void
store_document_free (StoreDocument *document)
{
  for (guint i = 0; i < STORE_TEXT_COLUMNS; i++)
    g_free (document->columns[i]);
  g_clear_pointer (&document->raw, g_bytes_unref);
  g_free (document);
}

void
store_document_take (StoreDocument *document, StoreTextColumn column, char *value)
{
  g_free (document->columns[column]);
  document->columns[column] = value;
}

void
store_document_fold (StoreDocument *document)
{
  for (StoreTextColumn i = 0; i < STORE_TEXT_COLUMNS; i++)
    store_document_take (document, i, store_search_text_fold (document->columns[i]));
}
