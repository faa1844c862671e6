/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The members of Crm that list what there is, as handlers for its table, and how its things are
 * named on the bus. Their object is the Crm.
 */
#pragma once

#include "bus-interface.h"
#include "store-crm.h"

#define BUS_CRM_LIST(name)                                                                         \
  GVariant *bus_crm_list_##name (gpointer object, GVariant *arguments, BusCall *call,              \
                                 GError **error)

BUS_CRM_LIST (employees);
BUS_CRM_LIST (customers);
BUS_CRM_LIST (records);
BUS_CRM_LIST (tasks);

/* "contact" "company" "lead", ended by NULL. */
extern const char *const bus_crm_kinds[];

/* Ids are text on the bus, since those of other backends are no numbers. TEXT that is no id of
 * WHAT ("customer") is NOT_FOUND. */
gboolean bus_crm_parse_id (const char *what, const char *text, gint64 *id, GError **error);
GVariant *bus_crm_id_new (gint64 id); /* s, floating */
