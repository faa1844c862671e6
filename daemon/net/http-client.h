/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Requests to web servers, over HTTP/1.1; the one file that knows libsoup. It decides whether the
 * server is the right one, and nothing else: no redirect is followed, no status is an error, no
 * cookie or answer is kept. URLs may be secrets: neither a log line nor an error has more of one
 * than host and port. Main thread only; nothing blocks.
 */
#pragma once

#include "http-message.h"

#include <gio/gio.h>

#define HTTP_TYPE_CLIENT (http_client_get_type ())
G_DECLARE_FINAL_TYPE (HttpClient, http_client, HTTP, CLIENT, GObject)

typedef struct
{
  const char *ca_file; /* as those of Endpoint */
  const char *pin;
  guint timeout; /* seconds for a request, from looking the host up to the last octet */
} HttpClientOptions;

HttpClient *http_client_new (const HttpClientOptions *options);

/* Several may be under way. With REQUEST's user the server is answered by Basic or Digest when it
 * asks who that is. A request of an idempotent method (not POST) is sent once more when a
 * connection that was kept open turns out to be closed. Errors are of POSTHORN_ERROR: OFFLINE,
 * SERVER_UNAVAILABLE, TLS_FAILED, TIMEOUT, PROTOCOL (no HTTP, larger than asked for, not what a URL
 * may be), CANCELLED. Whether a request that failed had an effect is not known.
 * An answer that comes in chunks and ends between two of them passes for whole: what is in it has
 * to know its own end. */
void http_client_send_async (HttpClient *client, const HttpRequest *request,
                             GCancellable *cancellable, GAsyncReadyCallback callback,
                             gpointer data);
HttpAnswer *http_client_send_finish (HttpClient *client, GAsyncResult *result, GError **error);

/* The work is done: closes the connections and forgets who was let in where. No request may be
 * under way. The next one begins anew. */
void http_client_rest (HttpClient *client);
