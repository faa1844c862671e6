/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A look at whether the databases are sound, for a person who asks: page by page, over connections
 * of its own that only read, while the writer goes on. What is found to be damaged is remembered,
 * so that it is dealt with at the next start.
 */
#pragma once

#include "store-reader.h"

typedef enum
{
  STORE_SOUND,
  STORE_UNFINISHED, /* as far as it was looked at, it is sound */
  STORE_DAMAGED,
} StoreSoundness;

typedef struct
{
  const char *file; /* "mail.db" */
  StoreSoundness soundness;
  char *problem; /* what is wrong and what to do; NULL unless it is damaged */
} StoreExamined;

/* A StoreReadFunction: GPtrArray of StoreExamined, for all databases. PATIENCE points to how many
 * microseconds one of them may take (gint64). No error. */
gpointer store_examine (StoreReader *reader, gpointer patience, GError **error);
