/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One parser process, its pipes, and the requests it has been given and not answered. Internal
 * to parser/. It decides nothing: which request goes where is the business of parser.c.
 */
#pragma once

#include "parser-request.h"

typedef struct _ParserWorker ParserWorker;

/* FALSE when the answer is rubbish; the process is then as good as dead. */
typedef gboolean (*ParserAnswered) (gpointer owner, ParserRequest *request, ParserKind kind,
                                    GBytes *payload);

/* The process has ended or was ended. Whoever is told frees the worker; before that it may take
 * the requests out of parser_worker_requests(), of which the first was being worked on. */
typedef void (*ParserDied) (gpointer owner, ParserWorker *worker);

/* OWNER, a GObject, outlives the worker. It is called back in the main loop only. PATIENCE is how
 * many seconds the process may take for one request, LINGER how many it is kept without any. */
typedef struct
{
  gpointer owner;
  ParserAnswered answered;
  ParserDied died;
  guint patience;
  guint linger;
} ParserWorkerHooks;

ParserWorker *parser_worker_start (const char *const *argv, const ParserWorkerHooks *hooks,
                                   GError **error);
void parser_worker_free (ParserWorker *worker);

/* Takes the request. Nothing is written before the main loop runs. */
void parser_worker_give (ParserWorker *worker, ParserRequest *request);

GQueue *parser_worker_requests (ParserWorker *worker);

/* Octets given and not answered. */
gsize parser_worker_load (ParserWorker *worker);

/* It got as far as confining itself, so that it is not the program that is broken. */
gboolean parser_worker_was_ready (ParserWorker *worker);
