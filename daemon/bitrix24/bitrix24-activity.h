/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The one place where what crm.activity.add gets is made. Bitrix24 *sends* a mail for an activity
 * of type 4 (mail), direction 2 (outgoing) and completed "Y": what goes to a portal from here is
 * mail that was sent or has come long ago, so that it is never completed, whatever is asked for,
 * and no other method changes one. It knows no message and no portal.
 */
#pragma once

#include "bitrix24-request.h"

#define BITRIX24_DESCRIPTION_OCTETS_MOST (32 * 1024)

typedef struct
{
  gboolean outgoing;
  Bitrix24Kind kind;       /* of whom it belongs to */
  const char *number;      /* their id among that kind */
  const char *address;     /* theirs, which the mail came from or went to */
  const char *from;        /* "Name <address>" */
  const char *subject;     /* "" = none */
  const char *text;        /* the rest is cut off */
  const char *responsible; /* id of a user */
  const char *origin;      /* what it can be found by */
  gint64 date;             /* Unix seconds */
} Bitrix24Activity;

Bitrix24Request *bitrix24_activity_build (const Bitrix24Activity *activity);
