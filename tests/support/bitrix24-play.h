/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The portal's part for steps of bitrix24/, as text: what is asked and what it answers. It knows no
 * steps in particular.
 */
#pragma once

#include "bitrix24-steps.h"

typedef struct
{
  const char *method; /* NULL ends a list of turns */
  const char *asks;   /* texts that the JSON of the request has in it, separated by a space */
  guint status;       /* 0 = 200 */
  const char *answer; /* with ' in place of ", the result; with a status, all of it */
} Bitrix24Turn;

/* Plays TURNS, and checks that the steps ask for just that. What ends them with an error gives it;
 * without, they must be over. */
void bitrix24_play (const Bitrix24StepsKind *kind, gpointer steps, const Bitrix24Turn *turns,
                    GError **error);

Bitrix24Reply *bitrix24_play_reply (Bitrix24Method method, guint status, const char *answer);

/* "[{'KEY':'7'},…]": COUNT rows, the first with the id FIRST. */
char *bitrix24_play_rows (guint first, guint count, const char *key);
