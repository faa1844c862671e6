/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One message on its way through a parser process and back. Internal to parser/.
 */
#pragma once

#include "parser-wire.h"

typedef struct
{
  ParserKind kind;
  guint32 id;
  GBytes *raw;
  GBytes *argument;
  GTask *task;  /* NULL once it has returned: the answer is for nobody */
  guint deaths; /* of processes that were working on it */
  GSource *cancelled;
} ParserRequest;

ParserRequest *parser_request_new (ParserKind kind, guint32 id, GBytes *raw, GBytes *argument,
                                   GTask *task);
void parser_request_free (ParserRequest *request);

/* FALSE when PAYLOAD is nothing that mime/ could have made of the request. */
gboolean parser_request_answer (ParserRequest *request, ParserKind kind, GBytes *payload);

/* The message has ended two processes. */
void parser_request_give_up (ParserRequest *request);

void parser_request_fail (ParserRequest *request, const GError *error);
