/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What CrmDav is inside, for the files that are one with it and for nobody else: crm-dav.c (how it
 * is set up), crm-dav-places.c (where things lie), crm-dav-pull.c and crm-dav-push.c.
 */
#pragma once

#include "account-services.h"
#include "crm-dav-line.h"
#include "crm-remote.h"
#include "dav-discovery.h"
#include "dav-pull.h"

#define CRM_TYPE_DAV (crm_dav_get_type ())
G_DECLARE_FINAL_TYPE (CrmDav, crm_dav, CRM, DAV, CrmRemote)

/* What a pull knows of one of the two collections. */
typedef struct
{
  char *path; /* "" = there is no such collection */
  char *token;
  char *ctag;
} CrmDavMark;

struct _CrmDav
{
  CrmRemote parent;
  AccountServices *services; /* borrowed */
  char *url;
  char *address_book;
  char *task_list;
  char *user;
  char *ca_file; /* NULL = the system's */
  char *pin;     /* NULL = none */
  CrmDavLine line;

  DavDiscovery *discovery; /* NULL = nobody has looked yet */

  DavPull *pull;            /* NULL = none is under way */
  DavKind kind;             /* what it is about */
  gboolean was_interrupted; /* an earlier part of this pull was told by another conversation */
  guint again;              /* seconds after which all has to be listed once more; 0 = it has not */
  CrmDavMark marks[2];      /* by DavKind: of the last pull, then of this one */
};

/* crm-dav-places.c. FALSE: the error says so; another look may find more. */
void crm_dav_find_async (CrmDav *dav, GCancellable *cancellable, GAsyncReadyCallback callback,
                         gpointer data);
gboolean crm_dav_find_finish (CrmDav *dav, GAsyncResult *result, GError **error);
/* The URL, NULL = there is no such collection. After it was found. */
gboolean crm_dav_place (CrmDav *dav, DavKind kind, char **url, GError **error);
void crm_dav_forget_places (CrmDav *dav);

/* crm-dav-pull.c */
void crm_dav_pull_async (CrmRemote *remote, const char *cursor, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer data);
StoreRemotePage *crm_dav_pull_finish (CrmRemote *remote, GAsyncResult *result, GError **error);
void crm_dav_forget_pull (CrmDav *dav);
StoreRemoteCustomer *crm_dav_customer (const DavItem *item);

/* crm-dav-push.c */
void crm_dav_push_async (CrmRemote *remote, const StoreIntent *intent, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer data);
StoreRemotePushed *crm_dav_push_finish (CrmRemote *remote, GAsyncResult *result, GError **error);
