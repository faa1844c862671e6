/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One service on a bus that may come, go and answer rubbish: calls without waiting, signals, and
 * word of both. What does not fit its type is dropped here, so that nobody else sees it. It does
 * not know what the service is for. It starts one only when it is asked to.
 */
#pragma once

#include <gio/gio.h>
#include <gio/gunixfdlist.h>

typedef struct _RemoteService RemoteService;

typedef struct
{
  void (*appeared) (gpointer data); /* again after each restart */
  void (*vanished) (gpointer data); /* also when it was not there at the start */
} RemoteEvents;

typedef struct
{
  const char *interface;
  const char *name;
  const char *type; /* of the answer, or of the arguments of a signal: "(u)" */
} RemoteMember;

/* ANSWER is NULL when the call failed. FDS may be NULL. A callback NULL: nobody wants to know. */
typedef void (*RemoteAnswer) (GVariant *answer, GUnixFDList *fds, gpointer data);
typedef void (*RemoteSignal) (GVariant *arguments, gpointer data);

/* DATA goes to all callbacks; the service may be freed in any of them. */
RemoteService *remote_service_new (GDBusConnection *connection, const char *name,
                                   const RemoteEvents *events, gpointer data);
void remote_service_free (RemoteService *service); /* no callback comes afterwards */

/* Has the bus start it where it can; APPEARED tells when it is there. */
void remote_service_start (RemoteService *service);

/* Both only while the service is there. A subscription ends when the service does. */
void remote_service_call (RemoteService *service, const char *path, const RemoteMember *method,
                          GVariant *arguments, RemoteAnswer callback);
guint remote_service_subscribe (RemoteService *service, const char *path,
                                const RemoteMember *signal, RemoteSignal callback);
void remote_service_unsubscribe (RemoteService *service, guint subscription);

/* Calls under way are not answered any more. */
void remote_service_cancel (RemoteService *service);
