/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What can stand in the way of every automatic check, whoever works: one set of flags for all
 * accounts. It is told of network, power and sleep by whoever watches them.
 *
 * Signal: "changed" (guint before), after the flags are as they are now.
 */
#pragma once

#include "configuration.h"

#include <glib-object.h>

typedef enum
{
  CONDITION_OFFLINE = 1 << 0, /* whoever manages the network says that there is none */
  CONDITION_METERED = 1 << 1,
  CONDITION_POWER_SAVER = 1 << 2,
  CONDITION_SLEEPING = 1 << 3,
  CONDITION_PAUSED = 1 << 4,
  CONDITION_NO_ROUTE = 1 << 5, /* nobody manages it, and nothing leads away from this machine */
} Condition;

#define TYPE_CONDITIONS (conditions_get_type ())
G_DECLARE_FINAL_TYPE (Conditions, conditions, POSTHORN, CONDITIONS, GObject)

Conditions *conditions_new (const Configuration *configuration);
/* Emits "changed", as what the conditions mean may have changed. */
void conditions_configure (Conditions *conditions, const Configuration *configuration);

void conditions_set (Conditions *conditions, Condition condition, gboolean holds);
gboolean conditions_hold (Conditions *conditions, guint any); /* one of these flags */

/* The flags that keep an account from being checked by itself; to a server at this very machine no
 * route is needed. */
guint conditions_blocking (Conditions *conditions, gboolean is_local);

/* Adds the words of the bus for FLAGS to WORDS: "offline" ... */
void conditions_describe (guint flags, GStrvBuilder *words);
