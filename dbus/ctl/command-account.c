/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "command.h"
#include "json-output.h"
#include "properties.h"
#include "secret.h"
#include "table.h"
#include "terminal.h"
#include "text.h"

#include <stdio.h>
#include <unistd.h>

static const TableColumn account_columns[] = {
  { "ID", COLUMN_FIXED },         { "NAME", COLUMN_ELASTIC },     { "ADDRESS", COLUMN_ELASTIC },
  { "STATE", COLUMN_FIXED },      { "ROUTE", COLUMN_FIXED },      { "UNREAD", COLUMN_NUMBER },
  { "LAST CHECK", COLUMN_FIXED }, { "NEXT CHECK", COLUMN_FIXED },
};

static void
add_row (Table *table, GVariant *account, GTimeZone *zone, gint64 now)
{
  guint unread = properties_uint (account, "Unread");
  g_autofree char *count = g_strdup_printf ("%u", unread);
  g_autofree char *last = text_date (properties_int64 (account, "LastSync"), now, zone);
  g_autofree char *next = text_due (properties_int64 (account, "NextSync"), now, zone);
  const char *cells[] = {
    properties_string (account, "Id"),
    properties_string (account, "Name"),
    properties_string (account, "Address"),
    properties_string (account, "State"),
    properties_string (account, "Route"),
    count,
    *last ? last : "never",
    *next ? next : "-",
  };

  table_add (table, unread > 0, cells);
}

static void
print_error (gpointer data, gpointer unused)
{
  RemoteObject *account = data;
  const char *name, *message;
  g_autofree char *harmless = NULL;

  properties_pair (account->properties, "LastError", &name, &message);
  harmless = text_line (message);
  if (*harmless != '\0')
    puts (harmless);
}

static void
print_table (GPtrArray *accounts)
{
  g_autoptr (Table) table = table_new (account_columns, G_N_ELEMENTS (account_columns));
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  g_autofree char *text = NULL;

  for (guint i = 0; i < accounts->len; i++)
    {
      RemoteObject *account = g_ptr_array_index (accounts, i);

      add_row (table, account->properties, zone, now);
    }
  text = table_format (table, terminal_width (), terminal_has_colour ());
  fputs (text, stdout);
  g_ptr_array_foreach (accounts, print_error, NULL);
  if (accounts->len == 0 && terminal_width () > 0)
    puts ("No account yet; connect one with: posthornctl add ADDRESS");
}

gboolean
command_accounts (Client *client, GStrv *arguments, GError **error)
{
  g_autoptr (GPtrArray) accounts = NULL;

  if (!command_begin (client, NULL, arguments, error))
    return FALSE;
  accounts = connection_objects (client->bus, IFACE ("Account"), error);
  if (accounts == NULL)
    return FALSE;
  if (client->json)
    json_output_document (json_output_objects (accounts));
  else
    print_table (accounts);
  return TRUE;
}

static void
print_outcome (Client *client, const char *account, const char *key, const char *sentence)
{
  g_autofree char *label = properties_label (account);
  g_auto (GVariantDict) document = G_VARIANT_DICT_INIT (NULL);

  if (!client->json)
    {
      printf ("Account %s %s.\n", label, sentence);
      return;
    }
  g_variant_dict_insert (&document, "account", "s", account);
  g_variant_dict_insert (&document, key, "b", TRUE);
  json_output_document (g_variant_dict_end (&document));
}

/* What becomes of the mail of customers. */
static const char *
explain_route (const char *route)
{
  if (g_str_equal (route, "forward"))
    return "saves new mail of customers to CRM and sends it on to the employee who is responsible";
  if (g_str_equal (route, "assign"))
    return "saves new mail of customers to CRM, assigned to the employee who is responsible";
  return "leaves new mail of customers as it is";
}

static void
print_route (Client *client, const char *account, const char *route)
{
  g_autofree char *label = properties_label (account);
  g_auto (GVariantDict) document = G_VARIANT_DICT_INIT (NULL);

  if (!client->json)
    {
      printf ("Account %s %s.\n", label, explain_route (route));
      return;
    }
  g_variant_dict_insert (&document, "account", "s", account);
  g_variant_dict_insert (&document, "route", "s", route);
  json_output_document (g_variant_dict_end (&document));
}

gboolean
command_route (Client *client, GStrv *arguments, GError **error)
{
  g_autofree char *account = NULL;
  g_autoptr (GVariant) properties = NULL;
  const char *wanted;

  if (!command_begin (client, NULL, arguments, error))
    return FALSE;
  account = connection_find_account (client->bus, (*arguments)[0], error);
  wanted = (*arguments)[1];
  if (account == NULL
      || (wanted != NULL
          && !connection_set_property (client->bus, account, IFACE ("Account"), "Route",
                                       g_variant_new_string (wanted), error)))
    return FALSE;
  properties = connection_properties (client->bus, account, IFACE ("Account"), error);
  if (properties == NULL)
    return FALSE;
  print_route (client, account, properties_string (properties, "Route"));
  return TRUE;
}

static gboolean
set_secret (Client *client, const char *account, const char *secret, GError **error)
{
  g_autoptr (GUnixFDList) fds = g_unix_fd_list_new ();
  g_autoptr (GVariant) answer = NULL;
  int fd = secret_to_fd (secret, error);
  int handle;

  if (fd < 0)
    return FALSE;
  handle = g_unix_fd_list_append (fds, fd, error);
  close (fd);
  if (handle < 0)
    return FALSE;
  answer = connection_call_fds (client->bus, account, IFACE ("Account"), "SetSecret",
                                g_variant_new ("(sh)", "password", handle), "()", fds, NULL, error);
  return answer != NULL;
}

gboolean
command_secret (Client *client, GStrv *arguments, GError **error)
{
  g_autofree char *file = NULL;
  g_autofree char *account = NULL;
  g_autofree char *prompt = NULL;
  char *secret;
  gboolean ok = FALSE;
  const GOptionEntry entries[] = {
    { "password-file", 0, 0, G_OPTION_ARG_FILENAME, &file,
      "Read the password from the first line of FILE, or of standard input (-)", "FILE" },
    G_OPTION_ENTRY_NULL,
  };

  if (!command_begin (client, entries, arguments, error))
    return FALSE;
  account = connection_find_account (client->bus, (*arguments)[0], error);
  if (account == NULL)
    return FALSE;
  prompt = g_strdup_printf ("New password for %s: ", (*arguments)[0]);
  secret = secret_read (file, prompt, error);
  if (secret != NULL && *secret == '\0')
    g_set_error_literal (error, CTL_ERROR, CTL_ERROR_USAGE,
                         "No password was entered; the old one stays");
  else if (secret != NULL)
    ok = set_secret (client, account, secret, error);
  secret_free (secret);
  if (ok)
    print_outcome (client, account, "secret-set", "has a new password");
  return ok;
}

static gboolean
confirm_removal (const char *account, GError **error)
{
  g_autofree char *label = properties_label (account);
  g_autofree char *question = g_strdup_printf (
      "Disconnect %s and forget its mail here? Nothing changes at the server.", label);

  return command_confirm (question, error);
}

gboolean
command_remove (Client *client, GStrv *arguments, GError **error)
{
  gboolean yes = FALSE;
  gboolean keep_secret = FALSE;
  g_autofree char *account = NULL;
  g_auto (GVariantDict) options = G_VARIANT_DICT_INIT (NULL);
  g_autoptr (GVariant) answer = NULL;
  const GOptionEntry entries[] = {
    { "yes", 'y', 0, G_OPTION_ARG_NONE, &yes, "Do not ask", NULL },
    { "keep-secret", 0, 0, G_OPTION_ARG_NONE, &keep_secret, "Leave the password in the keyring",
      NULL },
    G_OPTION_ENTRY_NULL,
  };

  if (!command_begin (client, entries, arguments, error))
    return FALSE;
  account = connection_find_account (client->bus, (*arguments)[0], error);
  if (account == NULL || (!yes && !confirm_removal (account, error)))
    return FALSE;
  if (keep_secret)
    g_variant_dict_insert (&options, "keep-secret", "b", TRUE);
  answer = connection_call_fds (client->bus, account, IFACE ("Account"), "Remove",
                                g_variant_new ("(@a{sv})", g_variant_dict_end (&options)), "()",
                                NULL, NULL, error);
  if (answer == NULL)
    return FALSE;
  print_outcome (client, account, "removed", "was removed");
  return TRUE;
}
