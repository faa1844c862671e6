/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What Bitrix24's refusals mean: one table from HTTP status and code to what is to be done about
 * it. It reads no answer and knows no request.
 */
#pragma once

#include "bitrix24-method.h"

typedef enum
{
  BITRIX24_DONE,        /* no refusal at all */
  BITRIX24_NEW_WEBHOOK, /* nothing goes until a person gives another webhook */
  BITRIX24_TELL,        /* likewise until a person changes something at the portal */
  BITRIX24_LACKING,     /* the portal has no such method: done without it */
  BITRIX24_REFUSED,     /* this one request, for good */
  BITRIX24_PAUSE,       /* this method, until its time is up */
  BITRIX24_BACK_OFF,    /* everything, for a while */
} Bitrix24Action;

typedef struct
{
  Bitrix24Action action;
  int error;          /* PosthornError */
  const char *advice; /* what it means and what to do: goes behind the words of the portal */
} Bitrix24Meaning;

/* STATUS 0: one command of a batch, which has none of its own. CODE "" = there was none. */
const Bitrix24Meaning *bitrix24_fault_meaning (guint status, const char *code);

/* WORDS of the portal without the tags of HTML that may stand in them. */
char *bitrix24_fault_plain (const char *words);
