/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands.h"
#include "json-output.h"
#include "properties.h"
#include "table.h"
#include "terminal.h"
#include "text.h"

#include <stdio.h>

typedef struct
{
  gboolean all;
  char *title;
  char *responsible;
  char *due;
} TaskOptions;

static const TableColumn task_columns[] = {
  { "TASK", COLUMN_NUMBER },         { "", COLUMN_FIXED },        { "DUE", COLUMN_FIXED },
  { "RESPONSIBLE", COLUMN_ELASTIC }, { "TITLE", COLUMN_ELASTIC }, { "MESSAGE", COLUMN_NUMBER },
};

static void
task_options_clear (TaskOptions *options)
{
  g_free (options->title);
  g_free (options->responsible);
  g_free (options->due);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TaskOptions, task_options_clear)

static void
add_row (Table *table, GVariant *task, gint64 now, GTimeZone *zone)
{
  gint64 due_at = properties_int64 (task, "due");
  gboolean done = properties_int64 (task, "completed") != 0;
  gboolean late = !done && due_at != 0 && due_at < now;
  guint64 message = properties_uint64 (task, "message");
  g_autofree char *due
      = due_at < now ? text_date (due_at, now, zone) : text_due (due_at, now, zone);
  g_autofree char *id = message ? g_strdup_printf ("%" G_GUINT64_FORMAT, message) : NULL;
  const char *cells[] = {
    properties_string (task, "task"),        done ? "done" : late ? "late" : "", due,
    properties_string (task, "responsible"), properties_string (task, "title"),  id,
  };

  table_add (table, late, cells);
}

static void
print_table (GVariant *tasks)
{
  g_autoptr (Table) table = table_new (task_columns, G_N_ELEMENTS (task_columns));
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  g_autofree char *text = NULL;

  for (gsize i = 0; i < g_variant_n_children (tasks); i++)
    {
      g_autoptr (GVariant) task = g_variant_get_child_value (tasks, i);
      add_row (table, task, now, zone);
    }
  text = table_format (table, terminal_width (), terminal_has_colour ());
  fputs (text, stdout);
  if (table_n_rows (table) == 0 && terminal_width () > 0)
    puts ("No tasks.");
}

static gboolean
list (Client *client, const TaskOptions *options, GError **error)
{
  g_auto (GVariantDict) wanted = G_VARIANT_DICT_INIT (NULL);
  g_autoptr (GVariant) answer = NULL;
  g_autoptr (GVariant) tasks = NULL;

  if (!options->all)
    g_variant_dict_insert (&wanted, "open", "b", TRUE);
  if (options->responsible != NULL)
    g_variant_dict_insert (&wanted, "responsible", "s", options->responsible);
  answer = connection_call (client->bus, ROOT_PATH, IFACE ("Crm"), "ListTasks",
                            g_variant_new ("(@a{sv})", g_variant_dict_end (&wanted)), "(aa{sv})",
                            error);
  if (answer == NULL)
    return FALSE;
  tasks = g_variant_get_child_value (answer, 0);
  if (client->json)
    json_output_document (tasks);
  else
    print_table (tasks);
  return TRUE;
}

static gboolean
insert_due (GVariantDict *values, const char *text, GError **error)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  gint64 due;

  if (text == NULL)
    return TRUE;
  if (!text_parse_date (text, g_get_real_time () / G_USEC_PER_SEC, zone, &due))
    {
      g_set_error (error, CTL_ERROR, CTL_ERROR_USAGE,
                   "--due %s is no date; write 2026-03-12, 2026-03-12T14:00 or today", text);
      return FALSE;
    }
  g_variant_dict_insert (values, "due", "x", due);
  return TRUE;
}

static gboolean
add (Client *client, const TaskOptions *options, const char *message, GError **error)
{
  g_auto (GVariantDict) values = G_VARIANT_DICT_INIT (NULL);
  g_autoptr (GVariant) answer = NULL;
  g_autoptr (GVariant) task = NULL;
  guint64 id;

  if (!g_ascii_string_to_unsigned (message, 10, 1, G_MAXUINT64, &id, NULL))
    {
      g_set_error (error, CTL_ERROR, CTL_ERROR_USAGE,
                   "%s is no message; name one by the ID that posthornctl list shows", message);
      return FALSE;
    }
  if (options->title != NULL)
    g_variant_dict_insert (&values, "title", "s", options->title);
  if (options->responsible != NULL)
    g_variant_dict_insert (&values, "responsible", "s", options->responsible);
  if (!insert_due (&values, options->due, error))
    return FALSE;
  answer = connection_call (client->bus, ROOT_PATH, IFACE ("Crm"), "CreateTask",
                            g_variant_new ("(t@a{sv})", id, g_variant_dict_end (&values)),
                            "(a{sv})", error);
  if (answer == NULL)
    return FALSE;
  task = g_variant_get_child_value (answer, 0);
  if (client->json)
    json_output_document (task);
  else
    printf ("Task %s is made of message %" G_GUINT64_FORMAT ".\n", properties_string (task, "task"),
            id);
  return TRUE;
}

static gboolean
end (Client *client, const char *method, const char *done, const char *task, GError **error)
{
  g_autoptr (GVariant) answer = connection_call (client->bus, ROOT_PATH, IFACE ("Crm"), method,
                                                 g_variant_new ("(s)", task), "()", error);
  g_autofree char *sentence = g_strdup_printf ("Task %s is %s.", task, done);

  if (answer != NULL)
    command_report (client, sentence,
                    g_variant_new_parsed ("{'task': <%s>, 'done': <%s>}", task, done));
  return answer != NULL;
}

gboolean
command_task (Client *client, GStrv *arguments, GError **error)
{
  g_auto (TaskOptions) options = { 0 };
  const GOptionEntry entries[] = {
    { "all", 0, 0, G_OPTION_ARG_NONE, &options.all, "List those that are done, too", NULL },
    { "title", 0, 0, G_OPTION_ARG_STRING, &options.title, "What to do (the subject)", "TITLE" },
    { "responsible", 0, 0, G_OPTION_ARG_STRING, &options.responsible, "Who, by login", "LOGIN" },
    { "due", 0, 0, G_OPTION_ARG_STRING, &options.due, "Until when", "DATE" },
    G_OPTION_ENTRY_NULL,
  };
  const char *what, *which;

  if (!command_begin (client, entries, arguments, error))
    return FALSE;
  what = (*arguments)[0];
  which = what ? (*arguments)[1] : NULL;
  if (what == NULL)
    return list (client, &options, error);
  if (g_str_equal (what, "add"))
    return add (client, &options, which, error);
  if (g_str_equal (what, "done"))
    return end (client, "CompleteTask", "done", which, error);
  return end (client, "RemoveTask", "removed", which, error);
}
