/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is to be done next on the way to something at a DAV server, and what came of it, for step
 * functions that only decide what follows on what. Whoever plays them (account/, a test) need not
 * know what they are about; they know no store and no connection.
 */
#pragma once

#include "dav-answer.h"
#include "dav-calendar.h"

typedef enum
{
  DAV_SEND,  /* ask the server */
  DAV_WRITE, /* make the text of a task: dav-calendar.h */
  DAV_KNOWN, /* read which versions are known here */
} DavDeed;

typedef enum
{
  DAV_READS_NOTHING,
  DAV_READS_ANSWER, /* of status 207 */
  DAV_READS_TASK,   /* of status 200 */
} DavReads;

typedef struct
{
  DavDeed deed;
  const char *method; /* this and the following of DAV_SEND */
  char *url;
  const char *depth; /* NULL = none; so are the next */
  char *if_match;
  gboolean is_new; /* only if there is nothing at that place */
  const char *content_type;
  char *body;
  DavReads reads;
  DavTaskDraft *draft; /* of DAV_WRITE; borrowed */
  const char *text;    /* what is changed, borrowed; NULL = a new one is made */
} DavRequest;

DavRequest *dav_request_new (DavDeed deed);
/* With a body of XML, which is taken over. */
DavRequest *dav_request_new_query (const char *method, const char *url, const char *depth,
                                   char *body);
void dav_request_free (DavRequest *request);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DavRequest, dav_request_free)

/* All borrowed. */
typedef struct
{
  guint status; /* 0: what came was no HTTP, or too much of it */
  const char *etag;
  const char *location;
  const DavAnswer *answer; /* what the request READS, if it came */
  const DavTask *task;     /* likewise */
  const char *text;        /* what was read as a task, or written */
  GHashTable *known;       /* path → version */
  const GError *problem;   /* why nothing is read or written; NULL = that is as it should be */
} DavReply;

typedef struct
{
  DavRequest *(*command) (gpointer steps); /* NULL: it is over, or a stage of it */
  void (*advance) (gpointer steps, const DavReply *reply);
} DavStepsKind;

/* Whether REPLY has what was to be read. */
gboolean dav_reply_is_fine (const DavReply *reply);

/* Whether the server knows no such question, or not what it is about: servers have many words for
 * that. */
gboolean dav_reply_is_refusal (const DavReply *reply);

/* What a user has to know of a REPLY that is not as it should be, to a question about all, or about
 * the one thing that is called WHAT ("The task «x»"), of which CRM_REMOTE says that it is refused
 * for good. HOST is named. */
GError *dav_reply_error (const DavReply *reply, const char *host, const char *what);
