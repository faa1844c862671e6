/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * GIO's many errors as the few that a user can act on, each naming host and port. It knows no
 * protocol: what a server says is mapped by the session that heard it.
 */
#pragma once

#include "endpoint.h"

/* An error of POSTHORN_ERROR already is copied as it is. */
GError *net_error_new (const GError *cause, const Endpoint *endpoint);

/* SERVER_UNAVAILABLE: the server has closed the connection. */
GError *net_error_closed (const Endpoint *endpoint);

/* CANCELLED: WHAT ("the login") was given up because that was asked for. */
GError *net_error_cancelled (const Endpoint *endpoint, const char *what);

/* TIMEOUT of a connection that was to be open within SECONDS: how far it came, and what to do. */
GError *net_error_opening_timeout (const Endpoint *endpoint, guint seconds, gboolean connected,
                                   gboolean greeted);
