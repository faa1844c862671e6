/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a person asks the full text for, and what the full-text indexes are asked in its place.
 * Every word counts and only words count: quotes hold words together, a star at the end leaves
 * the end open, and nothing else is syntax. It knows no database.
 *
 * A word of three or more characters is found anywhere in a word; a shorter one is a whole word, or
 * the beginning of one when it comes last or ends with a star. What «"» encloses is found as whole
 * words that follow each other. All of it has to be in a message, anywhere in it.
 */
#pragma once

#include <glib.h>

/* The columns of a document, in the order of text.db. */
typedef enum
{
  STORE_TEXT_SENDER,
  STORE_TEXT_OTHERS,
  STORE_TEXT_SUBJECT,
  STORE_TEXT_NAMES,
  STORE_TEXT_BODY,
  STORE_TEXT_COLUMNS,
} StoreTextColumn;

typedef struct _StoreSearchQuery StoreSearchQuery;

/* TEXT is looked for everywhere, SENDER in the sender alone; NULL = nothing asked. */
StoreSearchQuery *store_search_query_new (const char *text, const char *sender);
void store_search_query_free (StoreSearchQuery *query);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreSearchQuery, store_search_query_free)

/* TRUE when one of the two was asked and has no word: nothing is found. */
gboolean store_search_query_is_void (const StoreSearchQuery *query);

/* For the index of words. Finds messages that match, but not those in which a word has other
 * letters before. NULL when the query is void. */
char *store_search_query_words (const StoreSearchQuery *query);
/* Likewise, as if none of them had an open end: fewer, and quicker to find. */
char *store_search_query_whole_words (const StoreSearchQuery *query);

/* For the index of trigrams: finds every message in which the words that are looked for inside
 * words may be, NULL when there are none. STRICT, which may be NULL, is for the index of words and
 * finds those that have all others. */
char *store_search_query_trigrams (const StoreSearchQuery *query, char **strict);

/* Whether the two together find nothing else than what matches. */
gboolean store_search_query_is_exact (const StoreSearchQuery *query);

/* COLUMNS are folded (store-search-text.h). */
gboolean store_search_query_matches (const StoreSearchQuery *query, const char *const *columns);
