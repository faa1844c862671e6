/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "imap-pump.h"

#include <string.h>
#include <time.h>

#define READ_BUFFER (64 * 1024)

/* One turn reads for this long, so that the bus and other accounts never wait longer. */
#define TURN_BUDGET (4 * G_TIME_SPAN_MILLISECOND)

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

static gint64
boot_time (void)
{
  struct timespec now;

  clock_gettime (CLOCK_BOOTTIME, &now);
  return now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

/* The boot clock without the pauses: what the stall timeout is counted on. */
static gint64
pump_time (ImapPump *pump)
{
  return (pump->paused ? pump->paused_at : boot_time ()) - pump->paused_time;
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

static void
queue_output (ImapPump *pump)
{
  GBytes *output = imap_protocol_take_output (pump->protocol);
  gsize length;
  guint8 *data;

  if (!output)
    return;
  data = g_bytes_unref_to_data (output, &length);
  connection_queue (pump->connection, data, length);
  explicit_bzero (data, length);
  g_free (data);
}
