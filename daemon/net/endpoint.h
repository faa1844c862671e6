/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where a server is and how it proves that it is the right one. A value; it opens nothing.
 */
#pragma once

#include <glib.h>

typedef enum
{
  TLS_MODE_IMPLICIT,
  TLS_MODE_STARTTLS, /* required, never optional */
  TLS_MODE_NONE,     /* loopback only */
} TlsMode;

typedef struct
{
  char *host;
  guint port;
  TlsMode tls;
  char *ca_file; /* PEM, in place of the system's authorities; NULL = the system's */
  char *pin;     /* "sha256:" and 64 hex digits of the certificate: this one and no other, whatever
                    an authority says, for this host and port; NULL = none */
  gboolean for_sending; /* errors name the settings of that, which have no pin; of SMTP sessions */
} Endpoint;

Endpoint *endpoint_copy (const Endpoint *endpoint);
void endpoint_free (Endpoint *endpoint);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Endpoint, endpoint_free)

/* "implicit", "starttls", "none"; FALSE leaves MODE alone. */
gboolean tls_mode_parse (const char *text, TlsMode *mode);
const char *tls_mode_name (TlsMode mode);

/* "host:port" for messages. */
char *endpoint_name (const Endpoint *endpoint);

/* What the settings "host", "port" and "tls" of this server begin with: "smtp-" or nothing. */
const char *endpoint_settings (const Endpoint *endpoint);

/* Whether HOST is this very machine: a loopback address, or a name that can be nothing else. */
gboolean endpoint_is_loopback (const char *host);
