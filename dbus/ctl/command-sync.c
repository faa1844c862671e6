/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands.h"
#include "job.h"
#include "json-output.h"
#include "properties.h"
#include "text.h"

#include <stdio.h>

static const char *
interface_of (const char *target)
{
  if (g_str_equal (target, ROOT_PATH))
    return IFACE ("Manager");
  return properties_is_folder (target) ? IFACE ("Folder") : IFACE ("Account");
}

static void
print_started (Client *client, const char *job)
{
  g_autofree char *label = properties_label (job);
  g_auto (GVariantDict) document = G_VARIANT_DICT_INIT (NULL);

  if (!client->json)
    {
      printf ("The check runs as %s; posthornctl status tells how far it is.\n", label);
      return;
    }
  g_variant_dict_insert (&document, "job", "s", job);
  json_output_document (g_variant_dict_end (&document));
}

static void
print_account_error (RemoteObject *account)
{
  const char *name, *message;
  g_autofree char *harmless = NULL;

  properties_pair (account->properties, "LastError", &name, &message);
  harmless = text_line (message);
  if (*harmless != '\0')
    fprintf (stderr, "%s\n", harmless);
}

/* A job may be done although one of several accounts could not be checked, or has no folder that
 * is synchronised. */
static gboolean
print_account_errors (Client *client, const char *target, GError **error)
{
  g_autoptr (GPtrArray) accounts = connection_objects (client->bus, IFACE ("Account"), error);

  if (accounts == NULL)
    return FALSE;
  for (guint i = 0; i < accounts->len; i++)
    {
      RemoteObject *account = g_ptr_array_index (accounts, i);

      if (g_str_equal (target, ROOT_PATH) || g_str_equal (target, account->path))
        print_account_error (account);
    }
  return TRUE;
}

static gboolean
print_result (Client *client, const char *target, Follower *follower, GError **error)
{
  g_autoptr (GVariant) properties
      = connection_properties (client->bus, target, interface_of (target), error);
  g_autofree char *arrivals = follower_describe_arrivals (follower);
  g_auto (GVariantDict) line = G_VARIANT_DICT_INIT (NULL);
  guint unread;

  if (properties == NULL)
    return FALSE;
  unread = properties_uint (properties, "Unread");
  if (client->json)
    {
      g_variant_dict_insert (&line, "target", "s", target);
      g_variant_dict_insert (&line, "result", "s", "done");
      g_variant_dict_insert (&line, "arrived", "u", follower_n_arrivals (follower));
      g_variant_dict_insert (&line, "unread", "u", unread);
      json_output_line (g_variant_dict_end (&line));
      return TRUE;
    }
  printf ("Up to date: %s, %u unread.\n", *arrivals ? arrivals : "no new messages", unread);
  return print_account_errors (client, target, error);
}

gboolean
command_sync (Client *client, GStrv *arguments, GError **error)
{
  gboolean no_wait = FALSE;
  g_autofree char *target = NULL;
  g_autofree char *job = NULL;
  g_autoptr (Follower) follower = NULL;
  const GOptionEntry entries[] = {
    { "no-wait", 0, 0, G_OPTION_ARG_NONE, &no_wait, "Do not wait for the end", NULL },
    G_OPTION_ENTRY_NULL,
  };

  if (!command_begin (client, entries, arguments, error))
    return FALSE;
  target = (*arguments)[0] ? connection_find_target (client->bus, (*arguments)[0], error)
                           : g_strdup (ROOT_PATH);
  if (target == NULL)
    return FALSE;
  follower = follower_new (client->bus, client->json);
  job = connection_call_path (client->bus, target, interface_of (target), "Sync",
                              g_variant_new ("(a{sv})", NULL), error);
  if (job == NULL)
    return FALSE;
  if (no_wait)
    {
      print_started (client, job);
      return TRUE;
    }
  return follower_run (follower, job, error) && print_result (client, target, follower, error);
}
