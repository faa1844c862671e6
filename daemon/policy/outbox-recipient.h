/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One of those a message on its way out is for, and how far it has come for them. A value.
 */
#pragma once

#include <glib.h>

typedef enum
{
  RECIPIENT_WAITING,
  RECIPIENT_TAKEN, /* the server takes it for this one; the message itself is not confirmed */
  RECIPIENT_ACCEPTED,
  RECIPIENT_FAILED,
} RecipientState;

typedef struct
{
  char *name;
  char *address;
  RecipientState state;
  char *reason; /* what was said of it last, "" = nothing */
} OutboxRecipient;
