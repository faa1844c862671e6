/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which messages are asked for, and in which order. It borrows its strings and knows no SQL.
 */
#pragma once

#include <glib.h>

/* Unprocessed is what is linked to nothing, in the folders that count: not junk, trash, sent and
 * drafts. All else is processed. */
typedef enum
{
  STORE_PROCESSED_OR_NOT,
  STORE_PROCESSED,
  STORE_UNPROCESSED,
} StoreProcessed;

/* Zero or NULL = does not filter. */
typedef struct
{
  const char *account;
  gint64 folder;
  const char *role;
  int unread; /* -1 any, 0 read, 1 unread; likewise the next two */
  int flagged;
  int has_attachments;
  gint64 since;     /* received at or after */
  gint64 before;    /* received before */
  const char *text; /* words that are anywhere in the message (store-search-query.h) */
  const char *from; /* words that are in its sender */
  guint64 thread;
  StoreProcessed processed;
} StoreFilter;

/* As statements have it: -1 any, 0 processed, 1 unprocessed. */
#define STORE_FILTER_UNPROCESSED(filter)                                                           \
  ((filter)->processed == STORE_PROCESSED_OR_NOT ? -1 : (filter)->processed == STORE_UNPROCESSED)

#define STORE_FILTER_ANY ((StoreFilter){ .unread = -1, .flagged = -1, .has_attachments = -1 })

typedef enum
{
  STORE_SORT_DATE_DESC,
  STORE_SORT_DATE_ASC,
  STORE_SORT_RANK, /* the best match first; only with text or from */
} StoreSort;
