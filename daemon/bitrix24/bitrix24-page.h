/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Rows of a list as typed values, and the ids that other answers consist of. Each kind of row has
 * some of the fields and leaves the others empty; what a portal leaves out is empty, too. It knows
 * no request and keeps no row from the page before.
 */
#pragma once

#include "bitrix24-customer.h"
#include "bitrix24-reply.h"

typedef struct
{
  char *id;
  char *name;        /* of a person or company; the title of a lead without name, and of a task */
  GStrv addresses;   /* as the portal has them, whatever stands there */
  char *responsible; /* id of a user, "" = nobody */
  char *description; /* of a task */
  gint64 due;        /* Unix seconds, 0 = not due */
  gint64 completed;  /* likewise, 0 = open */
  gboolean online;
} Bitrix24Row;

typedef struct
{
  GPtrArray *rows; /* Bitrix24Row, in the order of their ids */
  char *last;      /* the last id; what was asked for where there is no row */
  gboolean is_last;
} Bitrix24Page;

GPtrArray *bitrix24_rows_new (void);

/* Of a request for the rows above AFTER. The reply's error; PROTOCOL also when the rows are not
 * what was asked for: following such pages might never end. */
Bitrix24Page *bitrix24_page_read (const Bitrix24Reply *reply, const char *after, GError **error);
void bitrix24_page_free (Bitrix24Page *page);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Bitrix24Page, bitrix24_page_free)

/* Of what was added. The reply's error, PROTOCOL without one. */
char *bitrix24_made_id (const Bitrix24Reply *reply, GError **error);

/* Among those that have an address: the one of KIND who is longest there, "" = none is. COUNT (may
 * be NULL): how many there are. */
char *bitrix24_found_id (const Bitrix24Reply *reply, Bitrix24Kind kind, guint *count);
