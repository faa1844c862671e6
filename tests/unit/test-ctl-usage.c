/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "command-table.h"
#include "usage.h"

#include <string.h>

static const char *const folder[] = { "create|select FOLDER", "role FOLDER ROLE", NULL };
static const char *const move[] = { "ID… FOLDER", NULL };
static const char *const crm[]
    = { "", "exceptions", "exceptions add|remove ADDRESS…", "customer add NAME [ADDRESS…]", NULL };
static const char *const list[] = { "[ACCOUNT|FOLDER]", NULL };

static void
assert_fits (const char *const *forms, const char *text)
{
  g_auto (GStrv) words = *text ? g_strsplit (text, " ", -1) : g_new0 (char *, 1);
  const char *odd;

  g_assert_true (usage_fits (forms, (const char *const *) words, &odd));
}

static void
assert_odd (const char *const *forms, const char *text, const char *expected)
{
  g_auto (GStrv) words = *text ? g_strsplit (text, " ", -1) : g_new0 (char *, 1);
  const char *odd = "";

  g_assert_false (usage_fits (forms, (const char *const *) words, &odd));
  g_assert_cmpstr (odd, ==, expected);
}

static void
test_fits (void)
{
  assert_fits (folder, "create work/Lists");
  assert_fits (folder, "role work/Lists junk");
  assert_fits (move, "1 work/archive");
  assert_fits (move, "1 2 3 work/archive");
  assert_fits (crm, "");
  assert_fits (crm, "exceptions");
  assert_fits (crm, "exceptions add a@b c@d e@f");
  assert_fits (crm, "customer add Ben");
  assert_fits (crm, "customer add Ben a@b c@d");
  assert_fits (list, "");
  assert_fits (list, "anything");
}

static void
test_odd (void)
{
  assert_odd (folder, "", NULL);
  assert_odd (folder, "create", NULL);
  assert_odd (folder, "frobnicate work/Lists", "frobnicate");
  assert_odd (folder, "create work/Lists junk", "junk");
  assert_odd (move, "1", NULL);
  assert_odd (crm, "exceptions add", NULL);
  assert_odd (crm, "exceptions drop a@b", "drop");
  assert_odd (list, "work home", "home");
}

static void
assert_next (const char *const *forms, const char *text, const char *expected)
{
  g_auto (GStrv) words = *text ? g_strsplit (text, " ", -1) : g_new0 (char *, 1);
  g_auto (GStrv) next = usage_next (forms, (const char *const *) words);
  g_autofree char *joined = g_strjoinv (" ", next);

  g_assert_cmpstr (joined, ==, expected);
}

static void
test_next (void)
{
  assert_next (folder, "", "create select role");
  assert_next (folder, "role", "FOLDER");
  assert_next (folder, "role work/Lists", "ROLE");
  assert_next (folder, "create work/Lists", "");
  assert_next (folder, "frobnicate", "");
  assert_next (move, "1", "ID FOLDER");
  assert_next (crm, "", "exceptions customer");
  assert_next (crm, "exceptions add a@b", "ADDRESS");
  assert_next (crm, "customer add", "NAME");
  assert_next (crm, "customer add Ben", "ADDRESS");
  assert_next (list, "", "ACCOUNT FOLDER");
}

static void
test_describe (void)
{
  g_autofree char *one = usage_describe ("move", move);
  g_autofree char *both = usage_describe ("folder", folder);
  const char *const alone[] = { "", NULL };
  g_autofree char *bare = usage_describe ("status", alone);

  g_assert_cmpstr (one, ==, "posthornctl move [OPTION…] ID… FOLDER");
  g_assert_cmpstr (both, ==, "posthornctl folder create|select FOLDER, or folder role FOLDER ROLE");
  g_assert_cmpstr (bare, ==, "posthornctl status [OPTION…]");
}

/* A form is a promise that only well-formed tokens keep. */
static void
check_token (const char *form, const char *token)
{
  gboolean optional = *token == '[';

  g_assert_cmpint (optional, ==, g_str_has_suffix (token, "]"));
  g_assert_true (strstr (token, "...") == NULL);
  g_assert_cmpint (strlen (token), >, optional ? 2 : 0);
  g_assert_true (strchr (token + 1, '[') == NULL);
  g_assert_nonnull (form);
}

static void
test_table (void)
{
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);

  for (const Command *command = command_table; command->summary != NULL; command++)
    {
      if (command->name == NULL)
        continue;
      g_assert_true (g_hash_table_add (names, (gpointer) command->name));
      g_assert_true (command_find (command->name) == command);
      for (gsize i = 0; command->forms[i] != NULL; i++)
        {
          g_auto (GStrv) tokens = g_strsplit (command->forms[i], " ", -1);

          for (gsize t = 0; tokens[t] != NULL; t++)
            check_token (command->forms[i], tokens[t]);
        }
    }
  g_assert_cmpuint (g_hash_table_size (names), >, 40);
  g_assert_null (command_find ("frobnicate"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ctl-usage/fits", test_fits);
  g_test_add_func ("/ctl-usage/odd", test_odd);
  g_test_add_func ("/ctl-usage/next", test_next);
  g_test_add_func ("/ctl-usage/describe", test_describe);
  g_test_add_func ("/ctl-usage/table", test_table);
  return g_test_run ();
}
