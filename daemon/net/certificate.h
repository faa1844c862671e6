/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether a server's certificate will do, and what to tell the user when it will not. It knows
 * no connection: a certificate and the flaws that GIO found go in, a decision comes out.
 */
#pragma once

#include "endpoint.h"

#include <gio/gio.h>

/* "sha256:" and 64 lower-case hex digits of the certificate's DER encoding. */
char *certificate_pin (GTlsCertificate *certificate);
gboolean certificate_is_pin (const char *text); /* in whatever letters */

/* With a pin: exactly that certificate, whatever its name, issuer and dates, unless it has been
 * revoked or its cryptography is broken. Without: no flaw at all. */
gboolean certificate_acceptable (GTlsCertificate *certificate, GTlsCertificateFlags flaws,
                                 const char *pin);

/* POSTHORN_ERROR_TLS_FAILED for a certificate that is not acceptable. */
GError *certificate_error_new (GTlsCertificate *certificate, GTlsCertificateFlags flaws,
                               const Endpoint *endpoint);
