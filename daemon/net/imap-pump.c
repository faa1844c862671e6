/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "imap-pump.h"

#include "boot-clock.h"

#include <string.h>

#define READ_BUFFER (64 * 1024)

/* One turn reads for this long, so that the bus and other accounts never wait longer. */
#define TURN_BUDGET (1 * G_TIME_SPAN_MILLISECOND)

/* Behind the bus, before idle work. */
#define TURN_PRIORITY (G_PRIORITY_DEFAULT + 10)

struct _ImapPump
{
  Connection *connection;
  ImapLimits limits;
  ImapProtocol *protocol;
  const ImapPumpCallbacks *callbacks;
  gpointer data;
  guint8 *buffer;
  GSource *readable; /* each of these four is NULL unless attached */
  GSource *writable;
  GSource *turn;
  GSource *timer;
  gint64 timer_due;
  gboolean in_turn;
  gboolean paused;
  gboolean halted;
  gboolean stopped;
  gint64 paused_at;   /* on the boot clock */
  gint64 paused_time; /* how long it was paused altogether, without the present pause */
  GError *write_error;
};

/* The boot clock without the pauses: what the stall timeout is counted on. */
static gint64
pump_time (ImapPump *pump)
{
  return (pump->paused ? pump->paused_at : boot_clock_now ()) - pump->paused_time;
}

static void
remove_source (GSource **source)
{
  if (!*source)
    return;
  g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

void
imap_pump_stop (ImapPump *pump)
{
  pump->stopped = TRUE;
  remove_source (&pump->readable);
  remove_source (&pump->writable);
  remove_source (&pump->turn);
  remove_source (&pump->timer);
}

static void
pump_clear (gpointer data)
{
  ImapPump *pump = data;

  g_object_unref (pump->connection);
  imap_protocol_free (pump->protocol);
  g_free (pump->buffer);
  g_clear_error (&pump->write_error);
}

void
imap_pump_free (ImapPump *pump)
{
  imap_pump_stop (pump);
  g_rc_box_release_full (pump, pump_clear);
}

static gboolean
may_read (ImapPump *pump)
{
  return !pump->paused && !pump->halted && !pump->stopped;
}

static void
fail (ImapPump *pump, GError *error)
{
  imap_pump_stop (pump);
  pump->callbacks->failed (error, pump->data);
}

/* TRUE when all events were delivered and there is reason to read on. */
static gboolean
deliver (ImapPump *pump, gint64 end)
{
  ImapEvent event;
  GError *error = NULL;

  while (may_read (pump) && g_get_monotonic_time () < end)
    {
      if (!imap_protocol_next_event (pump->protocol, &event, &error))
        {
          if (error)
            fail (pump, error);
          return !error;
        }
      pump->callbacks->event (&event, pump->data);
    }
  return FALSE;
}

static void
handle_read_error (ImapPump *pump, GError *error)
{
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    {
      fail (pump, error);
      return;
    }
  g_error_free (error);
  if (pump->write_error)
    fail (pump, g_steal_pointer (&pump->write_error));
}

/* TRUE when it stopped for lack of time. */
static gboolean
read_until (ImapPump *pump, gint64 end)
{
  GError *error = NULL;

  while (deliver (pump, end))
    {
      gssize length = connection_read (pump->connection, pump->buffer, READ_BUFFER, &error);

      if (length < 0)
        {
          handle_read_error (pump, error);
          return FALSE;
        }
      imap_protocol_feed (pump->protocol, pump->buffer, length, pump_time (pump));
    }
  return may_read (pump);
}

static gboolean
read_events (ImapPump *pump)
{
  gboolean more;

  pump->in_turn = TRUE;
  more = read_until (pump, g_get_monotonic_time () + TURN_BUDGET);
  pump->in_turn = FALSE;
  return more;
}

/* FALSE: there is nothing more to be written. */
static gboolean
queue_output (ImapPump *pump)
{
  GBytes *output = imap_protocol_take_output (pump->protocol);
  gsize length;
  guint8 *data;

  if (!output)
    return FALSE;
  data = g_bytes_unref_to_data (output, &length);
  connection_queue (pump->connection, data, length);
  explicit_bzero (data, length);
  g_free (data);
  return TRUE;
}

static void run_turn (ImapPump *pump);

static gboolean
on_turn (gpointer data)
{
  remove_source (&((ImapPump *) data)->turn);
  run_turn (data);
  return G_SOURCE_REMOVE;
}

static gboolean
on_ready (GObject *stream, gpointer data)
{
  run_turn (data);
  return G_SOURCE_CONTINUE;
}

static void
attach (ImapPump *pump, GSource **slot, GSource *source, GSourceFunc function)
{
  g_source_set_priority (source, TURN_PRIORITY);
  g_source_set_callback (source, function, pump, NULL);
  g_source_attach (source, NULL);
  *slot = source;
}

static void
schedule_turn (ImapPump *pump)
{
  if (!pump->turn && !pump->stopped)
    attach (pump, &pump->turn, g_idle_source_new (), on_turn);
}

static void
handle_write_error (ImapPump *pump, GError *error)
{
  /* What the server said before it closed explains more than a broken pipe: read on to the end. */
  if (may_read (pump))
    {
      pump->write_error = error;
      schedule_turn (pump);
    }
  else
    fail (pump, error);
}

static void
write_turn (ImapPump *pump)
{
  GError *error = NULL;

  if (pump->halted || pump->stopped || pump->write_error)
    return;
  /* Never more than one piece behind what has left. */
  while (connection_flush (pump->connection, &error))
    {
      imap_protocol_note_sent (pump->protocol, pump_time (pump));
      if (queue_output (pump))
        continue;
      remove_source (&pump->writable);
      return;
    }
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    {
      remove_source (&pump->writable);
      handle_write_error (pump, error);
      return;
    }
  g_error_free (error);
  if (!pump->writable)
    attach (pump, &pump->writable, connection_write_source (pump->connection),
            G_SOURCE_FUNC (on_ready));
}

static gint64
deadline (ImapPump *pump)
{
  return may_read (pump) ? imap_protocol_deadline (pump->protocol) : G_MAXINT64;
}

static gboolean
on_timer (gpointer data)
{
  ImapPump *pump = data;
  GError *error = NULL;

  g_rc_box_acquire (pump);
  remove_source (&pump->timer);
  /* The octets may be here, and it is this process that was late. */
  read_events (pump);
  if (!pump->stopped && !imap_protocol_tick (pump->protocol, pump_time (pump), &error))
    fail (pump, error);
  schedule_turn (pump);
  g_rc_box_release_full (pump, pump_clear);
  return G_SOURCE_REMOVE;
}

/* A deadline that only moved away is left to the timer, which looks again when it fires: in a
 * bulk download it moves with every turn. */
static void
arm_timer (ImapPump *pump)
{
  gint64 due = deadline (pump);
  gint64 wait;

  if (due == G_MAXINT64 || due < pump->timer_due)
    remove_source (&pump->timer);
  if (due == G_MAXINT64 || pump->timer)
    return;
  wait = MAX (due - pump_time (pump), 0) / G_TIME_SPAN_MILLISECOND + 1;
  attach (pump, &pump->timer, g_timeout_source_new (MIN (wait, G_MAXINT)), on_timer);
  pump->timer_due = due;
}

static void
arm_reading (ImapPump *pump, gboolean more)
{
  if (more)
    schedule_turn (pump);
  if (more || !may_read (pump))
    remove_source (&pump->readable);
  else if (!pump->readable)
    attach (pump, &pump->readable, connection_read_source (pump->connection),
            G_SOURCE_FUNC (on_ready));
}

static void
run_turn (ImapPump *pump)
{
  gboolean more;

  /* A callback may free it. */
  g_rc_box_acquire (pump);
  more = read_events (pump);
  write_turn (pump);
  if (!pump->stopped)
    {
      arm_reading (pump, more);
      arm_timer (pump);
    }
  g_rc_box_release_full (pump, pump_clear);
}

ImapPump *
imap_pump_new (Connection *connection, const ImapLimits *limits, const ImapPumpCallbacks *callbacks,
               gpointer data)
{
  ImapPump *pump = g_rc_box_new0 (ImapPump);

  pump->connection = g_object_ref (connection);
  pump->limits = *limits;
  pump->protocol = imap_protocol_new (limits);
  pump->callbacks = callbacks;
  pump->data = data;
  pump->buffer = g_malloc (READ_BUFFER);
  schedule_turn (pump);
  return pump;
}

guint
imap_pump_send (ImapPump *pump, ImapCommand *command)
{
  guint serial = imap_protocol_send (pump->protocol, command, pump_time (pump));

  if (!pump->in_turn)
    schedule_turn (pump);
  return serial;
}

void
imap_pump_end_idle (ImapPump *pump)
{
  imap_protocol_end_idle (pump->protocol, pump_time (pump));
  if (!pump->in_turn)
    schedule_turn (pump);
}

void
imap_pump_flush (ImapPump *pump)
{
  write_turn (pump);
}

void
imap_pump_set_paused (ImapPump *pump, gboolean paused)
{
  if (pump->paused == paused)
    return;
  if (paused)
    pump->paused_at = boot_clock_now ();
  else
    pump->paused_time += boot_clock_now () - pump->paused_at;
  pump->paused = paused;
  if (!pump->in_turn)
    schedule_turn (pump);
}

void
imap_pump_halt (ImapPump *pump)
{
  pump->halted = TRUE;
  remove_source (&pump->readable);
}

void
imap_pump_restart (ImapPump *pump)
{
  imap_protocol_free (pump->protocol);
  pump->protocol = imap_protocol_new (&pump->limits);
  pump->halted = FALSE;
  schedule_turn (pump);
}

gboolean
imap_pump_has_pending_input (ImapPump *pump)
{
  return imap_protocol_has_pending_input (pump->protocol);
}

void
imap_pump_set_literal_plus (ImapPump *pump, gboolean on)
{
  imap_protocol_set_literal_plus (pump->protocol, on);
}
