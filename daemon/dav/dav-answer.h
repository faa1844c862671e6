/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a DAV server has answered (RFC 4918, 13), as a value that is made in the confined process
 * and carried out of it. Strings are never NULL; "" = not told. It knows no XML and decides
 * nothing.
 */
#pragma once

#include <glib.h>

typedef enum
{
  DAV_COLLECTION = 1 << 0,
  DAV_ADDRESS_BOOK = 1 << 1,
  DAV_CALENDAR = 1 << 2,
  DAV_FOR_TASKS = 1 << 3,     /* it says which components it is for, and tasks are among them */
  DAV_FOR_OTHERS = 1 << 4,    /* likewise, and others are */
  DAV_MAY_WRITE = 1 << 5,     /* it says what one may do there, and writing is among it */
  DAV_MAY_SOMETHING = 1 << 6, /* likewise, and other things are */
} DavTraits;

typedef struct
{
  gboolean is_company;
  gboolean is_group; /* of cards: nobody by itself */
  char *name;
  GStrv addresses; /* as they are written there */
} DavCard;

typedef struct
{
  char *uid;
  char *title;
  gint64 due;       /* Unix seconds, 0 = not due */
  gint64 completed; /* likewise, 0 = open; a little wrong where it is not told when */
} DavTask;

typedef struct
{
  char *href;
  guint status; /* of the whole of it, 200 when none is told */
  guint traits;
  char *name; /* for people, one line */
  char *etag;
  char *ctag; /* another one after every change of the collection */
  char *sync_token;
  char *principal; /* the one who asks */
  GStrv address_book_homes;
  GStrv calendar_homes;
  DavCard *card; /* NULL = none came, or it cannot be read */
  DavTask *task; /* likewise; NULL of what has no task in it */
  char *problem; /* why it cannot be read */
} DavItem;

typedef struct
{
  char *sync_token;
  GPtrArray *items; /* DavItem */
} DavAnswer;

void dav_card_free (DavCard *card);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DavCard, dav_card_free)
void dav_task_free (DavTask *task);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DavTask, dav_task_free)
DavItem *dav_item_new (void);
void dav_item_free (DavItem *item);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DavItem, dav_item_free)
DavAnswer *dav_answer_new (void);
void dav_answer_free (DavAnswer *answer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DavAnswer, dav_answer_free)

/* The whole as one GVariant, floating; NULL unless VARIANT is one in normal form. */
#define DAV_TASK_TYPE "(ssxx)"
GVariant *dav_task_to_variant (const DavTask *task);
DavTask *dav_task_from_variant (GVariant *variant);

#define DAV_ANSWER_TYPE "(sa(suusssssasassm(bbsas)m" DAV_TASK_TYPE "))"
GVariant *dav_answer_to_variant (const DavAnswer *answer);
DavAnswer *dav_answer_from_variant (GVariant *variant);
