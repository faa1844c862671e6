/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-fixture.h"
#include "store-sql.h"

#include <sqlite3.h>

static sqlite3 *
open_database (Fixture *fixture, const char *file)
{
  g_autofree char *path = fixture_path (fixture, file);
  sqlite3 *database = NULL;

  g_assert_cmpint (sqlite3_open_v2 (path, &database, SQLITE_OPEN_READONLY, NULL), ==, SQLITE_OK);
  return database;
}

static void
prepare_all (Fixture *fixture, const char *file, const StoreSqlSet *sql)
{
  sqlite3 *database = open_database (fixture, file);

  g_assert_cmpuint (sql->n_reads, >, 0);
  g_assert_cmpuint (sql->n_statements, >, sql->n_reads);
  for (guint i = 0; i < sql->n_statements; i++)
    {
      sqlite3_stmt *statement = NULL;
      const char *rest = NULL;
      int result = sqlite3_prepare_v2 (database, sql->statements[i].text, -1, &statement, &rest);

      g_test_message ("%s: %s", sql->statements[i].name, sqlite3_errmsg (database));
      g_assert_cmpint (result, ==, SQLITE_OK);
      g_assert_nonnull (statement);
      g_assert_cmpuint (strspn (rest, "\n"), ==, strlen (rest));
      g_assert_true (sqlite3_stmt_readonly (statement) || i >= sql->n_reads);
      sqlite3_finalize (statement);
    }
  sqlite3_close (database);
}

static void
test_prepare (Fixture *fixture, gconstpointer data)
{
  prepare_all (fixture, "mail.db", &store_sql_mail);
  prepare_all (fixture, "state.db", &store_sql_state);
  prepare_all (fixture, "text.db", &store_sql_text);
}

static char *
plan_of (sqlite3 *database, const char *text)
{
  g_autofree char *sql = g_strconcat ("EXPLAIN QUERY PLAN ", text, NULL);
  g_autoptr (GString) plan = g_string_new (NULL);
  sqlite3_stmt *statement = NULL;

  g_assert_cmpint (sqlite3_prepare_v2 (database, sql, -1, &statement, NULL), ==, SQLITE_OK);
  while (sqlite3_step (statement) == SQLITE_ROW)
    g_string_append_printf (plan, "%s; ", (const char *) sqlite3_column_text (statement, 3));
  sqlite3_finalize (statement);
  return g_string_free (g_steal_pointer (&plan), FALSE);
}

/* Three run once, when mail.db or text.db had to be made anew or mail.db has missed links; one
 * counts the rows of a log that has no more than a fixed number of them; one ends with the first
 * row. */
static gboolean
may_scan (const char *name)
{
  static const char *const names[] = { "names-release-all",  "unindexed-all", "links",
                                       "change-oldest-kept", "links-exist",   NULL };

  return g_strv_contains (names, name);
}

/* Nothing goes through all messages, bodies or ids, and nothing is sorted. */
static void
check_plans (Fixture *fixture, const char *file, const StoreSqlSet *sql, const char *const *large)
{
  sqlite3 *database = open_database (fixture, file);

  for (guint i = 0; i < sql->n_statements; i++)
    {
      g_autofree char *plan = plan_of (database, sql->statements[i].text);
      g_test_message ("%s: %s", sql->statements[i].name, plan);
      for (guint at = 0; large[at]; at++)
        {
          g_autofree char *scan = g_strconcat ("SCAN ", large[at], NULL);
          g_assert_true (!strstr (plan, scan) || may_scan (sql->statements[i].name));
        }
      if (i < sql->n_reads)
        g_assert_null (strstr (plan, "TEMP B-TREE"));
    }
  sqlite3_close (database);
}

static void
test_plans (Fixture *fixture, gconstpointer data)
{
  const char *const mail[] = { "message", "body_chunk", NULL };
  const char *const state[] = { "message_name",
                                "customer_address",
                                "employee_address",
                                "crm_record",
                                "routed_mail",
                                "remote_item",
                                NULL };
  const char *const text[] = { "document", NULL };

  check_plans (fixture, "mail.db", &store_sql_mail, mail);
  check_plans (fixture, "state.db", &store_sql_state, state);
  check_plans (fixture, "text.db", &store_sql_text, text);
}

static const StoreSql *
statement_named (const StoreSqlSet *sql, const char *name)
{
  for (guint i = 0; i < sql->n_statements; i++)
    if (g_str_equal (sql->statements[i].name, name))
      return &sql->statements[i];
  g_error ("There is no statement %s", name);
}

static void
test_walks (Fixture *fixture, gconstpointer data)
{
  const struct
  {
    const char *name;
    const char *plan;
  } walks[] = {
    { "walk-all-newest",
      "INDEX message_by_received (folder=? AND received>? AND (received,uid)<(?,?))" },
    { "walk-all-oldest",
      "INDEX message_by_received (folder=? AND (received,uid)>(?,?) AND received<?)" },
    { "walk-flagged-newest",
      "INDEX message_flagged (folder=? AND received>? AND (received,uid)<(?,?))" },
    { "walk-unread-newest",
      "INDEX message_by_unread (folder=? AND unread=? AND received>? AND (received,uid)<(?,?))" },
    { "walk-attachments-newest",
      "INDEX message_with_attachments (folder=? AND received>? AND (received,uid)<(?,?))" },
    { "walk-unprocessed-newest",
      "INDEX message_unprocessed (folder=? AND received>? AND (received,uid)<(?,?))" },
    { "walk-unprocessed-oldest",
      "INDEX message_unprocessed (folder=? AND (received,uid)>(?,?) AND received<?)" },
    { "walk-linked-newest",
      "INDEX message_linked (folder=? AND received>? AND (received,uid)<(?,?))" },
    { "count-unprocessed", "INDEX message_unprocessed (folder=? AND received>? AND received<?)" },
    { "messages-of-mail", "INDEX message_by_message_id (message_id=?)" },
    { "messages-of-nameless-mail", "INDEX message_by_message_id (message_id=? AND received=?)" },
  };
  sqlite3 *database = open_database (fixture, "mail.db");

  for (guint i = 0; i < G_N_ELEMENTS (walks); i++)
    {
      g_autofree char *plan
          = plan_of (database, statement_named (&store_sql_mail, walks[i].name)->text);
      g_test_message ("%s: %s", walks[i].name, plan);
      g_assert_nonnull (strstr (plan, walks[i].plan));
    }
  sqlite3_close (database);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_test ("/store-statements/prepare", test_prepare);
  fixture_test ("/store-statements/plans", test_plans);
  fixture_test ("/store-statements/walks", test_walks);
  return g_test_run ();
}
