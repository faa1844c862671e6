/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dav-calendar.h"

#include "dav-line.h"
#include "error.h"
#include "server-text.h"

#include <libical/ical.h>
#include <string.h>

#define TITLE_CHARACTERS 1000

/* The last day of the year 2999, behind which libical has no words. */
#define LATEST G_GINT64_CONSTANT (32503593600)

/* Of a thing that is over, nobody says since when. */
#define LONG_AGO 1

typedef icalcomponent Component;

static void
component_free (Component *component)
{
  icalcomponent_free (component);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Component, component_free)

/* What libical reads of a torn object looks like a whole one. */
static gboolean
is_whole (const char *text, gsize length)
{
  g_auto (DavLines) lines = { 0 };
  guint depth = 0;
  DavLine line;

  dav_lines_init (&lines, text, length);
  while (dav_lines_next (&lines, &line))
    {
      if (dav_line_is (&line, "BEGIN", depth == 0 ? "VCALENDAR" : NULL))
        depth++;
      else if (depth > 0 && dav_line_is (&line, "END", NULL) && --depth == 0)
        return TRUE;
    }
  return FALSE;
}

static gboolean
refuse (GError **error, const char *why)
{
  g_set_error_literal (error, POSTHORN_ERROR, POSTHORN_ERROR_PROTOCOL, why);
  return FALSE;
}

static Component *
parse (const char *text, gsize length, GError **error)
{
  g_autofree char *copy = g_strndup (text, length);
  Component *root;

  icalerror_set_errors_are_fatal (FALSE);
  root = is_whole (text, length) ? icalcomponent_new_from_string (copy) : NULL;
  if (!root)
    refuse (error, "it does not go from BEGIN:VCALENDAR to END:VCALENDAR");
  return root;
}

/* Of one that recurs, others are about single days. */
static Component *
find_task (Component *root)
{
  Component *calendar = icalcomponent_isa (root) == ICAL_XROOT_COMPONENT
                            ? icalcomponent_get_first_component (root, ICAL_VCALENDAR_COMPONENT)
                            : root;
  Component *first
      = calendar ? icalcomponent_get_first_component (calendar, ICAL_VTODO_COMPONENT) : NULL;

  for (Component *task = first; task;
       task = icalcomponent_get_next_component (calendar, ICAL_VTODO_COMPONENT))
    {
      if (!icalcomponent_get_first_property (task, ICAL_RECURRENCEID_PROPERTY))
        return task;
    }
  return first;
}

/* A day, or a time without a zone, counts as of UTC. */
static gint64
to_unix (struct icaltimetype time)
{
  const icaltimezone *zone = icaltime_get_timezone (time);

  if (icaltime_is_null_time (time) || !icaltime_is_valid_time (time))
    return 0;
  return icaltime_as_timet_with_zone (time, zone ? zone : icaltimezone_get_utc_timezone ());
}

static gint64
read_time (Component *task, icalproperty_kind kind)
{
  icalproperty *property = icalcomponent_get_first_property (task, kind);

  return property ? to_unix (icalproperty_get_datetime_with_component (property, task)) : 0;
}

static gboolean
is_over (Component *task)
{
  icalproperty *status = icalcomponent_get_first_property (task, ICAL_STATUS_PROPERTY);
  icalproperty *percent = icalcomponent_get_first_property (task, ICAL_PERCENTCOMPLETE_PROPERTY);

  if (status)
    return icalproperty_get_status (status) == ICAL_STATUS_COMPLETED
           || icalproperty_get_status (status) == ICAL_STATUS_CANCELLED;
  return icalcomponent_get_first_property (task, ICAL_COMPLETED_PROPERTY)
         || (percent && icalproperty_get_percentcomplete (percent) >= 100);
}

static gint64
read_completed (Component *task)
{
  static const icalproperty_kind kinds[]
      = { ICAL_COMPLETED_PROPERTY, ICAL_LASTMODIFIED_PROPERTY, ICAL_DTSTAMP_PROPERTY };

  if (!is_over (task))
    return 0;
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      gint64 moment = read_time (task, kinds[i]);

      if (moment > 0)
        return moment;
    }
  return LONG_AGO;
}

static char *
read_text (const char *text)
{
  g_autofree char *valid = server_text_valid (text ? text : "", text ? strlen (text) : 0);

  g_strstrip (valid);
  return g_utf8_substring (valid, 0, MIN (g_utf8_strlen (valid, -1), TITLE_CHARACTERS));
}

gboolean
dav_calendar_read (const char *text, gsize length, DavTask **task, GError **error)
{
  g_autoptr (Component) root = parse (text, length, error);
  Component *found = root ? find_task (root) : NULL;

  *task = NULL;
  if (!found)
    return root != NULL;
  *task = g_new0 (DavTask, 1);
  (*task)->uid = read_text (icalcomponent_get_uid (found));
  (*task)->title = read_text (icalcomponent_get_summary (found));
  (*task)->due = MAX (to_unix (icalcomponent_get_due (found)), 0);
  (*task)->completed = read_completed (found);
  return TRUE;
}

static struct icaltimetype
from_unix (gint64 moment)
{
  return icaltime_from_timet_with_zone (CLAMP (moment, 0, LATEST), FALSE,
                                        icaltimezone_get_utc_timezone ());
}

/* The address of a mail (RFC 2392), which mail programs open. */
static char *
mail_url (const char *message_id)
{
  g_autofree char *escaped = g_uri_escape_string (message_id, "@!$&'*+=", FALSE);

  return g_strconcat ("mid:", escaped, NULL);
}

static void
add_mail (Component *task, const char *message_id)
{
  g_autofree char *url = mail_url (message_id);
  icalproperty *own = icalproperty_new_x (message_id);

  if (!*message_id)
    {
      icalproperty_free (own);
      return;
    }
  icalproperty_set_x_name (own, "X-POSTHORN-MESSAGE-ID");
  icalcomponent_add_property (task, icalproperty_new_url (url));
  icalcomponent_add_property (task, own);
}

static void
add_status (Component *task, gint64 completed)
{
  icalcomponent_add_property (
      task, icalproperty_new_status (completed ? ICAL_STATUS_COMPLETED : ICAL_STATUS_NEEDSACTION));
  if (!completed)
    return;
  icalcomponent_add_property (task, icalproperty_new_completed (from_unix (completed)));
  icalcomponent_add_property (task, icalproperty_new_percentcomplete (100));
}

static Component *
make_task (const DavTaskDraft *draft, gint64 now)
{
  Component *task = icalcomponent_new_vtodo ();

  icalcomponent_add_property (task, icalproperty_new_uid (draft->uid));
  icalcomponent_add_property (task, icalproperty_new_dtstamp (from_unix (now)));
  icalcomponent_add_property (task, icalproperty_new_created (from_unix (draft->created)));
  icalcomponent_add_property (task, icalproperty_new_lastmodified (from_unix (now)));
  icalcomponent_add_property (task, icalproperty_new_summary (draft->title));
  if (*draft->description)
    icalcomponent_add_property (task, icalproperty_new_description (draft->description));
  if (draft->due)
    icalcomponent_add_property (task, icalproperty_new_due (from_unix (draft->due)));
  add_status (task, draft->completed);
  add_mail (task, draft->message_id);
  return task;
}

char *
dav_calendar_write (const DavTaskDraft *draft, gint64 now)
{
  g_autoptr (Component) calendar = icalcomponent_new_vcalendar ();
  char *made;
  char *text;

  icalcomponent_add_property (calendar, icalproperty_new_version ("2.0"));
  icalcomponent_add_property (calendar, icalproperty_new_prodid ("-//Posthorn//Posthorn//EN"));
  icalcomponent_add_component (calendar, make_task (draft, now));
  made = icalcomponent_as_ical_string_r (calendar);
  text = g_strdup (made);
  icalmemory_free_buffer (made);
  return text;
}

/* Changing. */

/* Where a line stands among components within one another. */
typedef struct
{
  guint depth; /* of the components that are open behind the line */
  guint tasks; /* that have begun so far */
} Place;

static void
go_on (Place *place, const DavLine *line)
{
  if (dav_line_is (line, "BEGIN", NULL))
    {
      place->depth++;
      place->tasks += place->depth == 2 && dav_line_is (line, "BEGIN", "VTODO");
    }
  else if (dav_line_is (line, "END", NULL) && place->depth > 0)
    place->depth--;
}

/* Which of the tasks find_task() finds, counted from 1. */
static guint
number_of_task (const char *text, gsize length)
{
  g_auto (DavLines) lines = { 0 };
  Place place = { 0 };
  guint number = 0;
  DavLine line;

  dav_lines_init (&lines, text, length);
  while (dav_lines_next (&lines, &line))
    {
      guint before = place.tasks;

      go_on (&place, &line);
      if (place.tasks > before && number == 0)
        number = place.tasks;
      else if (place.depth == 2 && place.tasks == number
               && dav_line_is (&line, "RECURRENCE-ID", NULL))
        number = 0;
    }
  return MAX (number, 1);
}

static gboolean
is_of_completion (const DavLine *line)
{
  static const char *const names[]
      = { "STATUS", "COMPLETED", "PERCENT-COMPLETE", "DTSTAMP", "LAST-MODIFIED" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      if (dav_line_is (line, names[i], NULL))
        return TRUE;
    }
  return FALSE;
}

static void
append_completion (GString *text, gint64 completed, gint64 now)
{
  g_autofree char *then = g_strdup (icaltime_as_ical_string (from_unix (completed)));
  g_autofree char *written = g_strdup (icaltime_as_ical_string (from_unix (now)));

  g_string_append_printf (text,
                          "STATUS:COMPLETED\r\nCOMPLETED:%s\r\nPERCENT-COMPLETE:100\r\n"
                          "LAST-MODIFIED:%s\r\nDTSTAMP:%s\r\n",
                          then, written, written);
}

static char *
rewrite (const char *text, gsize length, gint64 completed, gint64 now)
{
  guint number = number_of_task (text, length);
  g_auto (DavLines) lines = { 0 };
  g_autoptr (GString) changed = g_string_new (NULL);
  Place place = { 0 };
  DavLine line;

  dav_lines_init (&lines, text, length);
  while (dav_lines_next (&lines, &line))
    {
      guint before = place.tasks;

      go_on (&place, &line);
      if (place.depth == 2 && place.tasks == number && before == number && is_of_completion (&line))
        continue;
      g_string_append_len (changed, line.raw, (gssize) line.raw_length);
      if (place.tasks == number && before < number)
        append_completion (changed, completed, now);
    }
  return g_string_free (g_steal_pointer (&changed), FALSE);
}

char *
dav_calendar_complete (const char *text, gsize length, gint64 completed, gint64 now, GError **error)
{
  g_autofree char *changed = NULL;
  g_autoptr (DavTask) before = NULL;
  g_autoptr (DavTask) after = NULL;

  if (!dav_calendar_read (text, length, &before, error))
    return NULL;
  changed = rewrite (text, length, completed, now);
  if (before && dav_calendar_read (changed, strlen (changed), &after, NULL) && after
      && after->completed == MIN (completed, LATEST) && g_str_equal (after->uid, before->uid))
    return g_steal_pointer (&changed);
  refuse (error, "its task cannot be completed without changing more of it");
  return NULL;
}
