/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "certificate.h"

#include "error.h"

#include <string.h>

static const struct
{
  GTlsCertificateFlags flaw;
  const char *text;
} flaw_texts[] = {
  { G_TLS_CERTIFICATE_REVOKED, "it has been revoked" },
  { G_TLS_CERTIFICATE_INSECURE, "its cryptography is too weak" },
  { G_TLS_CERTIFICATE_EXPIRED, "it has expired" },
  { G_TLS_CERTIFICATE_NOT_ACTIVATED, "it is not valid yet" },
  { G_TLS_CERTIFICATE_BAD_IDENTITY, "it is made out to another name" },
  { G_TLS_CERTIFICATE_UNKNOWN_CA, "no known authority has signed it" },
  { G_TLS_CERTIFICATE_GENERIC_ERROR, "it could not be verified" },
};

char *
certificate_pin (GTlsCertificate *certificate)
{
  g_autoptr (GByteArray) der = NULL;
  g_autofree char *digest = NULL;

  g_object_get (certificate, "certificate", &der, NULL);
  digest = g_compute_checksum_for_data (G_CHECKSUM_SHA256, der->data, der->len);
  return g_strconcat ("sha256:", digest, NULL);
}

gboolean
certificate_is_pin (const char *text)
{
  if (!g_str_has_prefix (text, "sha256:") || strlen (text) != strlen ("sha256:") + 64)
    return FALSE;
  return strspn (text + strlen ("sha256:"), "0123456789abcdefABCDEF") == 64;
}

static gboolean
matches_pin (GTlsCertificate *certificate, const char *pin)
{
  g_autofree char *actual = certificate_pin (certificate);

  return g_ascii_strcasecmp (actual, pin) == 0;
}

gboolean
certificate_acceptable (GTlsCertificate *certificate, GTlsCertificateFlags flaws, const char *pin)
{
  if (!pin)
    return flaws == 0;
  return !(flaws & (G_TLS_CERTIFICATE_REVOKED | G_TLS_CERTIFICATE_INSECURE))
         && matches_pin (certificate, pin);
}

static char *
describe_flaws (GTlsCertificateFlags flaws)
{
  g_autoptr (GPtrArray) texts = g_ptr_array_new ();

  for (guint i = 0; i < G_N_ELEMENTS (flaw_texts); i++)
    {
      if (flaws & flaw_texts[i].flaw)
        g_ptr_array_add (texts, (gpointer) flaw_texts[i].text);
    }
  g_ptr_array_add (texts, NULL);
  return g_strjoinv (" and ", (GStrv) texts->pdata);
}

static GError *
doubt (const Endpoint *endpoint, const char *pin, const char *why, gboolean unknown_authority)
{
  g_autofree char *name = endpoint_name (endpoint);

  if (endpoint->use != ENDPOINT_FOR_SENDING)
    return g_error_new (POSTHORN_ERROR, POSTHORN_ERROR_TLS_FAILED,
                        "The certificate of %s is refused because %s: check %s; if you are sure "
                        "that it is this server's, set pin to %s%s",
                        name, why, endpoint_place (endpoint), pin,
                        unknown_authority ? ", or ca-file to the authority that signed it" : "");
  return g_error_new (POSTHORN_ERROR, POSTHORN_ERROR_TLS_FAILED,
                      "The certificate of %s (%s) is refused because %s: check smtp-host and "
                      "smtp-port; if you are sure that it is this server's, %s",
                      name, pin, why,
                      unknown_authority ? "set ca-file to the authority that signed it"
                                        : "ask the server's operator to replace it");
}

GError *
certificate_error_new (GTlsCertificate *certificate, GTlsCertificateFlags flaws,
                       const Endpoint *endpoint)
{
  g_autofree char *name = endpoint_name (endpoint);
  g_autofree char *pin = certificate_pin (certificate);
  g_autofree char *why = describe_flaws (flaws);

  if (endpoint->pin && !matches_pin (certificate, endpoint->pin))
    return g_error_new (POSTHORN_ERROR, POSTHORN_ERROR_TLS_FAILED,
                        "The certificate of %s is not the one that was pinned but %s: ask the "
                        "server's operator whether it was changed, then set the pin to that",
                        name, pin);
  if (flaws & (G_TLS_CERTIFICATE_REVOKED | G_TLS_CERTIFICATE_INSECURE))
    return g_error_new (POSTHORN_ERROR, POSTHORN_ERROR_TLS_FAILED,
                        "The certificate of %s (%s) is refused because %s: the server's operator "
                        "must replace it",
                        name, pin, why);
  return doubt (endpoint, pin, why, (flaws & G_TLS_CERTIFICATE_UNKNOWN_CA) != 0);
}
