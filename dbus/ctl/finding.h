/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a look at something has shown, and what a person can do about it: a list that is filled by
 * whoever looks, and shown as a whole. It looks at nothing itself.
 */
#pragma once

#include <glib.h>

typedef enum
{
  FINDING_WELL,
  FINDING_NOTE,    /* worth knowing, nothing to do */
  FINDING_TROUBLE, /* a person has to do something */
} FindingLevel;

typedef struct
{
  FindingLevel level;
  char *topic; /* "keyring", "account work" */
  char *text;
  char *advice; /* "" = none */
} Finding;

GPtrArray *findings_new (void);

/* ADVICE may be NULL. All may be untrusted. */
void findings_add (GPtrArray *findings, FindingLevel level, const char *topic, const char *text,
                   const char *advice);

guint findings_count (GPtrArray *findings, FindingLevel level);

/* A line for each, the advice beneath it; made harmless. */
char *findings_format (GPtrArray *findings, gboolean colour);

/* aa{sv} with level, topic, text and advice. Floating. */
GVariant *findings_to_variant (GPtrArray *findings);
