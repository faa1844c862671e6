/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "account-config.h"

#include "certificate.h"
#include "endpoint.h"
#include "error.h"
#include "id.h"
#include "mailbox.h"

#include <gio/gio.h>
#include <string.h>

static void
take (char **field, char *value)
{
  g_free (*field);
  *field = value;
}

static void
fill (char **field, const char *value)
{
  if (!**field)
    take (field, g_strdup (value));
}

static void
fill_defaults (StoreAccount *config)
{
  fill (&config->name, config->address);
  fill (&config->user, config->address);
  fill (&config->protocol, "imap");
  fill (&config->tls, "implicit");
  fill (&config->route, "off");
  fill (&config->push, "when-active");
  fill (&config->smtp_tls, "implicit");
  if (config->port == 0)
    config->port = g_str_equal (config->tls, "implicit") ? 993 : 143;
}

static gboolean
refuse (GError **error, const char *key, const char *why)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "%s: %s", key, why);
  return FALSE;
}

/* CR and LF could end a command on the wire, other controls spoil a terminal. */
static gboolean
is_clean (const char *text)
{
  if (!g_utf8_validate (text, -1, NULL) || strlen (text) > 1000)
    return FALSE;
  for (; *text; text = g_utf8_next_char (text))
    if (g_unichar_iscntrl (g_utf8_get_char (text)))
      return FALSE;
  return TRUE;
}

static gboolean
check_characters (const StoreAccount *config, GError **error)
{
  const struct
  {
    const char *key;
    const char *value;
  } fields[] = {
    { "id", config->id },
    { "name", config->name },
    { "address", config->address },
    { "owner", config->owner },
    { "user", config->user },
    { "host", config->host },
    { "ca-file", config->ca_file },
    { "pin", config->pin },
    { "smtp-host", config->smtp_host },
    { "smtp-user", config->smtp_user },
    { "url", config->url },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    if (!is_clean (fields[i].value))
      return refuse (error, fields[i].key,
                     "control characters, broken UTF-8 and more than 1000 octets are not allowed");
  return TRUE;
}

static gboolean
check_choice (const char *key, const char *value, const char *const *choices, GError **error)
{
  g_autofree char *list = NULL;
  g_autofree char *why = NULL;

  if (g_strv_contains (choices, value))
    return TRUE;
  list = g_strjoinv (", ", (char **) choices);
  why = g_strdup_printf ("«%s» is none of %s", value, list);
  return refuse (error, key, why);
}

static gboolean
check_choices (const StoreAccount *config, GError **error)
{
  static const char *const tls[] = { "implicit", "starttls", "none", NULL };
  static const char *const routes[] = { "off", "assign", "forward", NULL };
  static const char *const pushes[] = { "off", "when-active", "always", NULL };
  static const char *const protocols[] = { "imap", "jmap", NULL };

  return check_choice ("tls", config->tls, tls, error)
         && check_choice ("smtp-tls", config->smtp_tls, tls, error)
         && check_choice ("route", config->route, routes, error)
         && check_choice ("push", config->push, pushes, error)
         && check_choice ("protocol", config->protocol, protocols, error);
}

static gboolean
is_address (const char *address)
{
  const char *at = strrchr (address, '@');
  return at && at > address && at[1] && !strchr (address, ' ');
}

static gboolean
check_shapes (const StoreAccount *config, GError **error)
{
  if (*config->id && !id_is_slug (config->id))
    return refuse (error, "id",
                   "use lower-case letters, digits and «_», a letter first, at most 32 characters");
  if (!is_address (config->address))
    return refuse (error, "address", "an address such as ada@example.org is needed");
  if (!*config->host || strchr (config->host, ' ') || strchr (config->host, '/'))
    return refuse (error, "host",
                   "the name of the mail server is needed, such as imap.example.org");
  if (config->port > G_MAXUINT16)
    return refuse (error, "port", "a port lies between 1 and 65535");
  if (config->smtp_port > G_MAXUINT16)
    return refuse (error, "smtp-port", "a port lies between 1 and 65535");
  if (*config->pin && !certificate_is_pin (config->pin))
    return refuse (error, "pin", "a pin is «sha256:» and 64 hexadecimal digits");
  if (*config->ca_file && !g_path_is_absolute (config->ca_file))
    return refuse (error, "ca-file", "the whole path of a PEM file is needed");
  return TRUE;
}

/* What is sent on leaves from the account's own address. */
static gboolean
check_forwarding (const StoreAccount *config, GError **error)
{
  g_autoptr (GError) fault = NULL;
  g_autoptr (MailAddress) address = NULL;

  if (!g_str_equal (config->route, "forward"))
    return TRUE;
  if (!*config->smtp_host)
    return refuse (error, "smtp-host",
                   "with the route «forward» mail is sent on by a server for sending: name it, "
                   "such as smtp.example.org, or set the route to assign or off");
  address = mailbox_parse ("address", config->address, &fault);
  if (!address)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, fault->message);
  return address != NULL;
}

gboolean
account_config_complete (StoreAccount *config, GError **error)
{
  fill_defaults (config);
  if (!check_characters (config, error) || !check_choices (config, error))
    return FALSE;
  if (g_str_equal (config->protocol, "jmap"))
    {
      g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_NOT_SUPPORTED,
                   "protocol: JMAP is not supported yet; connect %s over IMAP", config->address);
      return FALSE;
    }
  return check_shapes (config, error) && check_forwarding (config, error);
}
