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

/* Whose settings errors name. */
typedef enum
{
  ENDPOINT_FOR_MAIL,
  ENDPOINT_FOR_SENDING, /* has no pin; of SMTP sessions */
  ENDPOINT_FOR_WEB,     /* is where a URL leads; of HTTP clients */
} EndpointUse;

typedef struct
{
  char *host;
  guint port;
  TlsMode tls;
  char *ca_file; /* PEM, in place of the system's authorities; NULL = the system's */
  char *pin;     /* "sha256:" and 64 hex digits of the certificate: this one and no other, whatever
                    an authority says, for this host and port; NULL = none */
  EndpointUse use;
} Endpoint;

/* Where an http or https URL leads. G_IO_ERROR_INVALID_ARGUMENT, which never repeats more of it
 * than the host, when it leads nowhere, has a user or a fragment in it, or would send plain text to
 * another computer. */
Endpoint *endpoint_new_for_url (const char *url, GError **error);

Endpoint *endpoint_copy (const Endpoint *endpoint);
void endpoint_free (Endpoint *endpoint);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Endpoint, endpoint_free)

/* "implicit", "starttls", "none"; FALSE leaves MODE alone. */
gboolean tls_mode_parse (const char *text, TlsMode *mode);
const char *tls_mode_name (TlsMode mode);

/* "host:port" for messages. */
char *endpoint_name (const Endpoint *endpoint);

/* The settings that say where it is, "host and port". */
const char *endpoint_place (const Endpoint *endpoint);

/* The setting of its TlsMode; NULL where a URL says it. */
const char *endpoint_tls_setting (const Endpoint *endpoint);

/* Whether HOST is this very machine: a loopback address, or a name that can be nothing else. */
gboolean endpoint_is_loopback (const char *host);
