/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "heartbeat.h"

typedef struct
{
  GSource source;
  gint64 period;
  HeartbeatFunc tell;
  gpointer data;
  gboolean is_beating;
  gint64 deadline; /* the end of this period, while it is beating */
  guint turns;     /* of the loop in it */
} HeartbeatSource;

static void
begin_period (HeartbeatSource *heart)
{
  heart->turns = 0;
  heart->deadline = g_source_get_time (&heart->source) + heart->period;
}

/* Not the ready time that GLib keeps for a source: setting that wakes the loop once more. */
static gboolean
prepare (GSource *source, int *timeout)
{
  HeartbeatSource *heart = (HeartbeatSource *) source;
  gint64 left = heart->deadline - g_source_get_time (source);

  *timeout = heart->is_beating ? (int) (MAX (left, 0) / 1000 + 1) : -1;
  return FALSE;
}

/* Comes behind every poll, whatever ended it: the one place that sees the loop wake. */
static gboolean
check (GSource *source)
{
  HeartbeatSource *heart = (HeartbeatSource *) source;

  heart->turns++;
  if (heart->is_beating)
    return g_source_get_time (source) >= heart->deadline;
  heart->is_beating = TRUE;
  begin_period (heart);
  heart->tell (HEARTBEAT_STARTS, heart->data);
  return FALSE;
}

/* A period is over; one turn brought it here. */
static gboolean
dispatch (GSource *source, GSourceFunc callback, gpointer data)
{
  HeartbeatSource *heart = (HeartbeatSource *) source;

  heart->is_beating = heart->turns > 1;
  begin_period (heart);
  heart->tell (heart->is_beating ? HEARTBEAT_BEATS : HEARTBEAT_RESTS, heart->data);
  return G_SOURCE_CONTINUE;
}

GSource *
heartbeat_source_new (gint64 period, HeartbeatFunc tell, gpointer data)
{
  static GSourceFuncs functions = { prepare, check, dispatch };
  GSource *source = g_source_new (&functions, sizeof (HeartbeatSource));
  HeartbeatSource *heart = (HeartbeatSource *) source;

  heart->period = period;
  heart->tell = tell;
  heart->data = data;
  /* Behind a source that is ready, GLib does not ask those of lower priority. */
  g_source_set_priority (source, G_MININT);
  g_source_set_static_name (source, "heartbeat");
  return source;
}
