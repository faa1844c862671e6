/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sender.h"

#include "properties.h"

#include <string.h>

typedef struct
{
  GString *address;
  gboolean is_quoted;
  int comments; /* that are open */
} Scan;

/* FALSE: the address has ended. */
static gboolean
take (Scan *scan, char character)
{
  if (character == '"' && scan->comments == 0)
    scan->is_quoted = !scan->is_quoted;
  if (!scan->is_quoted && character == '(')
    scan->comments++;
  else if (!scan->is_quoted && character == ')')
    scan->comments--;
  else if (scan->comments > 0)
    return TRUE;
  else if (!scan->is_quoted && strchr (">,", character) != NULL)
    return FALSE;
  else if (!scan->is_quoted && character == '<')
    g_string_truncate (scan->address, 0);
  else if (scan->is_quoted || !g_ascii_isspace (character))
    g_string_append_c (scan->address, character);
  return TRUE;
}

char *
sender_address (const char *mailbox)
{
  Scan scan = { .address = g_string_new (NULL) };

  for (const char *at = mailbox; *at != '\0' && take (&scan, *at); at++)
    continue;
  return g_string_free (scan.address, FALSE);
}

static const char *
find_path (GPtrArray *accounts, const char *sender)
{
  for (guint i = 0; i < accounts->len; i++)
    {
      RemoteObject *account = accounts->pdata[i];

      if (g_ascii_strcasecmp (properties_string (account->properties, "Address"), sender) == 0)
        return account->path;
    }
  return NULL;
}

static void
set_error_undecided (GError **error, GPtrArray *accounts, const char *sender, const char *option)
{
  g_autoptr (GString) ids = g_string_new (NULL);

  for (guint i = 0; i < accounts->len; i++)
    {
      RemoteObject *account = accounts->pdata[i];

      g_string_append_printf (ids, "%s%s", i > 0 ? ", " : "",
                              properties_string (account->properties, "Id"));
    }
  if (accounts->len == 0)
    g_set_error_literal (error, CTL_ERROR, CTL_ERROR_NOT_FOUND,
                         "No mailbox is connected that could send this; connect one with: "
                         "posthornctl add ADDRESS");
  else if (sender == NULL || *sender == '\0')
    g_set_error (error, CTL_ERROR, CTL_ERROR_USAGE,
                 "Which account sends this? Name one with %s, or its address as sender: %s", option,
                 ids->str);
  else
    g_set_error (error, CTL_ERROR, CTL_ERROR_NOT_FOUND,
                 "No account has the address %s; name the one that sends this with %s: %s", sender,
                 option, ids->str);
}

char *
sender_find_account (GDBusConnection *bus, const char *name, const char *const *senders,
                     const char *option, GError **error)
{
  g_autoptr (GPtrArray) accounts = NULL;
  const char *path = NULL;

  if (name != NULL)
    return connection_find_account (bus, name, error);
  accounts = connection_objects (bus, IFACE ("Account"), error);
  if (accounts == NULL)
    return NULL;
  for (gsize i = 0; path == NULL && senders[i] != NULL; i++)
    path = find_path (accounts, senders[i]);
  if (path == NULL && accounts->len == 1)
    path = ((RemoteObject *) accounts->pdata[0])->path;
  if (path == NULL)
    set_error_undecided (error, accounts, senders[0], option);
  return g_strdup (path);
}
