/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pump.h"

#include "boot-clock.h"
#include "source.h"

#include <string.h>

#define READ_BUFFER (64 * 1024)

/* One turn reads for this long, so that the bus and other accounts never wait longer. */
#define TURN_BUDGET (1 * G_TIME_SPAN_MILLISECOND)

/* Behind the bus, before idle work. */
#define TURN_PRIORITY (G_PRIORITY_DEFAULT + 10)

struct _Pump
{
  Connection *connection;
  const PumpProtocol *protocol;
  gpointer data;
  GDestroyNotify destroy;
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

gint64
pump_time (Pump *pump)
{
  return (pump->paused ? pump->paused_at : boot_clock_now ()) - pump->paused_time;
}

static void
stop (Pump *pump)
{
  pump->stopped = TRUE;
  source_remove (&pump->readable);
  source_remove (&pump->writable);
  source_remove (&pump->turn);
  source_remove (&pump->timer);
}

static void
pump_clear (gpointer data)
{
  Pump *pump = data;

  g_object_unref (pump->connection);
  g_free (pump->buffer);
  g_clear_error (&pump->write_error);
  if (pump->destroy)
    pump->destroy (pump->data);
}

void
pump_free (Pump *pump)
{
  stop (pump);
  g_rc_box_release_full (pump, pump_clear);
}

static gboolean
may_read (Pump *pump)
{
  return !pump->paused && !pump->halted && !pump->stopped;
}

static void
fail (Pump *pump, GError *error)
{
  stop (pump);
  pump->protocol->failed (error, pump->data);
}

/* TRUE when all events were delivered and there is reason to read on. */
static gboolean
deliver (Pump *pump, gint64 end)
{
  GError *error = NULL;

  while (may_read (pump) && g_get_monotonic_time () < end)
    {
      if (pump->protocol->deliver (pump->data, &error))
        continue;
      if (error)
        fail (pump, error);
      return !error;
    }
  return FALSE;
}

static void
handle_read_error (Pump *pump, GError *error)
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
read_until (Pump *pump, gint64 end)
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
      pump->protocol->feed (pump->buffer, length, pump_time (pump), pump->data);
    }
  return may_read (pump);
}

static gboolean
read_events (Pump *pump)
{
  gboolean more;

  pump->in_turn = TRUE;
  more = read_until (pump, g_get_monotonic_time () + TURN_BUDGET);
  pump->in_turn = FALSE;
  return more;
}

/* FALSE: there is nothing more to be written. */
static gboolean
queue_output (Pump *pump)
{
  GBytes *output = pump->protocol->take_output (pump->data);
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

static void run_turn (Pump *pump);

static gboolean
on_turn (gpointer data)
{
  source_remove (&((Pump *) data)->turn);
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
attach (Pump *pump, GSource **slot, GSource *source, GSourceFunc function)
{
  g_source_set_priority (source, TURN_PRIORITY);
  g_source_set_callback (source, function, pump, NULL);
  g_source_attach (source, NULL);
  *slot = source;
}

static void
schedule_turn (Pump *pump)
{
  if (!pump->turn && !pump->stopped)
    attach (pump, &pump->turn, g_idle_source_new (), on_turn);
}

static void
handle_write_error (Pump *pump, GError *error)
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
write_turn (Pump *pump)
{
  GError *error = NULL;

  if (pump->halted || pump->stopped || pump->write_error)
    return;
  /* Never more than one piece behind what has left. */
  while (connection_flush (pump->connection, &error))
    {
      if (pump->protocol->written)
        pump->protocol->written (pump->data);
      if (!pump->stopped && queue_output (pump))
        continue;
      source_remove (&pump->writable);
      return;
    }
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    {
      source_remove (&pump->writable);
      handle_write_error (pump, error);
      return;
    }
  g_error_free (error);
  if (!pump->writable)
    attach (pump, &pump->writable, connection_write_source (pump->connection),
            G_SOURCE_FUNC (on_ready));
}

static gint64
deadline (Pump *pump)
{
  return may_read (pump) ? pump->protocol->deadline (pump->data) : G_MAXINT64;
}

static gboolean
on_timer (gpointer data)
{
  Pump *pump = data;
  GError *error = NULL;

  g_rc_box_acquire (pump);
  source_remove (&pump->timer);
  /* The octets may be here, and it is this process that was late. */
  read_events (pump);
  if (!pump->stopped && !pump->protocol->tick (pump_time (pump), pump->data, &error))
    fail (pump, error);
  schedule_turn (pump);
  g_rc_box_release_full (pump, pump_clear);
  return G_SOURCE_REMOVE;
}

/* A deadline that only moved away is left to the timer, which looks again when it fires: in a
 * bulk download it moves with every turn. */
static void
arm_timer (Pump *pump)
{
  gint64 due = deadline (pump);
  gint64 wait;

  if (due == G_MAXINT64 || due < pump->timer_due)
    source_remove (&pump->timer);
  if (due == G_MAXINT64 || pump->timer)
    return;
  wait = MAX (due - pump_time (pump), 0) / G_TIME_SPAN_MILLISECOND + 1;
  attach (pump, &pump->timer, g_timeout_source_new (MIN (wait, G_MAXINT)), on_timer);
  pump->timer_due = due;
}

static void
arm_reading (Pump *pump, gboolean more)
{
  if (more)
    schedule_turn (pump);
  if (more || !may_read (pump))
    source_remove (&pump->readable);
  else if (!pump->readable)
    attach (pump, &pump->readable, connection_read_source (pump->connection),
            G_SOURCE_FUNC (on_ready));
}

static void
run_turn (Pump *pump)
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

Pump *
pump_new (Connection *connection, const PumpProtocol *protocol, gpointer data,
          GDestroyNotify destroy)
{
  Pump *pump = g_rc_box_new0 (Pump);

  pump->connection = g_object_ref (connection);
  pump->protocol = protocol;
  pump->data = data;
  pump->destroy = destroy;
  pump->buffer = g_malloc (READ_BUFFER);
  schedule_turn (pump);
  return pump;
}

void
pump_wake (Pump *pump)
{
  if (!pump->in_turn)
    schedule_turn (pump);
}

void
pump_flush (Pump *pump)
{
  write_turn (pump);
}

void
pump_set_paused (Pump *pump, gboolean paused)
{
  if (pump->paused == paused)
    return;
  if (paused)
    pump->paused_at = boot_clock_now ();
  else
    pump->paused_time += boot_clock_now () - pump->paused_at;
  pump->paused = paused;
  pump_wake (pump);
}

void
pump_halt (Pump *pump)
{
  pump->halted = TRUE;
  source_remove (&pump->readable);
}

void
pump_restart (Pump *pump)
{
  pump->halted = FALSE;
  schedule_turn (pump);
}
