/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "command.h"
#include "job.h"
#include "json-output.h"
#include "properties.h"
#include "provider.h"
#include "secret.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

typedef struct
{
  char *host;
  int port;
  char *tls;
  char *smtp_host;
  int smtp_port;
  char *smtp_tls;
  char *smtp_user;
  char *route;
  char *user;
  char *name;
  char *id;
  char *owner;
  char *ca_file;
  char *pin;
  int history_days;
  char *password_file;
  gboolean no_save_sent;
  gboolean no_check;
  gboolean no_wait;
} AddOptions;

static void
add_options_clear (AddOptions *options)
{
  g_free (options->host);
  g_free (options->tls);
  g_free (options->smtp_host);
  g_free (options->smtp_tls);
  g_free (options->smtp_user);
  g_free (options->route);
  g_free (options->user);
  g_free (options->name);
  g_free (options->id);
  g_free (options->owner);
  g_free (options->ca_file);
  g_free (options->pin);
  g_free (options->password_file);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AddOptions, add_options_clear)

static gboolean
begin (Client *client, AddOptions *options, GStrv *arguments, GError **error)
{
  const GOptionEntry entries[] = {
    { "host", 0, 0, G_OPTION_ARG_STRING, &options->host, "The mail server (IMAP)", "HOST" },
    { "port", 0, 0, G_OPTION_ARG_INT, &options->port, "Its port", "NUMBER" },
    { "tls", 0, 0, G_OPTION_ARG_STRING, &options->tls, "implicit, starttls or none", "MODE" },
    { "smtp-host", 0, 0, G_OPTION_ARG_STRING, &options->smtp_host,
      "The server that sends mail, if not the same", "HOST" },
    { "smtp-port", 0, 0, G_OPTION_ARG_INT, &options->smtp_port, "Its port", "NUMBER" },
    { "smtp-tls", 0, 0, G_OPTION_ARG_STRING, &options->smtp_tls, "implicit, starttls or none",
      "MODE" },
    { "smtp-user", 0, 0, G_OPTION_ARG_STRING, &options->smtp_user, "The login there, if another",
      "USER" },
    { "user", 0, 0, G_OPTION_ARG_STRING, &options->user, "The login, if not the address", "USER" },
    { "name", 0, 0, G_OPTION_ARG_STRING, &options->name, "What you call the account", "NAME" },
    { "id", 0, 0, G_OPTION_ARG_STRING, &options->id, "Its short name in commands", "ID" },
    { "owner", 0, 0, G_OPTION_ARG_STRING, &options->owner, "Login of its employee", "LOGIN" },
    { "route", 0, 0, G_OPTION_ARG_STRING, &options->route,
      "What becomes of customers' mail: off, assign or forward", "WORD" },
    { "ca-file", 0, 0, G_OPTION_ARG_FILENAME, &options->ca_file,
      "Authorities to trust instead of the system's (PEM)", "FILE" },
    { "pin", 0, 0, G_OPTION_ARG_STRING, &options->pin, "The one certificate to accept, sha256:HEX",
      "PIN" },
    { "history-days", 0, 0, G_OPTION_ARG_INT, &options->history_days,
      "How far back to fetch mail, 0 = all", "DAYS" },
    { "password-file", 0, 0, G_OPTION_ARG_FILENAME, &options->password_file,
      "Read the password from the first line of FILE, or of standard input (-)", "FILE" },
    { "no-save-sent", 0, 0, G_OPTION_ARG_NONE, &options->no_save_sent,
      "The server files what was sent by itself", NULL },
    { "no-check", 0, 0, G_OPTION_ARG_NONE, &options->no_check,
      "Save the account without trying to log in", NULL },
    { "no-wait", 0, 0, G_OPTION_ARG_NONE, &options->no_wait,
      "Do not wait for the first synchronisation", NULL },
    G_OPTION_ENTRY_NULL,
  };

  return command_begin (client, entries, arguments, error);
}

static gboolean
check_port (const char *option, int port, GError **error)
{
  if (port >= 0 && port <= 65535)
    return TRUE;
  g_set_error (error, CTL_ERROR, CTL_ERROR_USAGE, "%s %d is no port; it lies between 1 and 65535",
               option, port);
  return FALSE;
}

static gboolean
check_numbers (const AddOptions *options, GError **error)
{
  if (!check_port ("--port", options->port, error)
      || !check_port ("--smtp-port", options->smtp_port, error))
    return FALSE;
  if (options->history_days >= 0)
    return TRUE;
  g_set_error (error, CTL_ERROR, CTL_ERROR_USAGE,
               "--history-days %d is negative; give 0 for all mail", options->history_days);
  return FALSE;
}

static void
insert_text (GVariantDict *account, const char *key, const char *value)
{
  if (value != NULL)
    g_variant_dict_insert (account, key, "s", value);
}

static void
insert_number (GVariantDict *account, const char *key, int value)
{
  if (value > 0)
    g_variant_dict_insert (account, key, "u", (guint) value);
}

static void
insert_options (GVariantDict *account, const AddOptions *options, const char *address)
{
  g_autofree char *ca_file
      = options->ca_file ? g_canonicalize_filename (options->ca_file, NULL) : NULL;

  insert_text (account, "address", address);
  insert_text (account, "host", options->host);
  insert_number (account, "port", options->port);
  insert_text (account, "tls", options->tls);
  insert_text (account, "smtp-host", options->smtp_host);
  insert_number (account, "smtp-port", options->smtp_port);
  insert_text (account, "smtp-tls", options->smtp_tls);
  insert_text (account, "smtp-user", options->smtp_user);
  insert_text (account, "user", options->user);
  insert_text (account, "name", options->name);
  insert_text (account, "id", options->id);
  insert_text (account, "owner", options->owner);
  insert_text (account, "route", options->route);
  insert_text (account, "ca-file", ca_file);
  insert_text (account, "pin", options->pin);
  insert_number (account, "history-days", options->history_days);
  if (options->no_save_sent)
    g_variant_dict_insert (account, "save-sent", "b", FALSE);
  if (!options->no_check)
    g_variant_dict_insert (account, "check", "b", TRUE);
}

static void
copy_text (GVariantDict *account, GKeyFile *table, const char *group, const char *key)
{
  g_autofree char *value = g_key_file_get_string (table, group, key, NULL);

  if (value != NULL && !g_variant_dict_contains (account, key))
    insert_text (account, key, value);
}

static void
copy_number (GVariantDict *account, GKeyFile *table, const char *group, const char *key)
{
  if (!g_variant_dict_contains (account, key))
    insert_number (account, key, g_key_file_get_integer (table, group, key, NULL));
}

static void
copy_switch (GVariantDict *account, GKeyFile *table, const char *group, const char *key)
{
  if (g_key_file_has_key (table, group, key, NULL) && !g_variant_dict_contains (account, key))
    g_variant_dict_insert (account, key, "b", g_key_file_get_boolean (table, group, key, NULL));
}

/* What the options leave open, from the table. */
static void
insert_provider (GVariantDict *account, const char *address)
{
  g_autoptr (GKeyFile) table = provider_table_load ();
  g_autofree char *group = table ? provider_find (table, address) : NULL;
  g_autofree char *hint = group ? g_key_file_get_string (table, group, "hint", NULL) : NULL;

  if (group == NULL)
    return;
  copy_text (account, table, group, "host");
  copy_number (account, table, group, "port");
  copy_text (account, table, group, "tls");
  copy_text (account, table, group, "smtp-host");
  copy_number (account, table, group, "smtp-port");
  copy_text (account, table, group, "smtp-tls");
  copy_switch (account, table, group, "save-sent");
  if (hint != NULL)
    fprintf (stderr, "%s\n", hint);
}

static gboolean
describe_account (GVariantDict *account, const AddOptions *options, const char *address,
                  GError **error)
{
  const char *at = strrchr (address, '@');

  if (at == NULL || at == address || at[1] == '\0')
    {
      g_set_error (error, CTL_ERROR, CTL_ERROR_USAGE,
                   "«%s» is no mail address; give one like anna@example.org", address);
      return FALSE;
    }
  insert_options (account, options, address);
  if (options->host == NULL)
    insert_provider (account, address);
  if (g_variant_dict_contains (account, "host"))
    return TRUE;
  g_set_error (error, CTL_ERROR, CTL_ERROR_USAGE,
               "The mail server of %s is not known; give it with --host, for example "
               "--host imap.%s",
               at + 1, at + 1);
  return FALSE;
}

/* An empty SECRET leaves it to the daemon to look into the keyring. */
static char *
add_account (Client *client, GVariantDict *options, const char *secret, GError **error)
{
  g_autoptr (GUnixFDList) fds = g_unix_fd_list_new ();
  g_autoptr (GVariant) answer = NULL;
  char *account = NULL;
  int handle = 0;

  if (*secret != '\0')
    {
      int fd = secret_to_fd (secret, error);

      if (fd < 0)
        return NULL;
      handle = g_unix_fd_list_append (fds, fd, error);
      close (fd);
      if (handle < 0)
        return NULL;
      g_variant_dict_insert (options, "password-fd", "h", handle);
    }
  answer = connection_call_fds (client->bus, ROOT_PATH, IFACE ("Manager"), "AddAccount",
                                g_variant_new ("(@a{sv})", g_variant_dict_end (options)), "(o)",
                                fds, NULL, error);
  if (answer != NULL)
    g_variant_get (answer, "(o)", &account);
  return account;
}

static gboolean
is_running (GVariant *job, const char *account)
{
  const char *state = properties_string (job, "State");

  return g_str_equal (properties_string (job, "Target"), account)
         && (g_str_equal (state, "queued") || g_str_equal (state, "running"));
}

/* The job of the first synchronisation. One that has ended already is not looked for: a check of
 * a mailbox that was just fetched costs nothing. */
static char *
find_job (Client *client, const char *account, GError **error)
{
  g_autoptr (GPtrArray) jobs = connection_objects (client->bus, IFACE ("Job"), error);

  if (jobs == NULL)
    return NULL;
  for (guint i = 0; i < jobs->len; i++)
    {
      RemoteObject *job = g_ptr_array_index (jobs, i);

      if (is_running (job->properties, account))
        return g_strdup (job->path);
    }
  return connection_call_path (client->bus, account, IFACE ("Account"), "Sync",
                               g_variant_new ("(a{sv})", NULL), error);
}

static void
print_added (Client *client, const char *account)
{
  g_autofree char *label = properties_label (account);
  g_auto (GVariantDict) line = G_VARIANT_DICT_INIT (NULL);

  if (client->json)
    {
      g_variant_dict_insert (&line, "account", "s", account);
      json_output_line (g_variant_dict_end (&line));
      return;
    }
  printf ("Account %s was added.\n", label);
  fflush (stdout);
}

static void
print_synchronised (Client *client, const char *account, guint unread)
{
  g_auto (GVariantDict) line = G_VARIANT_DICT_INIT (NULL);

  if (!client->json)
    {
      printf ("The first synchronisation is done: %u unread.\n", unread);
      return;
    }
  g_variant_dict_insert (&line, "account", "s", account);
  g_variant_dict_insert (&line, "result", "s", "done");
  g_variant_dict_insert (&line, "unread", "u", unread);
  json_output_line (g_variant_dict_end (&line));
}

static gboolean
follow (Client *client, const char *account, GError **error)
{
  g_autoptr (Follower) follower = follower_new (client->bus, client->json);
  g_autofree char *job = find_job (client, account, error);
  g_autoptr (GVariant) properties = NULL;

  if (job == NULL || !follower_run (follower, job, error))
    return FALSE;
  properties = connection_properties (client->bus, account, IFACE ("Account"), error);
  if (properties == NULL)
    return FALSE;
  print_synchronised (client, account, properties_uint (properties, "Unread"));
  return TRUE;
}

static char *
read_secret (const AddOptions *options, const char *address, GError **error)
{
  g_autofree char *prompt
      = g_strdup_printf ("Password for %s (empty: the one in the keyring): ", address);

  return secret_read (options->password_file, prompt, error);
}

gboolean
command_add (Client *client, GStrv *arguments, GError **error)
{
  g_auto (AddOptions) options = { 0 };
  g_auto (GVariantDict) description = G_VARIANT_DICT_INIT (NULL);
  g_autofree char *account = NULL;
  char *secret;

  if (!begin (client, &options, arguments, error) || !check_numbers (&options, error)
      || !describe_account (&description, &options, (*arguments)[0], error))
    return FALSE;
  secret = read_secret (&options, (*arguments)[0], error);
  if (secret != NULL)
    account = add_account (client, &description, secret, error);
  secret_free (secret);
  if (account == NULL)
    return FALSE;
  print_added (client, account);
  return options.no_wait || follow (client, account, error);
}
