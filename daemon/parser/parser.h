/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The client of the confined processes in which mail is parsed: a program of their own with a pair
 * of pipes, limits on memory and processor time, and nothing else. One evil mail costs one
 * `unparsable` row: the process that died is replaced, the message is tried once more alone, then
 * given up. Main thread only; requests are answered in any order.
 */
#pragma once

#include "mime-draft.h"
#include "mime-envelope.h"
#include "mime-part.h"
#include "mime-reply.h"
#include "summary.h"

#include <gio/gio.h>

#define TYPE_PARSER (parser_get_type ())
G_DECLARE_FINAL_TYPE (Parser, parser, POSTHORN, PARSER, GObject)

/* ARGV starts one process, {"/usr/libexec/posthorn-parser", NULL}; at most PROCESSES run at
 * once, started when needed and ended after a minute without work. */
Parser *parser_new (const char *const *argv, guint processes);

/* Octets handed over and not yet answered. */
gsize parser_backlog (Parser *parser);

/* Never fails for what is in RAW: a message that kills the process twice, or takes it over its
 * limits, gives a summary with the warning «unparsable». It is a SUMMARY_TYPE, for it goes on to
 * another thread and into the store as it came. */
void parser_summarize_async (Parser *parser, GBytes *raw, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer data);
GVariant *parser_summarize_finish (Parser *parser, GAsyncResult *result, GError **error);

void parser_text_async (Parser *parser, GBytes *raw, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer data);
char *parser_text_finish (Parser *parser, GAsyncResult *result, GError **error);

/* Safe to be shown, see mime_html(). */
void parser_html_async (Parser *parser, GBytes *raw, gboolean remote, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer data);
char *parser_html_finish (Parser *parser, GAsyncResult *result, GError **error);

void parser_part_async (Parser *parser, GBytes *raw, const char *part, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer data);
MimePart *parser_part_finish (Parser *parser, GAsyncResult *result, GError **error);

void parser_envelope_async (Parser *parser, GBytes *header, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer data);
MimeEnvelope *parser_envelope_finish (Parser *parser, GAsyncResult *result, GError **error);

void parser_reply_async (Parser *parser, GBytes *raw, const MimeReplyOptions *options,
                         GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
MimeReply *parser_reply_finish (Parser *parser, GAsyncResult *result, GError **error);

/* Writes the message that DRAFT makes to OUTPUT, which is not closed. CONTENTS holds a GInputStream
 * for each of draft->parts, at the same place; each is read once, when its turn comes, by 64 KiB:
 * as much is held in memory, whatever the size and whoever is slow. A process of its own composes,
 * so that requests to parse do not wait; at most two do at once, others wait for them. Nothing of
 * OUTPUT counts unless it succeeds. Errors: as mime_compose(); of a stream; Timeout when one gives
 * nothing for a minute; Failed when the process ended. */
void parser_compose_async (Parser *parser, const MimeDraft *draft, GPtrArray *contents,
                           GOutputStream *output, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer data);
gboolean parser_compose_finish (Parser *parser, GAsyncResult *result, GError **error);
