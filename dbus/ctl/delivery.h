/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A message on its way out, as more than one command shows and follows it: handed to the daemon,
 * how it goes on, and who has not got it. It knows nothing of what is in the message.
 */
#pragma once

#include "command.h"

/* The options of commands that send: when, and whether they wait. */
typedef struct
{
  char *at;
  char *undo;
  gboolean wait;
} DeliveryOptions;

void delivery_options_clear (DeliveryOptions *options);

/* Appends --at, --undo and --wait to ENTRIES (GOptionEntry). */
void delivery_options_add_entries (DeliveryOptions *options, GArray *entries);

/* Puts "send-at" and "undo-seconds" into DICTIONARY where they were given. */
gboolean delivery_options_insert (const DeliveryOptions *options, GVariantDict *dictionary,
                                  GError **error);

/* Rows of Outbox.List, aa{sv}, and the one with ID, a{sv}. */
GVariant *delivery_load (GDBusConnection *bus, GError **error);
GVariant *delivery_find (GDBusConnection *bus, guint64 id, GError **error);

/* Whether nothing more is to come and nobody has to do anything. */
gboolean delivery_is_settled (GVariant *row);

/* A line for each recipient who has not got it, with what the server said. */
void delivery_print_failures (GVariant *row);

/* Calls METHOD, which answers the id of a message in the outbox, tells how that goes on, and with
 * WAIT follows it until it is sent; that it is put off or fails is an error then. */
gboolean delivery_begin (Client *client, const char *interface, const char *method,
                         GVariant *parameters, GUnixFDList *fds, gboolean wait, GError **error);
