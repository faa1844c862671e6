/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crm-dav-line.h"

#include "error.h"
#include "parser-dav.h"
#include "store-reader-remote.h"

#include <string.h>

/* A hundred thousand cards in a listing, or fifty of them with their pictures. */
#define ANSWER_OCTETS (32 * 1024 * 1024)
/* A task with what others attach to it. */
#define TASK_OCTETS (4 * 1024 * 1024)
#define HEADERS     10

typedef struct
{
  const CrmDavLine *line;
  const DavStepsKind *kind;
  gpointer steps;
  DavKind kind_known;
  DavRequest *request; /* the one under way */
  HttpAnswer *answer;  /* to it, while it is read */
} Run;

static void
run_free (Run *run)
{
  g_clear_pointer (&run->request, dav_request_free);
  g_clear_pointer (&run->answer, http_answer_free);
  g_free (run);
}

static void go_on (GTask *task);

static void
advance (GTask *task, const DavReply *reply)
{
  Run *run = g_task_get_task_data (task);

  run->kind->advance (run->steps, reply);
  g_clear_pointer (&run->answer, http_answer_free);
  go_on (task);
}

/* What came to nothing for a reason that another attempt may not have ends the run; the steps
 * decide about the rest. Takes ERROR. */
static void
take_problem (GTask *task, guint status, GError *error)
{
  g_autoptr (GError) problem = error;
  DavReply reply = { .status = status, .problem = problem };

  if (g_error_matches (problem, POSTHORN_ERROR, POSTHORN_ERROR_PROTOCOL)
      || g_error_matches (problem, POSTHORN_ERROR, POSTHORN_ERROR_FAILED))
    advance (task, &reply);
  else
    g_task_return_error (task, g_steal_pointer (&problem));
}

static DavReply
reply_of (const HttpAnswer *answer)
{
  return (DavReply){ .status = answer->status,
                     .etag = http_answer_header (answer, "etag"),
                     .location = http_answer_header (answer, "location") };
}

static void
on_answer_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Run *run = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (DavAnswer) answer
      = parser_dav_answer_finish (POSTHORN_PARSER (source), result, &error);
  DavReply reply = reply_of (run->answer);

  if (!answer)
    {
      take_problem (task, run->answer->status, error);
      return;
    }
  reply.answer = answer;
  advance (task, &reply);
}

static void
on_task_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Run *run = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (DavTask) read = parser_dav_task_finish (POSTHORN_PARSER (source), result, &error);
  g_autofree char *text = NULL;
  DavReply reply = reply_of (run->answer);

  if (!read)
    {
      take_problem (task, run->answer->status, error);
      return;
    }
  text = g_strndup (g_bytes_get_data (run->answer->body, NULL),
                    g_bytes_get_size (run->answer->body));
  reply.task = read;
  reply.text = text;
  advance (task, &reply);
}

static void
read_answer (GTask *task)
{
  Run *run = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  DavReply reply = reply_of (run->answer);

  if (run->request->reads == DAV_READS_ANSWER && run->answer->status == 207)
    parser_dav_answer_async (run->line->parser, run->answer->body, cancellable, on_answer_read,
                             g_object_ref (task));
  else if (run->request->reads == DAV_READS_TASK && run->answer->status == 200)
    parser_dav_task_async (run->line->parser, run->answer->body, cancellable, on_task_read,
                           g_object_ref (task));
  else
    advance (task, &reply);
}

static void
on_sent (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Run *run = g_task_get_task_data (task);
  GError *error = NULL;

  run->answer = http_client_send_finish (HTTP_CLIENT (source), result, &error);
  if (run->answer)
    read_answer (task);
  else
    take_problem (task, 0, error);
}

/* A compressed answer has another version with many servers, which is none of the thing itself. */
static void
fill_headers (const DavRequest *request, const char *headers[HEADERS])
{
  guint n = 0;

  if (request->depth)
    {
      headers[n++] = "Depth";
      headers[n++] = request->depth;
    }
  if (request->if_match || request->is_new)
    {
      headers[n++] = request->is_new ? "If-None-Match" : "If-Match";
      headers[n++] = request->is_new ? "*" : request->if_match;
    }
  if (request->reads == DAV_READS_TASK)
    {
      headers[n++] = "Accept-Encoding";
      headers[n++] = "identity";
    }
  headers[n] = NULL;
}

static void
send_request (GTask *task)
{
  Run *run = g_task_get_task_data (task);
  const char *text = run->request->body;
  g_autoptr (GBytes) body = text ? g_bytes_new (text, strlen (text)) : NULL;
  const char *headers[HEADERS];
  HttpRequest request = {
    .method = run->request->method,
    .url = run->request->url,
    .headers = headers,
    .content_type = run->request->content_type,
    .body = body,
    .max_size = run->request->reads == DAV_READS_TASK ? TASK_OCTETS : ANSWER_OCTETS,
    .user = run->line->user,
    .password = run->line->password,
  };

  fill_headers (run->request, headers);
  http_client_send_async (run->line->client, &request, g_task_get_cancellable (task), on_sent,
                          g_object_ref (task));
}

/* The text of a task. */

static void
on_written (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  g_autofree char *text = parser_dav_write_finish (POSTHORN_PARSER (source), result, &error);
  DavReply reply = { .text = text };

  if (text)
    advance (task, &reply);
  else
    take_problem (task, 0, error);
}

static void
write_text (GTask *task)
{
  Run *run = g_task_get_task_data (task);
  const char *text = run->request->text;
  g_autoptr (GBytes) octets = text ? g_bytes_new (text, strlen (text)) : NULL;

  parser_dav_write_async (run->line->parser, octets, run->request->draft,
                          g_get_real_time () / G_USEC_PER_SEC, g_task_get_cancellable (task),
                          on_written, g_object_ref (task));
}

/* What is known. */

static gpointer
read_versions (StoreReader *reader, gpointer data, GError **error)
{
  const Run *run = data;

  return store_reader_remote_versions (
      reader, run->line->backend,
      run->kind_known == DAV_CARDS ? STORE_REMOTE_CUSTOMER : STORE_REMOTE_TASK, error);
}

static void
on_versions (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  g_autoptr (GHashTable) known = store_read_finish (POSTHORN_STORE (source), result, &error);
  DavReply reply = { .known = known };

  if (known)
    advance (task, &reply);
  else
    g_task_return_error (task, error);
}

static void
ask_store (GTask *task)
{
  Run *run = g_task_get_task_data (task);

  store_read_async (run->line->store, read_versions, run, NULL, (GDestroyNotify) g_hash_table_unref,
                    NULL, on_versions, g_object_ref (task));
}

static void
go_on (GTask *task)
{
  Run *run = g_task_get_task_data (task);
  GError *error = NULL;

  g_clear_pointer (&run->request, dav_request_free);
  if (g_cancellable_set_error_if_cancelled (g_task_get_cancellable (task), &error))
    {
      g_task_return_error (task, error);
      return;
    }
  run->request = run->kind->command (run->steps);
  if (!run->request)
    g_task_return_boolean (task, TRUE);
  else if (run->request->deed == DAV_SEND)
    send_request (task);
  else if (run->request->deed == DAV_WRITE)
    write_text (task);
  else
    ask_store (task);
}

void
crm_dav_line_run_async (const CrmDavLine *line, const DavStepsKind *kind, gpointer steps,
                        DavKind kind_known, GCancellable *cancellable, GAsyncReadyCallback callback,
                        gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);
  Run *run = g_new0 (Run, 1);

  run->line = line;
  run->kind = kind;
  run->steps = steps;
  run->kind_known = kind_known;
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, run, (GDestroyNotify) run_free);
  go_on (task);
}

gboolean
crm_dav_line_run_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
