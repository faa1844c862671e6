/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "command-table.h"
#include "completion.h"

#include <string.h>

/* There is one of each kind, called like it, with what is known beside it. */
static void
ask (Offers *offers, const char *kind, const Command *command, const char *const *arguments)
{
  g_autofree char *word = g_strdup_printf ("<%s>", kind);
  g_autofree char *known = g_strjoinv (" ", (GStrv) arguments);

  offers_add (offers, word, known);
}

/* The words offered behind TEXT, in which the last one, after the last space, is being typed. */
static char *
offered (const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  g_autofree char *lines = completion_lines ((const char *const *) words, ask);
  g_auto (GStrv) each = g_strsplit (lines, "\n", -1);
  GString *joined = g_string_new (NULL);

  for (gsize i = 0; each[i] != NULL && *each[i] != '\0'; i++)
    g_string_append_printf (joined, "%s%.*s", i > 0 ? " " : "",
                            (int) strcspn (each[i] + 1, "\t") + 1, each[i]);
  return g_string_free (joined, FALSE);
}

static void
assert_offered (const char *text, const char *expected)
{
  g_autofree char *words = offered (text);

  g_assert_cmpstr (words, ==, expected);
}

static void
assert_offers (const char *text, const char *word)
{
  g_autofree char *words = offered (text);
  g_auto (GStrv) each = g_strsplit (words, " ", -1);

  g_assert_true (g_strv_contains ((const char *const *) each, word));
}

static void
test_commands (void)
{
  for (const Command *command = command_table; command->summary != NULL; command++)
    if (command->name != NULL)
      {
        assert_offers ("", command->name);
        assert_offers ("--json li", command->name);
        assert_offers ("help ", command->name);
      }
  assert_offers ("", "help");
  assert_offered ("-", "--json --version --help");
}

static void
test_arguments (void)
{
  assert_offered ("why ", "<ACCOUNT>");
  assert_offered ("why work ", "");
  assert_offered ("list wo", "<ACCOUNT> <FOLDER>");
  assert_offered ("move 1 2 ", "<ID> <FOLDER>");
  assert_offered ("folder ", "create select unselect role");
  assert_offered ("folder role work/Lists ",
                  "inbox drafts sent archive junk trash all flagged none <ROLE>");
  assert_offered ("push work ", "off when-active always");
  assert_offered ("resolve 3 ", "sent not-sent");
  assert_offered ("save 3 1 ", "\tfiles <FILE>");
  assert_offered ("frobnicate ", "");
}

static void
test_options (void)
{
  assert_offers ("list --", "--unread");
  assert_offers ("list work/inbox --un", "--json");
  assert_offers ("list --", "--help");
  assert_offered ("list --role ", "inbox drafts sent archive junk trash all flagged none <ROLE>");
  assert_offered ("list --role inbox ", "<ACCOUNT> <FOLDER>");
  assert_offered ("list --role=inbox ", "<ACCOUNT> <FOLDER>");
  assert_offered ("list --sort=", "--sort=date-desc --sort=date-asc --sort=rank --sort=<ORDER>");
  assert_offered ("list --unread ", "<ACCOUNT> <FOLDER>");
  assert_offered ("send -s ", "<SUBJECT>");
  assert_offered ("send --signature ", "<SIGNATURE> none");
  assert_offered ("show -- -", "<ID>");
}

/* What stands before the word goes to whoever is asked. */
static void
test_context (void)
{
  const char *const words[] = { "config", "work", "port=993", "", NULL };
  g_autofree char *lines = completion_lines (words, ask);

  g_assert_cmpstr (lines, ==, "<KEY=VALUE>\twork port=993\n");
}

/* Everything there is can be asked for without harm. */
static void
test_every_command (void)
{
  for (const Command *command = command_table; command->summary != NULL; command++)
    {
      g_autoptr (GArray) options = command->name ? command_options (command) : NULL;

      for (guint i = 0; options != NULL && i < options->len; i++)
        {
          const GOptionEntry *option = &g_array_index (options, GOptionEntry, i);
          g_autofree char *text = g_strdup_printf ("%s --%s ", command->name, option->long_name);
          g_autofree char *words = offered (text);

          g_assert_nonnull (option->description);
          g_assert_cmpint (option->arg == G_OPTION_ARG_NONE, ==, option->arg_description == NULL);
          g_assert_cmpint (option->arg != G_OPTION_ARG_NONE, <=, *words != '\0');
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ctl-completion/commands", test_commands);
  g_test_add_func ("/ctl-completion/arguments", test_arguments);
  g_test_add_func ("/ctl-completion/options", test_options);
  g_test_add_func ("/ctl-completion/context", test_context);
  g_test_add_func ("/ctl-completion/every-command", test_every_command);
  return g_test_run ();
}
