/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dav-play.h"

#include "dav-multistatus.h"
#include "error.h"

#include <string.h>

static char *
describe (const DavRequest *request)
{
  GString *text;

  if (request->deed == DAV_KNOWN)
    return g_strdup ("KNOWN");
  if (request->deed == DAV_WRITE)
    return g_strdup (request->text ? "WRITE changed" : "WRITE");
  text = g_string_new (NULL);
  g_string_append_printf (text, "%s %s", request->method, request->url);
  if (request->depth)
    g_string_append_printf (text, " depth=%s", request->depth);
  if (request->if_match)
    g_string_append_printf (text, " if=%s", request->if_match);
  if (request->is_new)
    g_string_append (text, " new");
  return g_string_free (text, FALSE);
}

static void
check (const DavRequest *request, const DavTurn *turn)
{
  g_autofree char *asked = describe (request);

  g_assert_cmpstr (asked, ==, turn->asks);
  if (turn->with && (!request->body || !strstr (request->body, turn->with)))
    g_error ("«%s» is not in what goes with %s: %s", turn->with, asked, request->body);
}

/* As parser/ would do it. */
static void
answer (const DavStepsKind *kind, gpointer steps, const DavRequest *request, const DavTurn *turn)
{
  const char *body = turn->body ? turn->body : "";
  g_autoptr (GError) problem = NULL;
  g_autoptr (DavAnswer) read = NULL;
  g_autoptr (DavTask) task = NULL;
  DavReply reply = { .status = turn->status, .etag = turn->etag, .location = turn->location };

  if (turn->status == 0)
    problem = g_error_new_literal (POSTHORN_ERROR, POSTHORN_ERROR_PROTOCOL, "no HTTP");
  else if (request->reads == DAV_READS_ANSWER && turn->status == 207)
    read = dav_multistatus_read (body, strlen (body), &problem);
  else if (request->reads == DAV_READS_TASK && turn->status == 200
           && dav_calendar_read (body, strlen (body), &task, &problem) && !task)
    problem
        = g_error_new_literal (POSTHORN_ERROR, POSTHORN_ERROR_PROTOCOL, "there is no task in it");
  reply.answer = read;
  reply.task = task;
  reply.text = task ? body : NULL;
  reply.problem = problem;
  kind->advance (steps, &reply);
}

static void
write_text (const DavStepsKind *kind, gpointer steps, const DavRequest *request)
{
  g_autoptr (GError) problem = NULL;
  g_autofree char *text = request->text
                              ? dav_calendar_complete (request->text, strlen (request->text),
                                                       request->draft->completed, DAV_NOW, &problem)
                              : dav_calendar_write (request->draft, DAV_NOW);
  DavReply reply = { .text = text, .problem = problem };

  kind->advance (steps, &reply);
}

static void
tell_known (const DavStepsKind *kind, gpointer steps, GHashTable *known)
{
  g_autoptr (GHashTable) none = g_hash_table_new (g_str_hash, g_str_equal);
  DavReply reply = { .known = known ? known : none };

  kind->advance (steps, &reply);
}

void
dav_play (const DavStepsKind *kind, gpointer steps, const DavTurn *turns, guint n,
          GHashTable *known)
{
  g_autoptr (DavRequest) more = NULL;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (DavRequest) request = kind->command (steps);

      if (!request)
        g_error ("%s was expected, not the end", turns[i].asks);
      check (request, &turns[i]);
      if (request->deed == DAV_SEND)
        answer (kind, steps, request, &turns[i]);
      else if (request->deed == DAV_WRITE)
        write_text (kind, steps, request);
      else
        tell_known (kind, steps, known);
    }
  more = kind->command (steps);
  if (more)
    g_error ("The end was expected, not %s", more->method);
}
