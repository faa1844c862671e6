/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One bus interface of one domain object: the documented XML (embedded) says what it looks like,
 * a static table says who answers. Dispatching, replies, errors and PropertiesChanged happen here
 * and nowhere else. It knows no interface by name.
 */
#pragma once

#include <gio/gio.h>

/* A method call, or a write to a property, that is being answered. */
typedef struct _BusCall BusCall;

/* ARGUMENTS is the tuple of a method, the value of a write. Answers by returning a floating tuple
 * (NULL for an empty one), or by setting ERROR, or later: bus_call_take(), then NULL. */
typedef GVariant *(*BusHandler) (gpointer object, GVariant *arguments, BusCall *call,
                                 GError **error);
typedef GVariant *(*BusGetter) (gpointer object); /* floating */

typedef struct
{
  const char *name;
  BusHandler handle;
} BusMethod;

/* Read from the object's property FROM unless there is GET. SET is NULL for what is only read. */
typedef struct
{
  const char *name;
  const char *from;
  BusGetter get;
  BusHandler set;
} BusProperty;

/* Lists end with a NULL name and may be NULL. */
typedef struct
{
  const char *interface;
  const BusMethod *methods;
  const BusProperty *properties;
} BusTable;

#define BUS_TYPE_INTERFACE (bus_interface_get_type ())
G_DECLARE_FINAL_TYPE (BusInterface, bus_interface, BUS, INTERFACE, GDBusInterfaceSkeleton)

/* OBJECT is what handlers are given; every notify of it may lead to PropertiesChanged, once per
 * turn of the main loop and only for values that differ. CONTEXT is handed on by the calls. */
BusInterface *bus_interface_new (const BusTable *table, GObject *object, gpointer context);

/* NULL when TABLE answers for exactly the members that the XML has, else what does not fit. */
char *bus_table_difference (const BusTable *table);

/* The embedded XML, "org.posthorn.Posthorn1.Job.xml"; free with g_strfreev(). */
GStrv bus_interface_list_xml (void);

gpointer bus_call_get_context (BusCall *call);
const char *bus_call_get_sender (BusCall *call); /* unique name of the caller's connection */
BusCall *bus_call_take (BusCall *call);
/* Once for a call that was taken; it is gone afterwards. VALUE as a handler returns it; ERROR
 * (transfer full) wins. */
void bus_call_answer (BusCall *call, GVariant *value, GError *error);

/* Something to keep until the answer. */
void bus_call_set_data (BusCall *call, gpointer data, GDestroyNotify destroy);
gpointer bus_call_get_data (BusCall *call);

/* The descriptor that the argument KEY of type h stands for; the caller's. -1 with ERROR. */
int bus_call_get_descriptor (BusCall *call, const char *key, gint handle, GError **error);
/* Sends DESCRIPTOR, which is taken over, with the answer; returns the value of type h. */
gint bus_call_add_descriptor (BusCall *call, int descriptor);
