/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One TCP connection to a mail server with TLS and DEFLATE around it, read and written without
 * blocking from the main loop. It decides whether the server is the right one, and knows nothing
 * of the protocol that is spoken on it. Secrets pass through: nothing is logged here.
 */
#pragma once

#include "endpoint.h"

#include <gio/gio.h>

#define CONNECTION_TYPE (connection_get_type ())
G_DECLARE_FINAL_TYPE (Connection, connection, POSTHORN, CONNECTION, GObject)

/* Connects, and does the TLS handshake when the mode is implicit. All errors of this file are
 * of POSTHORN_ERROR, but for G_IO_ERROR_WOULD_BLOCK. */
void connection_open_async (const Endpoint *endpoint, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer data);
Connection *connection_open_finish (GAsyncResult *result, GError **error);

/* The switch of STARTTLS. Octets that have arrived before it fail it with TLS_FAILED. No reading,
 * writing or source while it runs. */
void connection_start_tls_async (Connection *connection, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer data);
gboolean connection_start_tls_finish (Connection *connection, GAsyncResult *result, GError **error);

/* All octets read and written from here on are compressed. */
void connection_start_deflate (Connection *connection);

const Endpoint *connection_endpoint (Connection *connection);

/* How many octets were read, never 0: a closed connection is an error. -1 with
 * G_IO_ERROR_WOULD_BLOCK when there are none yet. */
gssize connection_read (Connection *connection, guint8 *buffer, gsize size, GError **error);

/* DATA is copied; the copy is wiped once it is written, as there may be secrets in it. */
void connection_queue (Connection *connection, const guint8 *data, gsize length);

/* Writes what was queued as far as it goes: FALSE with G_IO_ERROR_WOULD_BLOCK when some is left. */
gboolean connection_flush (Connection *connection, GError **error);

/* Fire when connection_read, connection_flush are worth calling again; with
 * GPollableSourceFunc. */
GSource *connection_read_source (Connection *connection);
GSource *connection_write_source (Connection *connection);

/* Octets after compression and before TLS. */
void connection_traffic (Connection *connection, guint64 *octets_in, guint64 *octets_out);

/* At once and for good; nothing that was queued is written any more. Safe to call twice, also
 * while connection_start_tls_async runs. */
void connection_close (Connection *connection);
