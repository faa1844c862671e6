/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "command.h"
#include "delivery.h"
#include "json-output.h"
#include "listing.h"
#include "properties.h"
#include "terminal.h"
#include "text.h"

#include <stdio.h>

static const TableColumn columns[] = {
  { "ID", COLUMN_NUMBER },       { "KIND", COLUMN_FIXED },     { "STATE", COLUMN_FIXED },
  { "TRIES", COLUMN_NUMBER },    { "NEXT TRY", COLUMN_FIXED }, { "TO", COLUMN_ELASTIC },
  { "SUBJECT", COLUMN_ELASTIC }, { "ERROR", COLUMN_ELASTIC },
};

static void
add_row (Table *table, GVariant *row)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_autofree char *id = g_strdup_printf ("%" G_GUINT64_FORMAT, properties_uint64 (row, "id"));
  g_autofree char *attempts = g_strdup_printf ("%u", properties_uint (row, "attempts"));
  g_autofree char *next_try
      = text_due (properties_int64 (row, "next-try"), g_get_real_time () / G_USEC_PER_SEC, zone);
  g_autofree char *recipients = properties_words (row, "recipients");
  const char *name, *message;

  properties_pair (row, "error", &name, &message);
  table_add (table, *message != '\0',
             (const char *const[]){ id, properties_string (row, "kind"),
                                    properties_string (row, "state"), attempts, next_try,
                                    recipients, properties_string (row, "subject"), message });
}

/* Without ALL only what is on its way or waits for a person. */
static GVariant *
choose_rows (GVariant *rows, gboolean all)
{
  g_auto (GVariantBuilder) chosen = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("aa{sv}"));

  for (gsize i = 0; i < g_variant_n_children (rows); i++)
    {
      g_autoptr (GVariant) row = g_variant_get_child_value (rows, i);

      if (all || !delivery_is_settled (row))
        g_variant_builder_add_value (&chosen, row);
    }
  return g_variant_ref_sink (g_variant_builder_end (&chosen));
}

static gboolean
show_all (Client *client, gboolean all, GError **error)
{
  g_autoptr (GVariant) loaded = delivery_load (client->bus, error);
  g_autoptr (GVariant) rows = loaded ? choose_rows (loaded, all) : NULL;

  if (rows != NULL)
    listing_print (rows, client->json, columns, G_N_ELEMENTS (columns), add_row,
                   "Nothing is on its way.");
  return rows != NULL;
}

static void
print_message (GVariant *row)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_autofree char *account = properties_label (properties_string (row, "account"));
  g_autofree char *attempts = g_strdup_printf ("%u", properties_uint (row, "attempts"));
  g_autofree char *next_try = text_date_full (properties_int64 (row, "next-try"), zone);
  g_autofree char *recipients = properties_words (row, "recipients");
  const char *name, *message;

  properties_pair (row, "error", &name, &message);
  terminal_print_field ("Account", account);
  terminal_print_field ("Kind", properties_string (row, "kind"));
  terminal_print_field ("Subject", properties_string (row, "subject"));
  terminal_print_field ("Message-ID", properties_string (row, "message-id"));
  terminal_print_field ("To", recipients);
  terminal_print_field ("State", properties_string (row, "state"));
  terminal_print_field ("Tries", attempts);
  if (*next_try != '\0')
    terminal_print_field ("Next try", next_try);
  if (*message != '\0')
    terminal_print_field ("Error", message);
  delivery_print_failures (row);
}

static gboolean
show_one (Client *client, const char *text, GError **error)
{
  g_autoptr (GVariant) row = NULL;
  guint64 id;

  if (!command_parse_id (text, "outbox", &id, error))
    return FALSE;
  row = delivery_find (client->bus, id, error);
  if (row == NULL)
    return FALSE;
  if (client->json)
    json_output_document (row);
  else
    print_message (row);
  return TRUE;
}

gboolean
command_outbox (Client *client, GStrv *arguments, GError **error)
{
  gboolean all = FALSE;
  const GOptionEntry entries[] = {
    { "all", 0, 0, G_OPTION_ARG_NONE, &all, "Also what was sent or cancelled", NULL },
    G_OPTION_ENTRY_NULL,
  };

  if (!command_begin (client, entries, arguments, error))
    return FALSE;
  return (*arguments)[0] ? show_one (client, (*arguments)[0], error)
                         : show_all (client, all, error);
}

/* PARAMETERS may be floating. DONE is said of the message. */
static gboolean
act (Client *client, const char *method, guint64 id, GVariant *parameters, const char *done,
     GError **error)
{
  g_autoptr (GVariant) answer
      = connection_call (client->bus, ROOT_PATH, IFACE ("Outbox"), method, parameters, "()", error);
  g_autoptr (GVariant) row = NULL;

  if (answer == NULL)
    return FALSE;
  if (!client->json)
    {
      printf ("Message %" G_GUINT64_FORMAT " %s.\n", id, done);
      return TRUE;
    }
  row = delivery_find (client->bus, id, error);
  if (row != NULL)
    json_output_line (row);
  return row != NULL;
}

/* One after the other; those before the one that is refused are done. */
static gboolean
act_on_each (Client *client, const char *method, const char *done, GStrv *arguments, GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (guint64));
  guint64 id;
  gboolean ok;

  if (!command_begin (client, NULL, arguments, error))
    return FALSE;
  for (gsize i = 0; (*arguments)[i] != NULL; i++)
    {
      if (!command_parse_id ((*arguments)[i], "outbox", &id, error))
        return FALSE;
      g_array_append_val (ids, id);
    }
  ok = TRUE;
  for (guint i = 0; ok && i < ids->len; i++)
    {
      id = g_array_index (ids, guint64, i);
      ok = act (client, method, id, g_variant_new ("(t)", id), done, error);
    }
  return ok;
}

gboolean
command_cancel (Client *client, GStrv *arguments, GError **error)
{
  return act_on_each (client, "Cancel", "is cancelled", arguments, error);
}

gboolean
command_retry (Client *client, GStrv *arguments, GError **error)
{
  return act_on_each (client, "Retry", "is tried again", arguments, error);
}

gboolean
command_resolve (Client *client, GStrv *arguments, GError **error)
{
  const char *outcome;
  guint64 id;

  if (!command_begin (client, NULL, arguments, error)
      || !command_parse_id ((*arguments)[0], "outbox", &id, error))
    return FALSE;
  outcome = (*arguments)[1];
  return act (client, "Resolve", id, g_variant_new ("(ts)", id, outcome),
              g_str_equal (outcome, "sent") ? "counts as sent" : "counts as not sent", error);
}
