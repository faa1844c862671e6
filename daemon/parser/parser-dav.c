/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "parser-dav.h"

#include "parser-ask.h"

static void
ask (Parser *parser, ParserKind kind, GBytes *octets, GTask *task)
{
  g_autoptr (GBytes) nothing = g_bytes_new_static ("", 0);

  parser_ask (parser, kind, octets, nothing, task);
}

void
parser_dav_answer_async (Parser *parser, GBytes *octets, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (parser, cancellable, callback, data);

  g_task_set_source_tag (task, parser_dav_answer_async);
  ask (parser, PARSER_DAV_ANSWER, octets, task);
}

DavAnswer *
parser_dav_answer_finish (Parser *parser, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
parser_dav_task_async (Parser *parser, GBytes *octets, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (parser, cancellable, callback, data);

  g_task_set_source_tag (task, parser_dav_task_async);
  ask (parser, PARSER_DAV_TASK, octets, task);
}

DavTask *
parser_dav_task_finish (Parser *parser, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
parser_dav_write_async (Parser *parser, GBytes *octets, const DavTaskDraft *draft, gint64 now,
                        GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (parser, cancellable, callback, data);
  g_autoptr (GBytes) nothing = g_bytes_new_static ("", 0);
  g_autoptr (GBytes) argument = parser_wire_encode (
      g_variant_new ("(@" DAV_TASK_DRAFT_TYPE "x)", dav_task_draft_to_variant (draft), now));

  g_task_set_source_tag (task, parser_dav_write_async);
  parser_ask (parser, PARSER_DAV_WRITE, octets ? octets : nothing, argument, task);
}

char *
parser_dav_write_finish (Parser *parser, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
