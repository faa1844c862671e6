/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "smtp-envelope.h"

#include "error.h"
#include "smtp-address.h"

#include <string.h>

#define LONGEST_ID 100 /* RFC 3461, 4.4 */

SmtpEnvelope *
smtp_envelope_copy (const SmtpEnvelope *envelope)
{
  SmtpEnvelope *copy = g_memdup2 (envelope, sizeof *envelope);

  copy->sender = g_strdup (envelope->sender);
  copy->recipients = g_strdupv (envelope->recipients);
  copy->id = g_strdup (envelope->id);
  return copy;
}

void
smtp_envelope_free (SmtpEnvelope *envelope)
{
  g_free (envelope->sender);
  g_strfreev (envelope->recipients);
  g_free (envelope->id);
  g_free (envelope);
}

static gboolean
check_address (const char *kind, const char *address, GError **error)
{
  const char *flaw = smtp_address_flaw (address);
  g_autofree char *shown = NULL;

  if (flaw == NULL)
    return TRUE;
  shown = g_utf8_make_valid (address, -1);
  g_strdelimit (shown, "\r\n", ' ');
  g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_SERVER_REJECTED,
               "The %s «%s» %s: correct the address; nothing was sent", kind, shown, flaw);
  return FALSE;
}

static gboolean
check_addresses (const SmtpEnvelope *envelope, GError **error)
{
  if (envelope->recipients == NULL || envelope->recipients[0] == NULL)
    {
      g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_SERVER_REJECTED,
                   "The message has no recipient: name at least one; nothing was sent");
      return FALSE;
    }
  if (envelope->sender[0] != '\0' && !check_address ("sender", envelope->sender, error))
    return FALSE;
  for (guint i = 0; envelope->recipients[i] != NULL; i++)
    if (!check_address ("recipient", envelope->recipients[i], error))
      return FALSE;
  return TRUE;
}

static gboolean
needs_unicode (const SmtpEnvelope *envelope)
{
  if (envelope->needs_unicode || !g_str_is_ascii (envelope->sender))
    return TRUE;
  for (guint i = 0; envelope->recipients[i] != NULL; i++)
    if (!g_str_is_ascii (envelope->recipients[i]))
      return TRUE;
  return FALSE;
}

static gboolean
check_size (const SmtpEnvelope *envelope, const SmtpCapabilities *capabilities, const char *server,
            GError **error)
{
  g_autofree char *size = NULL;
  g_autofree char *limit = NULL;

  if (capabilities->size_limit == 0 || envelope->size <= capabilities->size_limit)
    return TRUE;
  size = g_format_size (envelope->size);
  limit = g_format_size (capabilities->size_limit);
  g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_TOO_LARGE,
               "The message has %s, and %s takes no more than %s: leave attachments out, or send "
               "them in several messages; nothing was sent",
               size, server, limit);
  return FALSE;
}

static gboolean
check_needs (const SmtpEnvelope *envelope, const SmtpCapabilities *capabilities, const char *server,
             GError **error)
{
  const char *problem = NULL;

  if (needs_unicode (envelope) && !(capabilities->extensions & SMTP_EXTENSION_SMTPUTF8))
    problem = "takes no addresses or headers with other letters than those of ASCII (SMTPUTF8): "
              "write them without";
  else if (envelope->needs_8bit && !(capabilities->extensions & SMTP_EXTENSION_8BITMIME))
    problem = "takes no octets over 127 (8BITMIME): have the message encoded in base64 or "
              "quoted-printable";
  if (problem == NULL)
    return TRUE;
  g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_NOT_SUPPORTED,
               "%s %s, or use another server; nothing was sent", server, problem);
  return FALSE;
}

gboolean
smtp_envelope_check (const SmtpEnvelope *envelope, const SmtpCapabilities *capabilities,
                     const char *server, GError **error)
{
  return check_addresses (envelope, error) && check_size (envelope, capabilities, server, error)
         && check_needs (envelope, capabilities, server, error);
}

static void
add_notification (GString *line, const SmtpEnvelope *envelope)
{
  g_autofree char *id = NULL;

  g_string_append (line, " RET=HDRS");
  if (envelope->id == NULL)
    return;
  id = smtp_address_xtext (envelope->id);
  if (strlen (id) <= LONGEST_ID)
    g_string_append_printf (line, " ENVID=%s", id);
}

char *
smtp_envelope_mail (const SmtpEnvelope *envelope, const SmtpCapabilities *capabilities)
{
  SmtpExtensions extensions = capabilities->extensions;
  GString *line = g_string_new (NULL);

  g_string_printf (line, "MAIL FROM:<%s>", envelope->sender);
  if (envelope->size > 0 && (extensions & SMTP_EXTENSION_SIZE))
    g_string_append_printf (line, " SIZE=%" G_GUINT64_FORMAT, envelope->size);
  if (envelope->needs_8bit || needs_unicode (envelope))
    g_string_append (line, extensions & SMTP_EXTENSION_8BITMIME ? " BODY=8BITMIME" : "");
  if (needs_unicode (envelope))
    g_string_append (line, " SMTPUTF8");
  if (extensions & SMTP_EXTENSION_DSN)
    add_notification (line, envelope);
  g_string_append (line, "\r\n");
  return g_string_free (line, FALSE);
}

char *
smtp_envelope_recipient (const SmtpEnvelope *envelope, guint recipient)
{
  return g_strdup_printf ("RCPT TO:<%s>\r\n", envelope->recipients[recipient]);
}
