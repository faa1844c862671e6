/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bitrix24-pull.h"
#include "error.h"

#include "bitrix24-play.h"

#define NOW 1800000000

typedef struct
{
  GPtrArray *all, *open;
  char *cursor;
} Pulling;

static Bitrix24Pull *
pull (Pulling *pulling, gint64 now, const char *asks, const char *answer, GError **error)
{
  Bitrix24Pull *steps = bitrix24_pull_new (pulling->cursor, now, pulling->all, pulling->open);
  const Bitrix24Turn turns[] = { { "batch", asks, 0, answer }, { NULL, NULL, 0, NULL } };

  bitrix24_play (&bitrix24_pull_kind, steps, turns, error);
  g_free (pulling->cursor);
  pulling->cursor = bitrix24_pull_cursor (steps);
  return steps;
}

static void
pulling_init (Pulling *pulling, const char *tasks)
{
  g_auto (GStrv) ids = g_strsplit (tasks, " ", -1);

  pulling->all = g_ptr_array_new_with_free_func (g_free);
  pulling->open = g_ptr_array_new ();
  pulling->cursor = g_strdup ("");
  for (char **id = ids; *id; id++)
    if (**id)
      g_ptr_array_add (pulling->all, g_strdup (*id));
  bitrix24_pull_sort (pulling->all);
  if (pulling->all->len > 0)
    g_ptr_array_add (pulling->open, pulling->all->pdata[0]);
}

static void
pulling_clear (Pulling *pulling)
{
  g_ptr_array_unref (pulling->all);
  g_ptr_array_unref (pulling->open);
  g_free (pulling->cursor);
}

#define USERS "'c0':[{'ID':'1','NAME':'Ann','EMAIL':'a@b.c'}]"
#define EMPTY "{'result':{" USERS ",'c1':[],'c2':[],'c3':[]}}"

static guint
count (const Bitrix24Pull *pulled, Bitrix24Method list)
{
  return bitrix24_pull_rows (pulled, list)->len;
}

/* A small portal: one request, then one that asks for changes only, and once a day for all. */
static void
test_pull_small (void)
{
  Pulling pulling;
  g_autoptr (Bitrix24Pull) whole = NULL;
  g_autoptr (Bitrix24Pull) changed = NULL;
  g_autoptr (Bitrix24Pull) next_day = NULL;

  pulling_init (&pulling, "10 9");
  whole = pull (&pulling, NOW, "filter[ID][]=9&filter[ID][]=10",
                "{'result':{" USERS ",'c1':[{'ID':'75','EMAIL':[{'VALUE':'x@y.z'}]}],'c2':[],"
                "'c3':{},'c4':{'tasks':[{'id':'10','title':'T','status':'5'}]}},'result_error':[]}",
                NULL);
  g_assert_cmpuint (count (whole, BITRIX24_USER_GET), ==, 1);
  g_assert_cmpuint (count (whole, BITRIX24_CONTACT_LIST), ==, 1);
  g_assert_cmpuint (count (whole, BITRIX24_TASK_LIST), ==, 1);
  g_assert_cmpstr (bitrix24_pull_missing_tasks (whole)->pdata[0], ==, "9");
  g_assert_false (bitrix24_pull_has_more (whole));
  g_assert_true (bitrix24_pull_is_whole (whole, BITRIX24_CONTACT_LIST));
  g_assert_true (bitrix24_pull_is_whole (whole, BITRIX24_USER_GET));
  changed = pull (&pulling, NOW + 600,
                  "contact.list?filter[%3EID]=0&filter[%3E%3DDATE_MODIFY]=2024-04-03T08%3A25%3A32 "
                  "'c4':'tasks.task.list?filter[ID][]=9&select",
                  "{'result':{" USERS ",'c1':[],'c2':[],'c3':[],'c4':[]}}", NULL);
  g_assert_false (bitrix24_pull_is_whole (changed, BITRIX24_CONTACT_LIST));
  g_assert_true (bitrix24_pull_is_whole (changed, BITRIX24_USER_GET));
  g_ptr_array_set_size (pulling.all, 0);
  next_day = pull (&pulling, NOW + 24 * 3600, "contact.list?filter[%3EID]=0&select", EMPTY, NULL);
  g_assert_true (bitrix24_pull_is_whole (next_day, BITRIX24_LEAD_LIST));
  pulling_clear (&pulling);
}

/* "'c0':[…]" of COUNT pages, the last of ROWS. */
static char *
chain (guint first, guint pages, guint last)
{
  GString *text = g_string_new ("{'result':{");

  for (guint i = 0; i < pages; i++)
    {
      guint length = i + 1 == pages ? last : BITRIX24_PAGE;
      g_autofree char *page = bitrix24_play_rows (first + i * BITRIX24_PAGE, length, "ID");

      g_string_append_printf (text, "%s'c%u':%s", i ? "," : "", i, page);
    }
  return g_string_free (g_string_append (text, "}}"), FALSE);
}

/* A list goes on by ten pages at once; behind its end the portal begins anew. */
static void
test_pull_large (void)
{
  Pulling pulling;
  g_autofree char *full = bitrix24_play_rows (1, BITRIX24_PAGE, "ID");
  g_autofree char *first
      = g_strdup_printf ("{'result':{" USERS ",'c1':%s,'c2':[],'c3':%s}}", full, full);
  g_autofree char *second = chain (51, 10, BITRIX24_PAGE);
  g_autofree char *tail = bitrix24_play_rows (551, 3, "ID");
  GString *third = g_string_new (NULL);
  g_autoptr (Bitrix24Pull) a = NULL;
  g_autoptr (Bitrix24Pull) b = NULL;
  g_autoptr (Bitrix24Pull) c = NULL;

  pulling_init (&pulling, "");
  a = pull (&pulling, NOW, "", first, NULL);
  g_assert_true (bitrix24_pull_has_more (a));
  b = pull (&pulling, NOW + 90000, "'c0':'crm.contact.list?filter[%3EID]=50& 'c9'", second, NULL);
  g_assert_cmpuint (count (b, BITRIX24_CONTACT_LIST), ==, 500);
  g_string_printf (third, "{'result':{'c0':%s", tail);
  for (guint i = 1; i < 10; i++)
    g_string_append_printf (third, ",'c%u':%s", i, full);
  g_string_append (third, "}}");
  c = pull (&pulling, NOW + 90001, "'c0':'crm.contact.list?filter[%3EID]=550&", third->str, NULL);
  g_assert_cmpuint (count (c, BITRIX24_CONTACT_LIST), ==, 3);
  g_assert_true (bitrix24_pull_has_more (c));
  g_assert_false (bitrix24_pull_is_whole (c, BITRIX24_CONTACT_LIST));
  bitrix24_pull_free (c);
  c = pull (&pulling, NOW + 90002, "'c0':'crm.lead.list?filter[%3EID]=50&", third->str, NULL);
  g_assert_true (bitrix24_pull_is_whole (c, BITRIX24_CONTACT_LIST));
  g_assert_true (bitrix24_pull_is_whole (c, BITRIX24_LEAD_LIST));
  g_string_free (third, TRUE);
  pulling_clear (&pulling);
}

/* Of a list that the portal does not have nobody is gone. */
static void
test_pull_lacking (void)
{
  Pulling pulling;
  g_autoptr (Bitrix24Pull) pulled = NULL;

  pulling_init (&pulling, "9");
  pulled = pull (&pulling, NOW, "",
                 "{'result':{" USERS ",'c1':[],'c2':[]},'result_error':{"
                 "'c3':{'error':'ERROR_METHOD_NOT_FOUND','error_description':''},"
                 "'c4':{'error':'ERROR_METHOD_NOT_FOUND'}}}",
                 NULL);
  g_assert_false (bitrix24_pull_has_more (pulled));
  g_assert_false (bitrix24_pull_is_whole (pulled, BITRIX24_LEAD_LIST));
  g_assert_true (bitrix24_pull_is_whole (pulled, BITRIX24_CONTACT_LIST));
  g_assert_cmpuint (bitrix24_pull_missing_tasks (pulled)->len, ==, 0);
  pulling_clear (&pulling);
}

static void
test_pull_fails (void)
{
  static const struct
  {
    const char *answer;
    PosthornError error;
  } failures[] = {
    { "{'result':{" USERS ",'c1':[],'c2':[]},'result_error':{'c3':{'error':'insufficient_scope'}}}",
      POSTHORN_ERROR_AUTH_FAILED },
    { "{'result':{" USERS
      ",'c1':[],'c2':[]},'result_error':{'c3':{'error':'OPERATION_TIME_LIMIT'}}}",
      POSTHORN_ERROR_THROTTLED },
    { "{'result':{" USERS ",'c1':[],'c2':[]}}", POSTHORN_ERROR_PROTOCOL },
    { "{'result':{" USERS ",'c1':[{'ID':2},{'ID':1}],'c2':[],'c3':[]}}", POSTHORN_ERROR_PROTOCOL },
    { "[]", POSTHORN_ERROR_PROTOCOL },
    { "'no'", POSTHORN_ERROR_PROTOCOL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (failures); i++)
    {
      Pulling pulling;
      g_autoptr (GError) error = NULL;
      g_autoptr (Bitrix24Pull) pulled = NULL;

      pulling_init (&pulling, "");
      pulled = pull (&pulling, NOW, "", failures[i].answer, &error);
      g_assert_error (error, POSTHORN_ERROR, (gint) failures[i].error);
      pulling_clear (&pulling);
    }
}

/* A cursor of another time or hand begins anew, as does a clock that was set back. */
static void
test_pull_cursor (void)
{
  static const char *const cursors[]
      = { "",
          "rubbish",
          "(1, 2, 3, 4, ['-'])",
          "(1712132792, 0, 1800000600, 0, ['-', '-', '-', '-', '-'])",
          "(1712132792, 0, 1799000000, 0, ['-', '-', '-', '-', '-'])",
          "(0, 0, 1800000000, 0, ['-', '-', '-', '-', '-'])" };

  for (gsize i = 0; i < G_N_ELEMENTS (cursors); i++)
    {
      Pulling pulling;
      g_autoptr (Bitrix24Pull) pulled = NULL;

      pulling_init (&pulling, "");
      g_free (pulling.cursor);
      pulling.cursor = g_strdup (cursors[i]);
      pulled = pull (&pulling, NOW, "crm.contact.list?filter[%3EID]=0&select", EMPTY, NULL);
      g_assert_true (bitrix24_pull_is_whole (pulled, BITRIX24_CONTACT_LIST));
      pulling_clear (&pulling);
    }
}

/* Two thousand tasks take two requests of a thousand, and each is asked for once. */
static void
test_pull_tasks (void)
{
  Pulling pulling;
  g_autoptr (GString) ids = g_string_new (NULL);
  g_autoptr (GString) first = g_string_new ("{'result':{" USERS ",'c1':[],'c2':[],'c3':[]");
  g_autoptr (GString) second = g_string_new ("{'result':{'x':0");
  g_autoptr (Bitrix24Pull) a = NULL;
  g_autoptr (Bitrix24Pull) b = NULL;

  for (guint i = 1; i <= 1100; i++)
    g_string_append_printf (ids, "%u ", i);
  for (guint i = 0; i < 20; i++)
    g_string_append_printf (first, ",'c%u':{'tasks':[]}", i + 4);
  for (guint i = 0; i < 2; i++)
    g_string_append_printf (second, ",'c%u':[]", i);
  g_string_append (first, "}}");
  g_string_append (second, "}}");
  pulling_init (&pulling, ids->str);
  a = pull (&pulling, NOW, "filter[ID][]=1& filter[ID][]=1000&", first->str, NULL);
  g_assert_cmpuint (bitrix24_pull_missing_tasks (a)->len, ==, 1000);
  g_assert_true (bitrix24_pull_has_more (a));
  b = pull (&pulling, NOW, "'c0':'tasks.task.list?filter[ID][]=1001& filter[ID][]=1100&",
            second->str, NULL);
  g_assert_cmpuint (bitrix24_pull_missing_tasks (b)->len, ==, 100);
  g_assert_false (bitrix24_pull_has_more (b));
  pulling_clear (&pulling);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/bitrix24-pull/small", test_pull_small);
  g_test_add_func ("/bitrix24-pull/large", test_pull_large);
  g_test_add_func ("/bitrix24-pull/lacking", test_pull_lacking);
  g_test_add_func ("/bitrix24-pull/fails", test_pull_fails);
  g_test_add_func ("/bitrix24-pull/cursor", test_pull_cursor);
  g_test_add_func ("/bitrix24-pull/tasks", test_pull_tasks);
  return g_test_run ();
}
