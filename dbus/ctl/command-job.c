/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands.h"
#include "json-output.h"
#include "properties.h"
#include "table.h"
#include "terminal.h"

#include <stdio.h>
#include <string.h>

static const TableColumn columns[] = {
  { "JOB", COLUMN_NUMBER },  { "WHAT", COLUMN_FIXED }, { "OF", COLUMN_ELASTIC },
  { "STATE", COLUMN_FIXED }, { "", COLUMN_NUMBER },    { "DETAIL", COLUMN_ELASTIC },
};

static void
add_row (Table *table, const RemoteObject *job)
{
  GVariant *properties = job->properties;
  const char *path = properties_string (properties, "Target");
  g_autofree char *target
      = g_str_equal (path, ROOT_PATH) ? g_strdup ("all accounts") : properties_label (path);
  g_autofree char *percent = NULL;
  double progress = -1;
  const char *name, *message;

  g_variant_lookup (properties, "Progress", "d", &progress);
  if (progress >= 0)
    percent = g_strdup_printf ("%d %%", (int) (progress * 100));
  properties_pair (properties, "Error", &name, &message);
  table_add (
      table, *message != '\0',
      (const char *const[]){ strrchr (job->path, '/') + 1, properties_string (properties, "Kind"),
                             target, properties_string (properties, "State"), percent,
                             *message ? message : properties_string (properties, "Detail") });
}

static void
print_table (GPtrArray *jobs)
{
  g_autoptr (Table) table = table_new (columns, G_N_ELEMENTS (columns));
  g_autofree char *text = NULL;

  for (guint i = 0; i < jobs->len; i++)
    add_row (table, g_ptr_array_index (jobs, i));
  text = table_format (table, terminal_width (), terminal_has_colour ());
  fputs (text, stdout);
  if (jobs->len == 0 && terminal_width () > 0)
    puts ("Nothing is being done.");
}

static gboolean
cancel (Client *client, GPtrArray *jobs, const char *number, GError **error)
{
  g_autofree char *path = g_strconcat (ROOT_PATH "/jobs/", number, NULL);
  g_autofree char *sentence = g_strdup_printf ("Job %s is asked to stop.", number);
  g_autoptr (GVariant) answer = NULL;
  guint i = 0;

  while (i < jobs->len && !g_str_equal (((RemoteObject *) g_ptr_array_index (jobs, i))->path, path))
    i++;
  if (i == jobs->len)
    {
      g_set_error (error, CTL_ERROR, CTL_ERROR_NOT_FOUND,
                   "There is no job %s; posthornctl jobs shows those there are", number);
      return FALSE;
    }
  answer = connection_call (client->bus, path, IFACE ("Job"), "Cancel", NULL, "()", error);
  if (answer != NULL)
    command_report (client, sentence, g_variant_new_parsed ("{'job': <%o>}", path));
  return answer != NULL;
}

gboolean
command_jobs (Client *client, GStrv *arguments, GError **error)
{
  g_autoptr (GPtrArray) jobs = NULL;

  if (!command_begin (client, NULL, arguments, error))
    return FALSE;
  jobs = connection_objects (client->bus, IFACE ("Job"), error);
  if (jobs == NULL)
    return FALSE;
  if ((*arguments)[0] != NULL)
    return cancel (client, jobs, (*arguments)[1], error);
  if (client->json)
    json_output_document (json_output_objects (jobs));
  else
    print_table (jobs);
  return TRUE;
}
