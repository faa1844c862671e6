/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Moves octets between one Connection and one protocol without I/O from the main loop: reads in
 * turns short enough for everything else to get through, writes what was gathered once a turn,
 * keeps the protocol's clock. It does not know which protocol it is.
 */
#pragma once

#include "connection.h"

typedef struct _Pump Pump;

/* DATA is that of pump_new(); NOW is pump_time(). Within all of them all functions here may be
 * called. */
typedef struct
{
  void (*feed) (const guint8 *octets, gsize length, gint64 now, gpointer data);
  /* Does what the next event asks for. FALSE: more octets are needed, or an error. */
  gboolean (*deliver) (gpointer data, GError **error);
  GBytes *(*take_output) (gpointer data); /* NULL = nothing; asked again when it has left */
  void (*written) (gpointer data);        /* what was taken has left; NULL = nobody asks */
  gint64 (*deadline) (gpointer data);     /* when tick wants to be called; G_MAXINT64 = never */
  gboolean (*tick) (gint64 now, gpointer data, GError **error);
  void (*failed) (GError *error, gpointer data); /* transfer full; the pump has stopped */
} PumpProtocol;

/* Starts at once. PROTOCOL is not copied; DESTROY (may be NULL) is called with DATA when nothing
 * of a turn can touch it any more. */
Pump *pump_new (Connection *connection, const PumpProtocol *protocol, gpointer data,
                GDestroyNotify destroy);

/* No callback from here on. */
void pump_free (Pump *pump);

/* There is output, or another deadline: it is looked at by the end of the turn. */
void pump_wake (Pump *pump);

/* Writes now what can be written at once, for the last command before the end. */
void pump_flush (Pump *pump);

/* Neither reads nor delivers, and the protocol's clock stands still. */
void pump_set_paused (Pump *pump, gboolean paused);

/* For STARTTLS: nothing is read, delivered or written until pump_restart(). */
void pump_halt (Pump *pump);
void pump_restart (Pump *pump);

/* The boot clock, in microseconds, without the pauses. */
gint64 pump_time (Pump *pump);
