/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands.h"
#include "explanation.h"
#include "json-output.h"
#include "properties.h"
#include "secret.h"
#include "settings.h"
#include "text.h"

#include <stdio.h>

/* ACCOUNT NULL: of the daemon as a whole. VALUE floats. */
static void
report (Client *client, const char *account, const char *property, GVariant *value,
        const char *sentence)
{
  g_autofree char *key = text_dashed (property);
  g_auto (GVariantDict) document = G_VARIANT_DICT_INIT (NULL);

  if (account != NULL)
    g_variant_dict_insert (&document, "account", "o", account);
  g_variant_dict_insert_value (&document, key, value);
  command_report (client, sentence, g_variant_dict_end (&document));
}

gboolean
command_switch (Client *client, GStrv *arguments, GError **error)
{
  gboolean on = g_str_equal (client->command->name, "enable");
  g_autofree char *account = NULL;
  g_autofree char *label = NULL;
  g_autofree char *sentence = NULL;

  if (!command_begin (client, NULL, arguments, error))
    return FALSE;
  account = connection_find_account (client->bus, (*arguments)[0], error);
  if (account == NULL
      || !connection_set_property (client->bus, account, IFACE ("Account"), "Enabled",
                                   g_variant_new_boolean (on), error))
    return FALSE;
  label = properties_label (account);
  sentence = g_strdup_printf (on ? "Account %s is connected again."
                                 : "Account %s is disconnected; its mail here stays.",
                              label);
  report (client, account, "Enabled", g_variant_new_boolean (on), sentence);
  return TRUE;
}

gboolean
command_pause (Client *client, GStrv *arguments, GError **error)
{
  gboolean pause = g_str_equal (client->command->name, "pause");

  if (!command_begin (client, NULL, arguments, error)
      || !connection_set_property (client->bus, ROOT_PATH, IFACE ("Manager"), "Paused",
                                   g_variant_new_boolean (pause), error))
    return FALSE;
  report (client, NULL, "Paused", g_variant_new_boolean (pause),
          pause ? "No account is checked by itself until you say: posthornctl resume"
                : "Accounts are checked by their rules again.");
  return TRUE;
}

/* Settings of an account that are properties of text. */
static const struct
{
  const char *command;
  const char *property;
} settings[] = {
  { "name", "Name" },   { "owner", "Owner" },   { "push", "Push" },
  { "route", "Route" }, { "notify", "Notify" },
};

static void
report_setting (Client *client, const char *account, const char *property, const char *word)
{
  g_autofree char *label = properties_label (account);
  g_autofree char *meaning = explanation_setting (client->command->name, word);
  g_autofree char *sentence = g_strdup_printf ("Account %s %s.", label, meaning);

  report (client, account, property, g_variant_new_string (word), sentence);
}

static gboolean
show_setting (Client *client, const char *account, const char *property, GError **error)
{
  g_autoptr (GVariant) properties
      = connection_properties (client->bus, account, IFACE ("Account"), error);
  g_autofree char *word = NULL;

  if (properties == NULL)
    return FALSE;
  if (g_variant_lookup (properties, property, "s", &word))
    report_setting (client, account, property, word);
  else
    g_set_error (error, CTL_ERROR, CTL_ERROR_FAILED,
                 "The daemon that runs has no setting «%s»; is it another version than "
                 "posthornctl? Start it anew with: systemctl --user restart posthorn",
                 client->command->name);
  return word != NULL;
}

gboolean
command_setting (Client *client, GStrv *arguments, GError **error)
{
  g_autofree char *account = NULL;
  const char *property, *word;
  guint i = 0;

  while (!g_str_equal (settings[i].command, client->command->name))
    i++;
  property = settings[i].property;
  if (!command_begin (client, NULL, arguments, error))
    return FALSE;
  account = connection_find_account (client->bus, (*arguments)[0], error);
  word = (*arguments)[1];
  if (account == NULL || word == NULL)
    return account && show_setting (client, account, property, error);
  if (!connection_set_property (client->bus, account, IFACE ("Account"), property,
                                g_variant_new_string (word), error))
    return FALSE;
  report_setting (client, account, property, word);
  return TRUE;
}

static gboolean
configure (Client *client, const char *account, GVariantDict *changes, GUnixFDList *fds,
           GError **error)
{
  g_autoptr (GVariant) answer = connection_call_fds (
      client->bus, account, IFACE ("Account"), "Configure",
      g_variant_new ("(@a{sv})", g_variant_dict_end (changes)), "()", fds, NULL, error);

  return answer != NULL;
}

/* FILE NULL: no new password goes along. */
static gboolean
insert_password (GVariantDict *changes, const char *file, GUnixFDList *fds, GError **error)
{
  char *secret = file ? secret_read (file, "", error) : NULL;
  int handle = secret ? secret_to_handle (secret, fds, error) : -1;

  secret_free (secret);
  if (handle >= 0)
    g_variant_dict_insert (changes, "password-fd", "h", handle);
  return file == NULL || handle >= 0;
}

static GVariant *
load_config (Client *client, const char *account, GError **error)
{
  g_autoptr (GVariant) answer = connection_call (client->bus, account, IFACE ("Account"),
                                                 "GetConfig", NULL, "(a{sv})", error);

  return answer ? g_variant_get_child_value (answer, 0) : NULL;
}

static gboolean
show_config (Client *client, const char *account, GError **error)
{
  g_autoptr (GVariant) now = load_config (client, account, error);
  g_auto (GVariantDict) document = G_VARIANT_DICT_INIT (now);

  if (now == NULL)
    return FALSE;
  g_variant_dict_insert (&document, "account", "o", account);
  if (client->json)
    json_output_document (g_variant_dict_end (&document));
  else
    settings_print (now);
  return TRUE;
}

gboolean
command_config (Client *client, GStrv *arguments, GError **error)
{
  gboolean no_check = FALSE;
  g_autofree char *file = NULL;
  g_autofree char *account = NULL;
  g_autoptr (GVariant) now = NULL;
  g_autoptr (GUnixFDList) fds = g_unix_fd_list_new ();
  g_auto (GVariantDict) changes = G_VARIANT_DICT_INIT (NULL);
  const GOptionEntry entries[] = {
    { "password-file", 0, 0, G_OPTION_ARG_FILENAME, &file,
      "Also set the password, from the first line of FILE or of standard input (-)", "FILE" },
    { "no-check", 0, 0, G_OPTION_ARG_NONE, &no_check, "Save without trying to log in", NULL },
    G_OPTION_ENTRY_NULL,
  };

  if (!command_begin (client, entries, arguments, error))
    return FALSE;
  account = connection_find_account (client->bus, (*arguments)[0], error);
  if (account == NULL)
    return FALSE;
  if ((*arguments)[1] == NULL && file == NULL)
    return show_config (client, account, error);
  now = load_config (client, account, error);
  if (now == NULL || !settings_parse (now, (const char *const *) *arguments + 1, &changes, error)
      || !insert_password (&changes, file, fds, error))
    return FALSE;
  if (no_check)
    g_variant_dict_insert (&changes, "check", "b", FALSE);
  return configure (client, account, &changes, fds, error) && show_config (client, account, error);
}
