/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "completion-source.h"

#include "properties.h"
#include "text.h"

#include <string.h>

/* The newest ones are meant most of the time. */
#define SOME_MESSAGES "({'limit': <uint32 50>, 'keys': <['id', 'subject']>},)"

/* A method that answers rows. COMMAND NULL = all that no other row names. */
static const struct
{
  const char *kind;
  const char *command;
  const char *interface;
  const char *method;
  const char *parameters; /* in GVariant's notation; NULL = none */
  const char *word;       /* keys of a row */
  const char *description;
} rows_of[] = {
  { "ID", "draft", IFACE ("Drafts"), "List", NULL, "id", "subject" },
  { "ID", "signature", IFACE ("Signatures"), "List", NULL, "id", "sender" },
  { "ID", "outbox", IFACE ("Outbox"), "List", NULL, "id", "subject" },
  { "ID", "cancel", IFACE ("Outbox"), "List", NULL, "id", "subject" },
  { "ID", "retry", IFACE ("Outbox"), "List", NULL, "id", "subject" },
  { "ID", "resolve", IFACE ("Outbox"), "List", NULL, "id", "subject" },
  { "ID", NULL, IFACE ("Messages"), "List", SOME_MESSAGES, "id", "subject" },
  { "MESSAGE", NULL, IFACE ("Messages"), "List", SOME_MESSAGES, "id", "subject" },
  { "SIGNATURE", NULL, IFACE ("Signatures"), "List", NULL, "id", "sender" },
  { "TASK", NULL, IFACE ("Crm"), "ListTasks", "({'open': <true>},)", "task", "title" },
  { "CUSTOMER", NULL, IFACE ("Crm"), "ListCustomers", "(@a{sv} {},)", "customer", "name" },
  { "LOGIN", NULL, IFACE ("Crm"), "ListEmployees", NULL, "login", "name" },
};

/* A property that is a list of words. */
static const struct
{
  const char *kind;
  const char *command;
  const char *interface;
  const char *property;
} words_of[] = {
  { "LOGIN", NULL, IFACE ("Presence"), "Online" },
  { "ENTRY", "blacklist", IFACE ("Blacklist"), "Entries" },
  { "ADDRESS", "crm", IFACE ("Crm"), "Exceptions" },
};

/* As people read it: text, or a number. */
static char *
text_of (GVariant *row, const char *key)
{
  g_autoptr (GVariant) value = g_variant_lookup_value (row, key, NULL);

  if (value == NULL)
    return g_strdup ("");
  return g_variant_is_of_type (value, G_VARIANT_TYPE_STRING) ? g_variant_dup_string (value, NULL)
                                                             : g_variant_print (value, FALSE);
}

static void
offer_row (Offers *offers, GVariant *row, const char *word, const char *description)
{
  g_autofree char *id = text_of (row, word);
  g_autofree char *what = text_of (row, description);

  offers_add (offers, id, what);
}

static void
offer_rows (Offers *offers, GDBusConnection *bus, guint source)
{
  const char *parameters = rows_of[source].parameters;
  g_autoptr (GVariant) answer
      = connection_call (bus, ROOT_PATH, rows_of[source].interface, rows_of[source].method,
                         parameters ? g_variant_new_parsed (parameters) : NULL, "(aa{sv})", NULL);
  g_autoptr (GVariant) rows = answer ? g_variant_get_child_value (answer, 0) : NULL;

  for (gsize i = 0; rows != NULL && i < g_variant_n_children (rows); i++)
    {
      g_autoptr (GVariant) row = g_variant_get_child_value (rows, i);

      offer_row (offers, row, rows_of[source].word, rows_of[source].description);
    }
}

static void
offer_words (Offers *offers, GDBusConnection *bus, guint source)
{
  g_autoptr (GVariant) properties
      = connection_properties (bus, ROOT_PATH, words_of[source].interface, NULL);
  g_auto (GStrv) words
      = properties ? properties_list (properties, words_of[source].property) : NULL;

  for (gsize i = 0; words != NULL && words[i] != NULL; i++)
    offers_add (offers, words[i], "");
}

static void
offer_accounts (Offers *offers, GDBusConnection *bus, const char *word, const char *description)
{
  g_autoptr (GPtrArray) accounts = connection_objects (bus, IFACE ("Account"), NULL);

  for (guint i = 0; accounts != NULL && i < accounts->len; i++)
    {
      RemoteObject *account = g_ptr_array_index (accounts, i);

      offer_row (offers, account->properties, word, description);
    }
}

static void
offer_folders (Offers *offers, GDBusConnection *bus)
{
  g_autoptr (GPtrArray) folders = connection_objects (bus, IFACE ("Folder"), NULL);

  for (guint i = 0; folders != NULL && i < folders->len; i++)
    {
      RemoteObject *folder = g_ptr_array_index (folders, i);
      g_autofree char *name = properties_folder_name (folder->path, folder->properties);
      g_autofree char *unread
          = g_strdup_printf ("%u unread", properties_uint (folder->properties, "Unread"));

      offers_add (offers, name, unread);
    }
}

static void
offer_jobs (Offers *offers, GDBusConnection *bus)
{
  g_autoptr (GPtrArray) jobs = connection_objects (bus, IFACE ("Job"), NULL);

  for (guint i = 0; jobs != NULL && i < jobs->len; i++)
    {
      RemoteObject *job = g_ptr_array_index (jobs, i);

      offers_add (offers, strrchr (job->path, '/') + 1,
                  properties_string (job->properties, "Kind"));
    }
}

/* The settings that INTERFACE at PATH has. */
static void
offer_settings (Offers *offers, GDBusConnection *bus, const char *path, const char *interface)
{
  g_autoptr (GVariant) answer
      = connection_call (bus, path, interface, "GetConfig", NULL, "(a{sv})", NULL);
  g_autoptr (GVariant) config = answer ? g_variant_get_child_value (answer, 0) : NULL;

  for (gsize i = 0; config != NULL && i < g_variant_n_children (config); i++)
    {
      const char *key;
      g_autofree char *word = NULL;

      g_variant_get_child (config, i, "{&sv}", &key, NULL);
      word = g_strconcat (key, "=", NULL);
      offers_add (offers, word, "");
    }
}

static void
offer_settings_of (Offers *offers, GDBusConnection *bus, const Command *command, const char *name)
{
  g_autofree char *account = NULL;

  if (g_str_equal (command->name, "crm"))
    {
      offer_settings (offers, bus, ROOT_PATH, IFACE ("Crm"));
      return;
    }
  account = connection_find_account (bus, name, NULL);
  if (account != NULL)
    offer_settings (offers, bus, account, IFACE ("Account"));
}

/* Of the message TEXT. */
static void
offer_parts (Offers *offers, GDBusConnection *bus, const char *text)
{
  const char *const keys[] = { "attachments", NULL };
  g_autoptr (GVariant) rows = NULL;
  g_autoptr (GVariant) row = NULL;
  g_autoptr (GVariant) parts = NULL;
  guint64 id;

  if (!g_ascii_string_to_unsigned (text, 10, 1, G_MAXUINT64, &id, NULL))
    return;
  rows = connection_rows (bus, &id, 1, keys, NULL);
  row = rows ? g_variant_get_child_value (rows, 0) : NULL;
  parts = row ? g_variant_lookup_value (row, "attachments", G_VARIANT_TYPE ("aa{sv}")) : NULL;
  for (gsize i = 0; parts != NULL && i < g_variant_n_children (parts); i++)
    {
      g_autoptr (GVariant) part = g_variant_get_child_value (parts, i);

      offer_row (offers, part, "part", "name");
    }
}

static void
ask_tables (Offers *offers, GDBusConnection *bus, const char *kind, const Command *command)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows_of); i++)
    if (g_str_equal (rows_of[i].kind, kind)
        && (rows_of[i].command == NULL || g_str_equal (rows_of[i].command, command->name)))
      {
        offer_rows (offers, bus, i);
        break;
      }
  for (guint i = 0; i < G_N_ELEMENTS (words_of); i++)
    if (g_str_equal (words_of[i].kind, kind)
        && (words_of[i].command == NULL || g_str_equal (words_of[i].command, command->name)))
      offer_words (offers, bus, i);
}

void
completion_source_ask (Offers *offers, const char *kind, const Command *command,
                       const char *const *arguments)
{
  g_autoptr (GDBusConnection) bus = connection_open_quick ();

  if (bus == NULL)
    return;
  ask_tables (offers, bus, kind, command);
  if (g_str_equal (kind, "ACCOUNT"))
    offer_accounts (offers, bus, "Id", "Address");
  else if (g_str_equal (kind, "SENDER"))
    offer_accounts (offers, bus, "Address", "Name");
  else if (g_str_equal (kind, "FOLDER"))
    offer_folders (offers, bus);
  else if (g_str_equal (kind, "JOB"))
    offer_jobs (offers, bus);
  else if (g_str_equal (kind, "KEY=VALUE") && arguments[0] != NULL)
    offer_settings_of (offers, bus, command, arguments[0]);
  else if (g_str_equal (kind, "PART") && arguments[0] != NULL)
    offer_parts (offers, bus, arguments[0]);
}
