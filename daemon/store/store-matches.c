/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-matches.h"

#include "store-document.h"
#include "store-row.h"
#include "store-sql-names.h"

/* Messages that are looked at in their rows; all others of them have to wait for the index. */
#define MOST_UNINDEXED 1000

/* Texts that are looked at before the indexes are asked for more. */
#define MOST_LOOKED_AT 200

/* Rows that are read from the one index and from the other; a row of words is the better one, for
 * it leaves fewer texts to be looked at. */
#define WORDS_AT_ONCE 40
#define PARTS_AT_ONCE 10

/* So many matches tell how close together all of them lie: one message in so many is dense. */
#define SAMPLE 200
#define DENSE  5

/* Messages that are tried without any that matches, and more of them for each that does. */
#define TRIED_FIRST     100
#define TRIED_PER_MATCH 10

typedef enum
{
  VERDICT_NO,
  VERDICT_MAYBE,
  VERDICT_YES,
} Verdict;

typedef struct
{
  guint64 id;
  Verdict verdict;
} Match;

struct _StoreMatches
{
  StoreDatabase *text;
  StoreDatabase *mail;
  const StoreSearchQuery *query;
  GArray *matches;   /* Match, ascending; NULL: they are tried */
  gboolean is_rough; /* the indexes could say more of them */
  guint looked_at;
  guint budget;
};

static GArray *
match_array (void)
{
  return g_array_new (FALSE, FALSE, sizeof (Match));
}

static void
append (GArray *matches, guint64 id, Verdict verdict)
{
  Match match = { id, verdict };
  g_array_append_val (matches, match);
}

/* Ascending ids of one full-text expression; none for NULL. */
static GArray *
ask (StoreDatabase *text, guint statement_name, const char *expression, Verdict verdict,
     GError **error)
{
  g_autoptr (GArray) matches = match_array ();
  g_autoptr (StoreStatement) statement = store_database_use (text, statement_name);
  StoreStep step = STORE_STEP_DONE;

  if (!expression)
    return g_steal_pointer (&matches);
  store_statement_bind_text (statement, ":expression", expression);
  while ((step = store_statement_step (statement, error)) == STORE_STEP_ROW)
    append (matches, (guint64) store_statement_int64 (statement, 0), verdict);
  return step == STORE_STEP_DONE ? g_steal_pointer (&matches) : NULL;
}

static const Match *
at (const GArray *matches, guint index)
{
  return index < matches->len ? &g_array_index (matches, Match, index) : NULL;
}

/* Takes MATCHES over; those of MORE are added to them. */
static void
unite (GArray **matches, GArray *more)
{
  GArray *united = g_array_sized_new (FALSE, FALSE, sizeof (Match), (*matches)->len + more->len);
  guint i = 0, j = 0;
  const Match *a, *b;

  while ((a = at (*matches, i)) || at (more, j))
    {
      b = at (more, j);
      append (united, !b || (a && a->id <= b->id) ? a->id : b->id,
              a && (!b || a->id <= b->id) ? a->verdict : b->verdict);
      i += a && (!b || a->id <= b->id);
      j += b && (!a || b->id <= a->id);
    }
  g_array_unref (*matches);
  *matches = united;
}

/* What is still to be found out about those in MATCHES, now that OTHERS were found. */
static void
judge (GArray *matches, const GArray *others, Verdict found, Verdict not_found)
{
  guint j = 0;

  for (guint i = 0; i < matches->len; i++)
    {
      Match *match = &g_array_index (matches, Match, i);
      while (at (others, j) && at (others, j)->id < match->id)
        j++;
      if (match->verdict == VERDICT_MAYBE)
        match->verdict = at (others, j) && at (others, j)->id == match->id ? found : not_found;
    }
}

static gboolean
add_indexed_words (StoreMatches *self, GError **error)
{
  g_autofree char *expression = store_search_query_words (self->query);
  g_autoptr (GArray) found = ask (self->text, TEXT_WORDS_MATCHING, expression, VERDICT_YES, error);

  if (found)
    unite (&self->matches, found);
  return found != NULL;
}

static Verdict
trigram_verdict (const StoreMatches *self)
{
  return store_search_query_is_exact (self->query) ? VERDICT_YES : VERDICT_MAYBE;
}

static gboolean
add_indexed_trigrams (StoreMatches *self, const char *trigrams, GError **error)
{
  g_autoptr (GArray) found
      = ask (self->text, TEXT_TRIGRAMS_MATCHING, trigrams, trigram_verdict (self), error);

  if (found)
    unite (&self->matches, found);
  return found != NULL;
}

/* The ids of the next COUNT rows at most. */
static StoreStep
take_rows (StoreStatement *statement, guint count, GArray *matches, GError **error)
{
  StoreStep step = STORE_STEP_ROW;

  for (guint i = 0; i < count && step == STORE_STEP_ROW; i++)
    {
      step = store_statement_step (statement, error);
      if (step == STORE_STEP_ROW)
        append (matches, (guint64) store_statement_int64 (statement, 0), VERDICT_MAYBE);
    }
  return step;
}

/* All matches are in what either index finds. Both are read side by side until one of them has told
 * all it knows, so that letters which are in every message cost nothing beside a rare word. */
static gboolean
add_candidates (StoreMatches *self, const char *trigrams, const char *strict, GError **error)
{
  g_autoptr (StoreStatement) words = store_database_use (self->text, TEXT_WORDS_MATCHING);
  g_autoptr (StoreStatement) parts = store_database_use (self->text, TEXT_TRIGRAMS_MATCHING);
  g_autoptr (GArray) with_words = match_array ();
  g_autoptr (GArray) with_parts = match_array ();
  StoreStep of_words = STORE_STEP_ROW;
  StoreStep of_parts = STORE_STEP_ROW;

  store_statement_bind_text (words, ":expression", strict);
  store_statement_bind_text (parts, ":expression", trigrams);
  while (of_words == STORE_STEP_ROW && of_parts == STORE_STEP_ROW)
    {
      of_words = take_rows (words, WORDS_AT_ONCE, with_words, error);
      if (of_words == STORE_STEP_ROW)
        of_parts = take_rows (parts, PARTS_AT_ONCE, with_parts, error);
    }
  unite (&self->matches, of_words == STORE_STEP_DONE ? with_words : with_parts);
  self->is_rough = TRUE;
  return of_words != STORE_STEP_FAILED && of_parts != STORE_STEP_FAILED;
}

static gboolean
add_indexed (StoreMatches *self, GError **error)
{
  g_autofree char *strict = NULL;
  g_autofree char *trigrams = store_search_query_trigrams (self->query, &strict);

  if (trigrams && strict)
    return add_candidates (self, trigrams, strict, error);
  /* What is certain comes first: of one message told of twice, the first word holds. */
  return add_indexed_words (self, error) && add_indexed_trigrams (self, trigrams, error);
}

static gboolean
judge_by (StoreMatches *self, guint statement_name, const char *expression, Verdict found,
          Verdict not_found, GError **error)
{
  g_autoptr (GArray) others = ask (self->text, statement_name, expression, found, error);

  if (others)
    judge (self->matches, others, found, not_found);
  return others != NULL;
}

/* Too many were candidates for nothing: what the indexes know is asked for in full. */
static gboolean
refine (StoreMatches *self, GError **error)
{
  g_autofree char *words = store_search_query_words (self->query);
  g_autofree char *strict = NULL;
  g_autofree char *trigrams = store_search_query_trigrams (self->query, &strict);

  self->is_rough = FALSE;
  return judge_by (self, TEXT_WORDS_MATCHING, words, VERDICT_YES, VERDICT_MAYBE, error)
         && judge_by (self, TEXT_WORDS_MATCHING, strict, VERDICT_MAYBE, VERDICT_NO, error)
         && judge_by (self, TEXT_TRIGRAMS_MATCHING, trigrams, trigram_verdict (self), VERDICT_NO,
                      error);
}

static gboolean
look_at_row (StoreMatches *self, guint64 id, gint64 received, GArray *found, GError **error)
{
  g_autoptr (StoreDocument) document = store_row_read_document (self->mail, id, received, error);

  if (!document)
    return FALSE;
  store_document_fold (document);
  if (store_search_query_matches (self->query, (const char *const *) document->columns))
    append (found, id, VERDICT_YES);
  return TRUE;
}

static int
by_id (gconstpointer a, gconstpointer b)
{
  guint64 first = ((const Match *) a)->id;
  guint64 second = ((const Match *) b)->id;

  return (first > second) - (first < second);
}

static gboolean
add_unindexed (StoreMatches *self, GError **error)
{
  g_autoptr (GArray) found = match_array ();
  g_autoptr (StoreStatement) statement = store_database_use (self->mail, MAIL_UNINDEXED_NEWEST);
  StoreStep step = STORE_STEP_DONE;

  store_statement_bind_int64 (statement, ":limit", MOST_UNINDEXED);
  while ((step = store_statement_step (statement, error)) == STORE_STEP_ROW)
    if (!look_at_row (self, (guint64) store_statement_int64 (statement, 1),
                      store_statement_int64 (statement, 0), found, error))
      return FALSE;
  g_array_sort (found, by_id);
  unite (&found, self->matches);
  g_array_unref (self->matches);
  self->matches = g_steal_pointer (&found);
  return step == STORE_STEP_DONE;
}

StoreMatches *
store_matches_find (StoreDatabase *text, StoreDatabase *mail, const StoreSearchQuery *query,
                    GError **error)
{
  g_autoptr (StoreMatches) self = g_new0 (StoreMatches, 1);

  self->text = text;
  self->mail = mail;
  self->query = query;
  self->matches = match_array ();
  if (store_search_query_is_void (query))
    return g_steal_pointer (&self);
  if (!add_indexed (self, error) || !add_unindexed (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

StoreMatches *
store_matches_try (StoreDatabase *text, StoreDatabase *mail, const StoreSearchQuery *query)
{
  StoreMatches *self = g_new0 (StoreMatches, 1);

  self->text = text;
  self->mail = mail;
  self->query = query;
  self->budget = TRIED_FIRST;
  return self;
}

gboolean
store_matches_is_spent (const StoreMatches *matches)
{
  return !matches->matches && matches->budget == 0;
}

/* STATEMENT stands on the last of N. Ids are given without gaps. */
static gboolean
is_dense (StoreStatement *statement, guint n)
{
  return n >= SAMPLE && store_statement_int64 (statement, 0) <= (gint64) n * DENSE;
}

static gboolean
reach (StoreDatabase *text, const char *expression, guint most, gboolean *reached, GError **error)
{
  g_autoptr (StoreStatement) statement = store_database_use (text, TEXT_WORDS_MATCHING);
  StoreStep step = expression ? STORE_STEP_ROW : STORE_STEP_DONE;

  store_statement_bind_text (statement, ":expression", expression);
  for (guint i = 0; i < most && step == STORE_STEP_ROW && !is_dense (statement, i); i++)
    step = store_statement_step (statement, error);
  *reached = step == STORE_STEP_ROW;
  return step != STORE_STEP_FAILED;
}

/* Before FTS5 gives the first of the words that begin so, it has gathered them all. */
gboolean
store_matches_reach (StoreDatabase *text, const StoreSearchQuery *query, guint most,
                     gboolean *reached, GError **error)
{
  g_autofree char *whole = store_search_query_whole_words (query);
  g_autofree char *words = store_search_query_words (query);

  return reach (text, whole, most, reached, error)
         && (*reached || reach (text, words, most, reached, error));
}

void
store_matches_free (StoreMatches *matches)
{
  if (!matches)
    return;
  g_clear_pointer (&matches->matches, g_array_unref);
  g_free (matches);
}

guint
store_matches_n (const StoreMatches *matches)
{
  return matches->matches->len;
}

guint64
store_matches_id (const StoreMatches *matches, guint index)
{
  return g_array_index (matches->matches, Match, index).id;
}

/* KNOWN: whether the full text has it. */
static gboolean
look_at_text (StoreMatches *self, Match *match, gboolean *known, GError **error)
{
  g_autoptr (StoreStatement) statement = store_database_use (self->text, TEXT_DOCUMENT);
  const char *columns[STORE_TEXT_COLUMNS];
  StoreStep step = STORE_STEP_DONE;

  store_statement_bind_int64 (statement, ":id", (gint64) match->id);
  step = store_statement_step (statement, error);
  match->verdict = VERDICT_NO;
  *known = step == STORE_STEP_ROW;
  if (!*known)
    return step == STORE_STEP_DONE;
  for (int i = 0; i < STORE_TEXT_COLUMNS; i++)
    columns[i] = store_statement_text (statement, i);
  if (store_search_query_matches (self->query, columns))
    match->verdict = VERDICT_YES;
  return TRUE;
}

static Match *
look_up (StoreMatches *self, guint64 id)
{
  Match wanted = { .id = id };
  guint index;

  if (!g_array_binary_search (self->matches, &wanted, by_id, &index))
    return NULL;
  return &g_array_index (self->matches, Match, index);
}

static gboolean
try (StoreMatches *self, guint64 id, gboolean *accepted, GError **error)
{
  g_autoptr (GArray) found = match_array ();
  Match match = { id, VERDICT_MAYBE };
  gboolean known = FALSE;

  self->budget--;
  if (!look_at_text (self, &match, &known, error)
      || (!known && !look_at_row (self, id, 0, found, error)))
    return FALSE;
  *accepted = match.verdict == VERDICT_YES || found->len > 0;
  self->budget += *accepted ? TRIED_PER_MATCH : 0;
  return TRUE;
}

static gboolean
make_sure (StoreMatches *self, Match *match, GError **error)
{
  gboolean known = FALSE;

  if (self->is_rough && ++self->looked_at > MOST_LOOKED_AT && !refine (self, error))
    return FALSE;
  return match->verdict != VERDICT_MAYBE || look_at_text (self, match, &known, error);
}

gboolean
store_matches_accept (StoreMatches *matches, guint64 id, gboolean *accepted, GError **error)
{
  Match *match = NULL;

  if (!matches->matches)
    return try (matches, id, accepted, error);
  match = look_up (matches, id);
  *accepted = FALSE;
  if (!match)
    return TRUE;
  if (match->verdict == VERDICT_MAYBE && !make_sure (matches, match, error))
    return FALSE;
  *accepted = match->verdict == VERDICT_YES;
  return TRUE;
}

static void
append_others (StoreMatches *self, GArray *ids, GHashTable *ranked)
{
  for (guint i = self->matches->len; i > 0; i--)
    {
      guint64 id = store_matches_id (self, i - 1);
      if (!g_hash_table_contains (ranked, &id))
        g_array_append_val (ids, id);
    }
}

GArray *
store_matches_ranked (StoreMatches *matches, GError **error)
{
  g_autofree char *expression = store_search_query_words (matches->query);
  g_autoptr (GArray) words = ask (matches->text, TEXT_WORDS_RANKED, expression, VERDICT_YES, error);
  g_autoptr (GHashTable) ranked = g_hash_table_new (g_int64_hash, g_int64_equal);
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (guint64));

  if (!words)
    return NULL;
  for (guint i = 0; i < words->len; i++)
    {
      g_hash_table_add (ranked, &g_array_index (words, Match, i).id);
      g_array_append_val (ids, g_array_index (words, Match, i).id);
    }
  append_others (matches, ids, ranked);
  return g_steal_pointer (&ids);
}
