/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One message on its way through a process that composes it. Internal to parser/. Both sides take
 * turns: the process says what it wants or has, and waits; here it is read or written before the
 * next word is heard. So neither can wait for the other while it is waited for, whichever pipe is
 * full, and one frame is all that is held. The process is started for the message and ends with
 * it: a source that gives nothing stops nothing else.
 */
#pragma once

#include "mime-draft.h"

#include <gio/gio.h>

typedef struct _ParserComposition ParserComposition;

/* The task has been answered; whoever is told frees the composition. */
typedef void (*ParserComposed) (gpointer owner, ParserComposition *composition);

/* PATIENCE is how many seconds the process may take for one word, STALL how many a source may
 * give nothing. OWNER outlives the composition. */
typedef struct
{
  gpointer owner;
  ParserComposed ended;
  const char *const *argv;
  guint patience;
  guint stall;
} ParserComposing;

/* Begins nothing; when TASK is cancelled it ends. COMPOSING is borrowed. */
ParserComposition *parser_composition_new (GTask *task, const MimeDraft *draft, GPtrArray *contents,
                                           GOutputStream *output, const ParserComposing *composing);
void parser_composition_free (ParserComposition *composition);

void parser_composition_run (ParserComposition *composition);
