/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The pump with an ImapProtocol in it. It does not know what a command or an event means.
 */
#pragma once

#include "connection.h"
#include "imap-protocol.h"

typedef struct _ImapPump ImapPump;

typedef struct
{
  void (*event) (const ImapEvent *event, gpointer data);
  void (*wanted) (gsize octets, gpointer data);  /* of a large literal, at most; imap_pump_give() */
  void (*failed) (GError *error, gpointer data); /* transfer full; the pump has stopped */
} ImapPumpCallbacks;

/* Starts at once. CALLBACKS is not copied; within them all functions here may be called. */
ImapPump *imap_pump_new (Connection *connection, const ImapLimits *limits,
                         const ImapPumpCallbacks *callbacks, gpointer data);

/* No callback from here on. */
void imap_pump_free (ImapPump *pump);

/* Takes COMMAND over; it is written at the end of the turn. Returns its serial. */
guint imap_pump_send (ImapPump *pump, ImapCommand *command);

/* Some of what was wanted; until then it is asked for again and again. */
void imap_pump_give (ImapPump *pump, GBytes *octets);

/* imap_protocol_end_idle(). */
void imap_pump_end_idle (ImapPump *pump);

/* Writes now what can be written at once, for the last command before the end. */
void imap_pump_flush (ImapPump *pump);

/* Neither reads nor delivers events, and the stall clock stands still. */
void imap_pump_set_paused (ImapPump *pump, gboolean paused);

/* For STARTTLS: nothing is read, delivered or written until imap_pump_restart(), which begins
 * with a new protocol: nothing from before survives. */
void imap_pump_halt (ImapPump *pump);
void imap_pump_restart (ImapPump *pump);

gboolean imap_pump_has_pending_input (ImapPump *pump);
void imap_pump_set_literal_plus (ImapPump *pump, gboolean on);
