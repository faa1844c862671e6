/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What steps of dav/ ask for, done: requests go to the server, what comes from there through the
 * confined process, and what is known is read from the store. It decides nothing of what follows.
 */
#pragma once

#include "dav-query.h"
#include "dav-request.h"
#include "http-client.h"
#include "parser.h"
#include "store.h"

/* All borrowed. */
typedef struct
{
  HttpClient *client;
  Parser *parser;
  Store *store;
  const char *user;
  const char *password;
  const char *backend; /* whose versions are known */
} CrmDavLine;

/* Until the steps want no more. LINE and STEPS outlive it. KIND_KNOWN: of what they want versions.
 * Errors are those that no step decides about: the connection's, the store's, CANCELLED. */
void crm_dav_line_run_async (const CrmDavLine *line, const DavStepsKind *kind, gpointer steps,
                             DavKind kind_known, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer data);
gboolean crm_dav_line_run_finish (GAsyncResult *result, GError **error);
