/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Another system that keeps customers and tasks, in memory, for tests of who speaks with it: a
 * backend that does what it is asked, writes it down, and fails as it is told to. What it keeps
 * outlives the daemon's side of it. Only public headers of the daemon.
 */
#pragma once

#include "crm-backend.h"

typedef enum
{
  ELSEWHERE_BEFORE, /* it does nothing */
  ELSEWHERE_AFTER,  /* it does it, and nobody hears of that */
} ElsewhereMoment;

typedef struct
{
  GString *said;        /* every call, in order, between spaces */
  GPtrArray *employees; /* StoreRemoteEmployee */
  GPtrArray *customers; /* StoreRemoteCustomer */
  GPtrArray *tasks;     /* StoreRemoteTask */
  GPtrArray *records;   /* char *: their markers */
  guint next;           /* id */
  const char *place;
  guint page; /* customers on one; 0 = all */
  guint again;
  const char *learnt;        /* a url that it tells the daemon to keep */
  int error;                 /* a PosthornError for every call; -1 = none */
  int push_error;            /* for what is pushed next, once */
  ElsewhereMoment moment;    /* of these errors */
  const char *refused;       /* the title of a task that is not taken */
  const char *poison;        /* and of one that leads to nonsense */
  const char *register_path; /* a file with a line for each thing made; NULL = none is written */
  gboolean holds;            /* what is pushed next is done and not answered */
  GTask *held;               /* until elsewhere_release() */
  int n_calls;               /* steps of the dialogue */
  int kill_at;               /* the one at which this process ends itself; 0 = never */
  guint n_begun;             /* conversations */
  guint n_ended;
} Elsewhere;

/* There is one at a time, and all backends are about it. */
extern Elsewhere *elsewhere;
Elsewhere *elsewhere_new (void);
void elsewhere_free (Elsewhere *self);
void elsewhere_release (void);
/* What another process has made, from its register, which goes on being written. */
void elsewhere_load (const char *register_path);

/* Three names for it: "bitrix24", "dav", which must be given a url, and "sealed", which takes a
 * password. */
extern const CrmBackend *const elsewhere_backends[];

void elsewhere_add_employee (const char *remote, const char *login, const char *address);
/* ADDRESSES between spaces; an id that is there is changed. */
void elsewhere_put_customer (const char *remote, CrmKind kind, const char *name,
                             const char *addresses, const char *responsible);
void elsewhere_drop_customer (const char *remote);
StoreRemoteTask *elsewhere_find_task (const char *title); /* NULL = it is not there */
void elsewhere_drop_task (const char *title);
