/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "completion.h"

#include "command-table.h"
#include "text.h"
#include "usage.h"

#include <string.h>

struct Offers
{
  GString *lines;
  const char *prefix; /* stands before each word: "--role=" */
};

/* How far the words before the last have led. */
typedef struct
{
  const Command *command;     /* NULL = not named yet */
  GArray *options;            /* of it */
  GPtrArray *arguments;       /* of it */
  const GOptionEntry *wanted; /* the option whose value comes next */
  gboolean ended;             /* by "--" */
  gboolean is_help;
  gboolean is_lost; /* there is no such command */
} Progress;

static const GOptionEntry global_options[] = {
  { "json", 0, 0, G_OPTION_ARG_NONE, NULL, "Print JSON", NULL },
  { "version", 0, 0, G_OPTION_ARG_NONE, NULL, "Print the version", NULL },
  { "help", 'h', 0, G_OPTION_ARG_NONE, NULL, "Show help", NULL },
};

/* The words of those kinds that do not depend on what there is. */
static const struct
{
  const char *kind;
  const char *words;
} fixed_words[] = {
  { "ROLE", "inbox|drafts|sent|archive|junk|trash|all|flagged|none" },
  { "MODE", "implicit|starttls|none" },
  { "ORDER", "date-desc|date-asc|rank" },
  { "ROUTE", "off|assign|forward" },
  { "NOTIFY", "off|inbox|all" },
  { "KIND", "contact|company|lead" },
  { "FORMAT", "waybar|polybar|plain" },
};

static void
progress_clear (Progress *progress)
{
  g_clear_pointer (&progress->options, g_array_unref);
  g_clear_pointer (&progress->arguments, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Progress, progress_clear)

void
offers_add (Offers *offers, const char *word, const char *description)
{
  g_autofree char *harmless_word = text_line (word);
  g_autofree char *harmless = text_line (description);

  g_string_append_printf (offers->lines, "%s%s\t%s\n", offers->prefix, harmless_word, harmless);
}

static gboolean
wants_value (const GOptionEntry *option)
{
  return option->arg != G_OPTION_ARG_NONE;
}

/* "--role", "--role=inbox" or "-s"; NULL = not known. */
static const GOptionEntry *
find_option (const Progress *progress, const char *word)
{
  gboolean is_long = g_str_has_prefix (word, "--");
  g_autofree char *name = is_long ? g_strndup (word + 2, strcspn (word + 2, "=")) : NULL;

  for (guint i = 0; progress->options != NULL && i < progress->options->len; i++)
    {
      const GOptionEntry *option = &g_array_index (progress->options, GOptionEntry, i);

      if (is_long ? g_str_equal (option->long_name, name)
                  : option->short_name != '\0' && option->short_name == word[1] && word[2] == '\0')
        return option;
    }
  return NULL;
}

static gboolean
is_option (const Progress *progress, const char *word)
{
  return !progress->ended && word[0] == '-' && word[1] != '\0';
}

static void
take_command (Progress *progress, const Command *command)
{
  progress->command = command;
  progress->is_lost = command == NULL;
  progress->options = command ? command_options (command) : NULL;
}

static void
take_word (Progress *progress, const char *word)
{
  if (progress->wanted != NULL)
    progress->wanted = NULL;
  else if (!progress->ended && g_str_equal (word, "--"))
    progress->ended = TRUE;
  else if (is_option (progress, word))
    {
      const GOptionEntry *option = find_option (progress, word);

      if (option != NULL && wants_value (option) && strchr (word, '=') == NULL)
        progress->wanted = option;
    }
  else if (progress->command != NULL)
    g_ptr_array_add (progress->arguments, (gpointer) word);
  else if (g_str_equal (word, "help"))
    progress->is_help = TRUE;
  else if (!progress->is_lost)
    take_command (progress, command_find (word));
}

static void
offer_commands (Offers *offers, gboolean help)
{
  for (const Command *command = command_table; command->summary != NULL; command++)
    if (command->name != NULL)
      offers_add (offers, command->name, command->summary);
  if (help)
    offers_add (offers, "help", "Show how a command is used");
}

static void
offer_option (Offers *offers, const GOptionEntry *option)
{
  g_autofree char *word = g_strconcat ("--", option->long_name, NULL);

  offers_add (offers, word, option->description);
}

static void
offer_options (Offers *offers, const Progress *progress)
{
  for (guint i = 0; progress->options != NULL && i < progress->options->len; i++)
    offer_option (offers, &g_array_index (progress->options, GOptionEntry, i));
  for (gsize i = 0; i < G_N_ELEMENTS (global_options); i++)
    if (progress->command == NULL || !g_str_equal (global_options[i].long_name, "version"))
      offer_option (offers, &global_options[i]);
}

static void
offer_words (Offers *offers, const char *words)
{
  g_auto (GStrv) list = g_strsplit (words, "|", -1);

  for (gsize i = 0; list[i] != NULL; i++)
    offers_add (offers, list[i], "");
}

static void
offer_kind (Offers *offers, const char *kind, const Progress *progress, CompletionAsk ask)
{
  if (g_str_equal (kind, "FILE"))
    g_string_append (offers->lines, "\tfiles\n");
  for (gsize i = 0; i < G_N_ELEMENTS (fixed_words); i++)
    if (g_str_equal (fixed_words[i].kind, kind))
      offer_words (offers, fixed_words[i].words);
  ask (offers, kind, progress->command, (const char *const *) progress->arguments->pdata);
}

static void
offer_tokens (Offers *offers, GStrv tokens, const Progress *progress, CompletionAsk ask)
{
  for (gsize i = 0; tokens[i] != NULL; i++)
    if (usage_is_kind (tokens[i]))
      offer_kind (offers, tokens[i], progress, ask);
    else
      offers_add (offers, tokens[i], "");
}

static void
offer_value (Offers *offers, const GOptionEntry *option, const Progress *progress,
             CompletionAsk ask)
{
  g_auto (GStrv) list = g_strsplit (option->arg_description, "|", -1);

  offer_tokens (offers, list, progress, ask);
}

static void
offer_arguments (Offers *offers, const Progress *progress, CompletionAsk ask)
{
  g_auto (GStrv) next
      = usage_next (progress->command->forms, (const char *const *) progress->arguments->pdata);

  offer_tokens (offers, next, progress, ask);
}

static void
offer (Offers *offers, const Progress *progress, const char *word, CompletionAsk ask)
{
  const GOptionEntry *option = is_option (progress, word) ? find_option (progress, word) : NULL;
  const char *equals = strchr (word, '=');
  g_autofree char *prefix = equals ? g_strndup (word, (gsize) (equals - word) + 1) : NULL;

  if (progress->wanted != NULL)
    offer_value (offers, progress->wanted, progress, ask);
  else if (option != NULL && prefix != NULL && wants_value (option))
    {
      offers->prefix = prefix;
      offer_value (offers, option, progress, ask);
    }
  else if (*word == '-' && !progress->ended)
    offer_options (offers, progress);
  else if (progress->command != NULL)
    offer_arguments (offers, progress, ask);
  else if (!progress->is_lost)
    offer_commands (offers, !progress->is_help);
}

char *
completion_lines (const char *const *words, CompletionAsk ask)
{
  g_auto (Progress) progress = { .arguments = g_ptr_array_new () };
  Offers offers = { g_string_new (NULL), "" };

  for (; words[0] != NULL && words[1] != NULL; words++)
    take_word (&progress, words[0]);
  g_ptr_array_add (progress.arguments, NULL);
  offer (&offers, &progress, words[0] ? words[0] : "", ask);
  return g_string_free (offers.lines, FALSE);
}
