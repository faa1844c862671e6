/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dav-answer.h"

#define CARD_TYPE "(bbsas)"
#define ITEM_TYPE "(suusssssasassm" CARD_TYPE "m" DAV_TASK_TYPE ")"

void
dav_card_free (DavCard *card)
{
  g_free (card->name);
  g_strfreev (card->addresses);
  g_free (card);
}

void
dav_task_free (DavTask *task)
{
  g_free (task->uid);
  g_free (task->title);
  g_free (task);
}

DavItem *
dav_item_new (void)
{
  DavItem *item = g_new0 (DavItem, 1);

  item->href = g_strdup ("");
  item->status = 200;
  item->name = g_strdup ("");
  item->etag = g_strdup ("");
  item->ctag = g_strdup ("");
  item->sync_token = g_strdup ("");
  item->principal = g_strdup ("");
  item->address_book_homes = g_new0 (char *, 1);
  item->calendar_homes = g_new0 (char *, 1);
  item->problem = g_strdup ("");
  return item;
}

void
dav_item_free (DavItem *item)
{
  g_free (item->href);
  g_free (item->name);
  g_free (item->etag);
  g_free (item->ctag);
  g_free (item->sync_token);
  g_free (item->principal);
  g_strfreev (item->address_book_homes);
  g_strfreev (item->calendar_homes);
  g_clear_pointer (&item->card, dav_card_free);
  g_clear_pointer (&item->task, dav_task_free);
  g_free (item->problem);
  g_free (item);
}

DavAnswer *
dav_answer_new (void)
{
  DavAnswer *answer = g_new0 (DavAnswer, 1);

  answer->sync_token = g_strdup ("");
  answer->items = g_ptr_array_new_with_free_func ((GDestroyNotify) dav_item_free);
  return answer;
}

void
dav_answer_free (DavAnswer *answer)
{
  g_free (answer->sync_token);
  g_ptr_array_unref (answer->items);
  g_free (answer);
}

static GVariant *
card_to_variant (const DavCard *card)
{
  return card ? g_variant_new ("(bbs^as)", card->is_company, card->is_group, card->name,
                               card->addresses)
              : NULL;
}

static DavCard *
card_from_variant (GVariant *variant)
{
  DavCard *card = g_new0 (DavCard, 1);

  g_variant_get (variant, "(bbs^as)", &card->is_company, &card->is_group, &card->name,
                 &card->addresses);
  return card;
}

GVariant *
dav_task_to_variant (const DavTask *task)
{
  return g_variant_new (DAV_TASK_TYPE, task->uid, task->title, task->due, task->completed);
}

static DavTask *
task_from_variant (GVariant *variant)
{
  DavTask *task = g_new0 (DavTask, 1);

  g_variant_get (variant, DAV_TASK_TYPE, &task->uid, &task->title, &task->due, &task->completed);
  return task;
}

static gboolean
is_value (GVariant *variant, const char *type)
{
  return g_variant_is_of_type (variant, G_VARIANT_TYPE (type))
         && g_variant_is_normal_form (variant);
}

DavTask *
dav_task_from_variant (GVariant *variant)
{
  return is_value (variant, DAV_TASK_TYPE) ? task_from_variant (variant) : NULL;
}

static GVariant *
item_to_variant (const DavItem *item)
{
  GVariant *card = card_to_variant (item->card);
  GVariant *task = item->task ? dav_task_to_variant (item->task) : NULL;

  return g_variant_new ("(suusssss^as^ass@m" CARD_TYPE "@m" DAV_TASK_TYPE ")", item->href,
                        item->status, item->traits, item->name, item->etag, item->ctag,
                        item->sync_token, item->principal, item->address_book_homes,
                        item->calendar_homes, item->problem,
                        g_variant_new_maybe (G_VARIANT_TYPE (CARD_TYPE), card),
                        g_variant_new_maybe (G_VARIANT_TYPE (DAV_TASK_TYPE), task));
}

static DavItem *
item_from_variant (GVariant *variant)
{
  DavItem *item = g_new0 (DavItem, 1);
  g_autoptr (GVariant) card = NULL;
  g_autoptr (GVariant) task = NULL;

  g_variant_get (variant, "(suusssss^as^assm@" CARD_TYPE "m@" DAV_TASK_TYPE ")", &item->href,
                 &item->status, &item->traits, &item->name, &item->etag, &item->ctag,
                 &item->sync_token, &item->principal, &item->address_book_homes,
                 &item->calendar_homes, &item->problem, &card, &task);
  item->card = card ? card_from_variant (card) : NULL;
  item->task = task ? task_from_variant (task) : NULL;
  return item;
}

GVariant *
dav_answer_to_variant (const DavAnswer *answer)
{
  g_auto (GVariantBuilder) items = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a" ITEM_TYPE));

  for (guint i = 0; i < answer->items->len; i++)
    g_variant_builder_add_value (&items, item_to_variant (g_ptr_array_index (answer->items, i)));
  return g_variant_new ("(s@a" ITEM_TYPE ")", answer->sync_token, g_variant_builder_end (&items));
}

DavAnswer *
dav_answer_from_variant (GVariant *variant)
{
  g_autoptr (GVariant) items = NULL;
  DavAnswer *answer;
  GVariantIter iter;
  GVariant *item;

  if (!is_value (variant, DAV_ANSWER_TYPE))
    return NULL;
  answer = g_new0 (DavAnswer, 1);
  answer->items = g_ptr_array_new_with_free_func ((GDestroyNotify) dav_item_free);
  g_variant_get (variant, "(s@a" ITEM_TYPE ")", &answer->sync_token, &items);
  g_variant_iter_init (&iter, items);
  while ((item = g_variant_iter_next_value (&iter)))
    {
      g_ptr_array_add (answer->items, item_from_variant (item));
      g_variant_unref (item);
    }
  return answer;
}
