/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the confined processes are asked about the octets of DAV servers; as parser.h. Errors:
 * PROTOCOL, a clause that says why it is not what was expected; Failed when it ends two processes.
 */
#pragma once

#include "dav-answer.h"
#include "dav-calendar.h"
#include "parser.h"

void parser_dav_answer_async (Parser *parser, GBytes *octets, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer data);
DavAnswer *parser_dav_answer_finish (Parser *parser, GAsyncResult *result, GError **error);

void parser_dav_task_async (Parser *parser, GBytes *octets, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer data);
DavTask *parser_dav_task_finish (Parser *parser, GAsyncResult *result, GError **error);

/* DRAFT as an iCalendar object; or, with OCTETS of one, that with its task completed when DRAFT
 * was, and nothing else changed. NOW: Unix seconds. */
void parser_dav_write_async (Parser *parser, GBytes *octets, const DavTaskDraft *draft, gint64 now,
                             GCancellable *cancellable, GAsyncReadyCallback callback,
                             gpointer data);
char *parser_dav_write_finish (Parser *parser, GAsyncResult *result, GError **error);
