/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The way to the daemon: calls, properties, names to object paths, and what each error means for
 * the exit code. Plain GDBus calls, so that this program shows what any client can do. It prints
 * nothing and knows no command.
 */
#pragma once

#include <gio/gio.h>
#include <gio/gunixfdlist.h>

#define BUS_NAME    "org.posthorn.Posthorn1"
#define ROOT_PATH   "/org/posthorn/Posthorn1"
#define IFACE(name) BUS_NAME "." name

/* An error's code is the exit code of the program. */
#define CTL_ERROR (ctl_error_quark ())

typedef enum
{
  CTL_ERROR_FAILED = 1,
  CTL_ERROR_USAGE = 2,
  CTL_ERROR_UNREACHABLE = 3,
  CTL_ERROR_NOT_FOUND = 4,
  CTL_ERROR_SIGN_IN = 5,
  CTL_ERROR_NETWORK = 6,
  CTL_ERROR_INTERRUPTED = 130,
} CtlError;

GQuark ctl_error_quark (void);

/* NAME is a bus error name or its last part, as in LastError. */
CtlError ctl_error_from_name (const char *name);
int ctl_error_exit_code (const GError *error);

GDBusConnection *connection_open (GError **error);

/* Errors of all calls are CTL_ERROR with the daemon's message. INTERFACE is a whole name.
 * PARAMETERS may be floating; REPLY is the type of the answer. */
GVariant *connection_call (GDBusConnection *bus, const char *path, const char *interface,
                           const char *method, GVariant *parameters, const char *reply,
                           GError **error);

/* FDS goes with the call and RECEIVED comes with the answer; both may be NULL. No time limit. */
GVariant *connection_call_fds (GDBusConnection *bus, const char *path, const char *interface,
                               const char *method, GVariant *parameters, const char *reply,
                               GUnixFDList *fds, GUnixFDList **received, GError **error);

/* For methods that answer one object path. */
char *connection_call_path (GDBusConnection *bus, const char *path, const char *interface,
                            const char *method, GVariant *parameters, GError **error);

/* aa{sv}, a row with KEYS for each of at most 1000 messages, in their order. */
GVariant *connection_rows (GDBusConnection *bus, const guint64 *ids, gsize count,
                           const char *const *keys, GError **error);

/* All properties, a{sv}. */
GVariant *connection_properties (GDBusConnection *bus, const char *path, const char *interface,
                                 GError **error);
/* VALUE may be floating. */
gboolean connection_set_property (GDBusConnection *bus, const char *path, const char *interface,
                                  const char *name, GVariant *value, GError **error);

typedef struct
{
  char *path;
  GVariant *properties; /* a{sv} */
} RemoteObject;

/* The daemon's objects with INTERFACE, ordered by path; RemoteObject. */
GPtrArray *connection_objects (GDBusConnection *bus, const char *interface, GError **error);

/* Object paths. NAME may be a path already; a folder is ACCOUNT/FOLDER, and the account in it may
 * be named like any account; a target is either. */
char *connection_find_account (GDBusConnection *bus, const char *name, GError **error);
char *connection_find_folder (GDBusConnection *bus, const char *name, GError **error);
char *connection_find_target (GDBusConnection *bus, const char *name, GError **error);
