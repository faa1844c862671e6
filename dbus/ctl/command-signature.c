/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands.h"
#include "json-output.h"
#include "listing.h"
#include "properties.h"
#include "written.h"

#include <stdio.h>

static const TableColumn columns[] = {
  { "ID", COLUMN_NUMBER },
  { "SENDER", COLUMN_ELASTIC },
  { "SIGNATURE", COLUMN_ELASTIC },
};

typedef struct
{
  Written written;
  char *sender;
} SignatureOptions;

static void
signature_options_clear (SignatureOptions *options)
{
  written_clear (&options->written);
  g_free (options->sender);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SignatureOptions, signature_options_clear)

static GVariant *
call (Client *client, const char *method, GVariant *parameters, const char *reply, GError **error)
{
  return connection_call (client->bus, ROOT_PATH, IFACE ("Signatures"), method, parameters, reply,
                          error);
}

static void
add_row (Table *table, GVariant *signature)
{
  g_autofree char *id = g_strdup_printf ("%u", properties_uint (signature, "id"));
  const char *sender = properties_string (signature, "sender");
  const char *text = properties_string (signature, "text");

  table_add (table, FALSE,
             (const char *const[]){ id, *sender ? sender : "anybody",
                                    *text ? text : properties_string (signature, "html") });
}

static gboolean
list (Client *client, GError **error)
{
  g_autoptr (GVariant) answer = call (client, "List", NULL, "(aa{sv})", error);
  g_autoptr (GVariant) rows = answer ? g_variant_get_child_value (answer, 0) : NULL;

  if (rows != NULL)
    listing_print (rows, client->json, columns, G_N_ELEMENTS (columns), add_row,
                   "There is no signature; posthornctl signature add makes one.");
  return rows != NULL;
}

/* DONE: "added". */
static void
print_outcome (Client *client, guint64 id, const char *done)
{
  g_auto (GVariantDict) document = G_VARIANT_DICT_INIT (NULL);

  if (!client->json)
    {
      printf ("Signature %" G_GUINT64_FORMAT " %s\n", id, done);
      return;
    }
  g_variant_dict_insert (&document, "id", "t", id);
  g_variant_dict_insert (&document, "done", "s", done);
  json_output_document (g_variant_dict_end (&document));
}

/* Floating, a{sv}. */
static GVariant *
make_signature (const SignatureOptions *options, gboolean text_needed, GError **error)
{
  g_auto (GVariantDict) signature = G_VARIANT_DICT_INIT (NULL);

  if (options->sender != NULL)
    g_variant_dict_insert (&signature, "sender", "s", options->sender);
  if (!written_insert (&options->written, text_needed, &signature, error))
    return NULL;
  return g_variant_dict_end (&signature);
}

static gboolean
add (Client *client, const SignatureOptions *options, GError **error)
{
  GVariant *signature = make_signature (options, TRUE, error);
  g_autoptr (GVariant) answer
      = signature ? call (client, "Add", g_variant_new ("(@a{sv})", signature), "(u)", error)
                  : NULL;
  guint id;

  if (answer == NULL)
    return FALSE;
  g_variant_get (answer, "(u)", &id);
  print_outcome (client, id, "added");
  return TRUE;
}

static gboolean
parse_id (const char *text, guint64 *id, GError **error)
{
  if (!command_parse_id (text, "signature", id, error))
    return FALSE;
  if (*id <= G_MAXUINT32)
    return TRUE;
  g_set_error (error, CTL_ERROR, CTL_ERROR_NOT_FOUND,
               "There is no signature %s; posthornctl signature shows those there are", text);
  return FALSE;
}

static gboolean
update (Client *client, const char *text, const SignatureOptions *options, GError **error)
{
  gboolean says_nothing = options->sender == NULL && !written_is_given (&options->written);
  g_autoptr (GVariant) answer = NULL;
  GVariant *signature;
  guint64 id;

  if (!parse_id (text, &id, error))
    return FALSE;
  signature = make_signature (options, says_nothing, error);
  if (signature == NULL)
    return FALSE;
  answer = call (client, "Update", g_variant_new ("(u@a{sv})", (guint) id, signature), "()", error);
  if (answer != NULL)
    print_outcome (client, id, "updated");
  return answer != NULL;
}

static gboolean
remove_signature (Client *client, const char *text, GError **error)
{
  g_autoptr (GVariant) answer = NULL;
  guint64 id;

  if (!parse_id (text, &id, error))
    return FALSE;
  answer = call (client, "Remove", g_variant_new ("(u)", (guint) id), "()", error);
  if (answer != NULL)
    print_outcome (client, id, "removed");
  return answer != NULL;
}

static gboolean
choose (Client *client, const char *sender, GError **error)
{
  g_autoptr (GVariant) answer
      = call (client, "Choose", g_variant_new ("(s)", sender), "(u)", error);
  guint id;

  if (answer == NULL)
    return FALSE;
  g_variant_get (answer, "(u)", &id);
  if (id == 0 && !client->json)
    puts ("None");
  else
    print_outcome (client, id, "chosen");
  return TRUE;
}

static gboolean
fail_options (const char *what, GError **error)
{
  g_set_error (error, CTL_ERROR, CTL_ERROR_USAGE,
               "These options go with signature add and signature update only, not with %s", what);
  return FALSE;
}

gboolean
command_signature (Client *client, GStrv *arguments, GError **error)
{
  g_auto (SignatureOptions) options = { .sender = NULL };
  g_autoptr (GArray) entries = g_array_new (TRUE, FALSE, sizeof (GOptionEntry));
  const GOptionEntry sender = { "sender",
                                0,
                                0,
                                G_OPTION_ARG_STRING,
                                &options.sender,
                                "Whose it is: «Name <address>», an address, or «» for anybody",
                                "SENDER" };
  const char *what, *argument;
  gboolean writes;

  g_array_append_val (entries, sender);
  written_add_entries (&options.written, entries);
  if (!command_begin (client, (const GOptionEntry *) entries->data, arguments, error))
    return FALSE;
  what = (*arguments)[0] ? (*arguments)[0] : "list";
  argument = (*arguments)[0] ? (*arguments)[1] : NULL;
  writes = options.sender || options.written.html || written_is_given (&options.written);
  if (g_str_equal (what, "add"))
    return add (client, &options, error);
  if (g_str_equal (what, "update"))
    return update (client, argument, &options, error);
  if (writes)
    return fail_options (what, error);
  if (g_str_equal (what, "remove"))
    return remove_signature (client, argument, error);
  return g_str_equal (what, "choose") ? choose (client, argument, error) : list (client, error);
}
