/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "imap-pump.h"

#include "pump.h"

struct _ImapPump
{
  Pump *pump;
  ImapLimits limits;
  ImapProtocol *protocol;
  const ImapPumpCallbacks *callbacks;
  gpointer data;
};

static void
feed (const guint8 *octets, gsize length, gint64 now, gpointer data)
{
  imap_protocol_feed (((ImapPump *) data)->protocol, octets, length, now);
}

/* A "+" that a literal waits for is no event. */
static void
ask (ImapPump *self)
{
  gsize wanted = imap_protocol_wanted (self->protocol);

  if (wanted > 0)
    self->callbacks->wanted (wanted, self->data);
}

static gboolean
deliver (gpointer data, GError **error)
{
  ImapPump *self = data;
  ImapEvent event;
  gboolean has_event = imap_protocol_next_event (self->protocol, &event, error);

  if (!has_event)
    {
      ask (self);
      return FALSE;
    }
  self->callbacks->event (&event, self->data);
  return TRUE;
}

static GBytes *
take_output (gpointer data)
{
  return imap_protocol_take_output (((ImapPump *) data)->protocol);
}

static void
written (gpointer data)
{
  ImapPump *self = data;

  imap_protocol_note_sent (self->protocol, pump_time (self->pump));
  ask (self);
}

static gint64
deadline (gpointer data)
{
  return imap_protocol_deadline (((ImapPump *) data)->protocol);
}

static gboolean
tick (gint64 now, gpointer data, GError **error)
{
  return imap_protocol_tick (((ImapPump *) data)->protocol, now, error);
}

static void
failed (GError *error, gpointer data)
{
  ImapPump *self = data;

  self->callbacks->failed (error, self->data);
}

static void
clear (gpointer data)
{
  ImapPump *self = data;

  imap_protocol_free (self->protocol);
  g_free (self);
}

ImapPump *
imap_pump_new (Connection *connection, const ImapLimits *limits, const ImapPumpCallbacks *callbacks,
               gpointer data)
{
  static const PumpProtocol protocol = { .feed = feed,
                                         .deliver = deliver,
                                         .take_output = take_output,
                                         .written = written,
                                         .deadline = deadline,
                                         .tick = tick,
                                         .failed = failed };
  ImapPump *self = g_new0 (ImapPump, 1);

  self->limits = *limits;
  self->protocol = imap_protocol_new (limits);
  self->callbacks = callbacks;
  self->data = data;
  self->pump = pump_new (connection, &protocol, self, clear);
  return self;
}

void
imap_pump_free (ImapPump *self)
{
  pump_free (self->pump);
}

guint
imap_pump_send (ImapPump *self, ImapCommand *command)
{
  guint serial = imap_protocol_send (self->protocol, command, pump_time (self->pump));

  pump_wake (self->pump);
  return serial;
}

void
imap_pump_give (ImapPump *self, GBytes *octets)
{
  imap_protocol_give (self->protocol, octets);
  pump_wake (self->pump);
}

void
imap_pump_end_idle (ImapPump *self)
{
  imap_protocol_end_idle (self->protocol, pump_time (self->pump));
  pump_wake (self->pump);
}

void
imap_pump_flush (ImapPump *self)
{
  pump_flush (self->pump);
}

void
imap_pump_set_paused (ImapPump *self, gboolean paused)
{
  pump_set_paused (self->pump, paused);
}

void
imap_pump_halt (ImapPump *self)
{
  pump_halt (self->pump);
}

void
imap_pump_restart (ImapPump *self)
{
  imap_protocol_free (self->protocol);
  self->protocol = imap_protocol_new (&self->limits);
  pump_restart (self->pump);
}

gboolean
imap_pump_has_pending_input (ImapPump *self)
{
  return imap_protocol_has_pending_input (self->protocol);
}

void
imap_pump_set_literal_plus (ImapPump *self, gboolean on)
{
  imap_protocol_set_literal_plus (self->protocol, on);
}
