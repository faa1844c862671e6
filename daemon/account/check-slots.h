/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How many accounts are checked by themselves at a time, so that many that are due together do not
 * start in one moment: a number of slots and a queue of those who wait for one. It knows no
 * account.
 */
#pragma once

#include <glib.h>

typedef struct _CheckSlots CheckSlots;

/* A slot is WAITER's from here on. */
typedef void (*CheckSlotFunction) (gpointer waiter);

CheckSlots *check_slots_new (guint n_slots);
void check_slots_free (CheckSlots *slots);

/* TRUE: the slot is WAITER's at once. FALSE: GRANTED is called when it is; once for each WAITER. */
gboolean check_slots_take (CheckSlots *slots, CheckSlotFunction granted, gpointer waiter);
/* WAITER waits no more; nothing happens if it did not. */
void check_slots_leave (CheckSlots *slots, gpointer waiter);
/* Gives a slot back, to the one who waits longest. */
void check_slots_release (CheckSlots *slots);
