/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Making one saved mail an activity of its customer, exactly once, or making it gone, as steps
 * (bitrix24-steps.h): what may be there from an earlier attempt is looked for first, and whoever is
 * not known is looked for before a lead is made of them. It knows no store.
 */
#pragma once

#include "bitrix24-activity.h"
#include "bitrix24-page.h"
#include "bitrix24-steps.h"

/* All borrowed until the end. Of a removal only the first four matter. */
typedef struct
{
  const char *activity; /* its id; "" = not known */
  gboolean is_begun;
  gboolean is_removal;
  const char *marker;   /* the origin of the activity and of a lead made for it */
  const char *customer; /* "C_75"; "" = not known */
  const char *name;     /* of a lead, "" = none */
  const char *address;
  const char *from; /* as Bitrix24Activity has these */
  const char *subject;
  const char *text;
  const char *responsible;
  gint64 date;
  gboolean outgoing;
} Bitrix24Record;

typedef struct _Bitrix24RecordSteps Bitrix24RecordSteps;

Bitrix24RecordSteps *bitrix24_record_steps_new (const Bitrix24Record *record);
void bitrix24_record_steps_free (Bitrix24RecordSteps *steps);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Bitrix24RecordSteps, bitrix24_record_steps_free)

extern const Bitrix24StepsKind bitrix24_record_kind; /* of Bitrix24RecordSteps */

/* Once they are over; "" = there is none any more. */
const char *bitrix24_record_activity (const Bitrix24RecordSteps *steps);
/* Who was found or made where nobody was known, "C_75"; NULL: nobody had to be. ROW: as the portal
 * has them, NULL where it does not show them or they were just made. */
const char *bitrix24_record_customer (const Bitrix24RecordSteps *steps, const Bitrix24Row **row);
