/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Who may vouch for a server: the system's authorities, or those of a file. Reading them takes a
 * disk's time, so a thread does it. It decides about no certificate.
 */
#pragma once

#include "endpoint.h"

#include <gio/gio.h>

void authorities_load_async (const Endpoint *endpoint, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer data);
/* TLS_FAILED when they cannot be read. */
GTlsDatabase *authorities_load_finish (GAsyncResult *result, GError **error);
