/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands.h"
#include "delivery.h"
#include "drafting.h"
#include "json-output.h"
#include "listing.h"
#include "properties.h"

#include <stdio.h>

static const TableColumn columns[] = {
  { "ID", COLUMN_NUMBER },
  { "ACCOUNT", COLUMN_FIXED },
  { "TO", COLUMN_ELASTIC },
  { "SUBJECT", COLUMN_ELASTIC },
};

typedef struct
{
  Drafting drafting;
  DeliveryOptions delivery;
} DraftOptions;

static void
draft_options_clear (DraftOptions *options)
{
  drafting_clear (&options->drafting);
  delivery_options_clear (&options->delivery);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (DraftOptions, draft_options_clear)

static gboolean
begin (Client *client, DraftOptions *options, GStrv *arguments, GError **error)
{
  g_autoptr (GArray) entries = g_array_new (TRUE, FALSE, sizeof (GOptionEntry));

  drafting_add_entries (&options->drafting, entries);
  drafting_add_place_entries (&options->drafting, entries);
  delivery_options_add_entries (&options->delivery, entries);
  return command_begin (client, (const GOptionEntry *) entries->data, arguments, error);
}

static GVariant *
call (Client *client, const char *method, GVariant *parameters, const char *reply, GUnixFDList *fds,
      GError **error)
{
  return connection_call_fds (client->bus, ROOT_PATH, IFACE ("Drafts"), method, parameters, reply,
                              fds, NULL, error);
}

static void
add_row (Table *table, GVariant *row)
{
  g_autofree char *id = g_strdup_printf ("%" G_GUINT64_FORMAT, properties_uint64 (row, "id"));
  g_autofree char *account = properties_label (properties_string (row, "account"));
  g_autofree char *to = properties_words (row, "to");

  table_add (table, FALSE,
             (const char *const[]){ id, account, to, properties_string (row, "subject") });
}

static gboolean
list (Client *client, GError **error)
{
  g_autoptr (GVariant) answer = call (client, "List", NULL, "(aa{sv})", NULL, error);
  g_autoptr (GVariant) rows = answer ? g_variant_get_child_value (answer, 0) : NULL;

  if (rows != NULL)
    listing_print (rows, client->json, columns, G_N_ELEMENTS (columns), add_row,
                   "There is no draft; posthornctl draft new makes one.");
  return rows != NULL;
}

/* DONE: "saved". */
static void
print_outcome (Client *client, guint64 id, const char *done)
{
  g_auto (GVariantDict) document = G_VARIANT_DICT_INIT (NULL);

  if (!client->json)
    {
      printf ("Draft %" G_GUINT64_FORMAT " %s\n", id, done);
      return;
    }
  g_variant_dict_insert (&document, "id", "t", id);
  g_variant_dict_insert (&document, "done", "s", done);
  json_output_line (g_variant_dict_end (&document));
}

/* Floating, a{sv}. */
static GVariant *
make_draft (const Drafting *drafting, gboolean text_needed, GUnixFDList *fds, GError **error)
{
  g_auto (GVariantDict) draft = G_VARIANT_DICT_INIT (NULL);

  return drafting_insert (drafting, text_needed, &draft, fds, error) ? g_variant_dict_end (&draft)
                                                                     : NULL;
}

static gboolean
save (Client *client, const Drafting *drafting, GError **error)
{
  g_autofree char *account = drafting_find_account (drafting, client->bus, error);
  g_autoptr (GUnixFDList) fds = g_unix_fd_list_new ();
  GVariant *draft = account ? make_draft (drafting, TRUE, fds, error) : NULL;
  g_autoptr (GVariant) answer
      = draft
            ? call (client, "Save", g_variant_new ("(o@a{sv})", account, draft), "(t)", fds, error)
            : NULL;
  guint64 id;

  if (answer == NULL)
    return FALSE;
  g_variant_get (answer, "(t)", &id);
  print_outcome (client, id, "saved");
  return TRUE;
}

static gboolean
edit (Client *client, guint64 id, const Drafting *drafting, GError **error)
{
  g_autoptr (GUnixFDList) fds = g_unix_fd_list_new ();
  GVariant *draft = make_draft (drafting, FALSE, fds, error);
  g_autoptr (GVariant) answer = NULL;

  if (draft == NULL)
    return FALSE;
  answer = call (client, "Update", g_variant_new ("(t@a{sv})", id, draft), "()", fds, error);
  if (answer != NULL)
    print_outcome (client, id, "changed");
  return answer != NULL;
}

static gboolean
discard (Client *client, guint64 id, GError **error)
{
  g_autoptr (GVariant) answer
      = call (client, "Discard", g_variant_new ("(t)", id), "()", NULL, error);

  if (answer != NULL)
    print_outcome (client, id, "discarded");
  return answer != NULL;
}

static gboolean
send_draft (Client *client, guint64 id, const DraftOptions *options, GError **error)
{
  g_auto (GVariantDict) when = G_VARIANT_DICT_INIT (NULL);

  return delivery_options_insert (&options->delivery, &when, error)
         && delivery_begin (client, IFACE ("Drafts"), "Submit",
                            g_variant_new ("(t@a{sv})", id, g_variant_dict_end (&when)), NULL,
                            options->delivery.wait, error);
}

/* Whether only options were given that go with WHAT. */
static gboolean
check_options (const DraftOptions *options, const char *what, GError **error)
{
  const DeliveryOptions *delivery = &options->delivery;
  gboolean times = delivery->at || delivery->undo || delivery->wait;
  gboolean is_new = g_str_equal (what, "new");

  if ((!drafting_is_given (&options->drafting) || is_new || g_str_equal (what, "edit"))
      && (!drafting_has_place (&options->drafting) || is_new)
      && (!times || g_str_equal (what, "send")))
    return TRUE;
  g_set_error (error, CTL_ERROR, CTL_ERROR_USAGE,
               "Not all of these options go with draft %s; posthornctl(1) tells which do", what);
  return FALSE;
}

static gboolean
act (Client *client, const char *what, const char *text, const DraftOptions *options,
     GError **error)
{
  guint64 id;

  if (!command_parse_id (text, "draft", &id, error))
    return FALSE;
  if (g_str_equal (what, "edit"))
    return edit (client, id, &options->drafting, error);
  if (g_str_equal (what, "send"))
    return send_draft (client, id, options, error);
  return discard (client, id, error);
}

gboolean
command_draft (Client *client, GStrv *arguments, GError **error)
{
  g_auto (DraftOptions) options = { .delivery = { NULL } };
  const char *what, *id;

  if (!begin (client, &options, arguments, error))
    return FALSE;
  what = (*arguments)[0] ? (*arguments)[0] : "list";
  id = (*arguments)[0] ? (*arguments)[1] : NULL;
  if (!check_options (&options, what, error))
    return FALSE;
  if (id != NULL)
    return act (client, what, id, &options, error);
  return g_str_equal (what, "new") ? save (client, &options.drafting, error) : list (client, error);
}
