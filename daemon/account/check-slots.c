/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check-slots.h"

typedef struct
{
  CheckSlotFunction granted;
  gpointer waiter;
} Request;

struct _CheckSlots
{
  guint n_free;
  GQueue requests; /* Request, none while a slot is free */
};

CheckSlots *
check_slots_new (guint n_slots)
{
  CheckSlots *slots = g_new0 (CheckSlots, 1);

  slots->n_free = n_slots;
  g_queue_init (&slots->requests);
  return slots;
}

void
check_slots_free (CheckSlots *slots)
{
  g_queue_clear_full (&slots->requests, g_free);
  g_free (slots);
}

static GList *
find (CheckSlots *slots, gpointer waiter)
{
  for (GList *link = slots->requests.head; link; link = link->next)
    if (((Request *) link->data)->waiter == waiter)
      return link;
  return NULL;
}

gboolean
check_slots_take (CheckSlots *slots, CheckSlotFunction granted, gpointer waiter)
{
  Request request = { granted, waiter };

  if (slots->n_free > 0)
    {
      slots->n_free--;
      return TRUE;
    }
  if (!find (slots, waiter))
    g_queue_push_tail (&slots->requests, g_memdup2 (&request, sizeof request));
  return FALSE;
}

void
check_slots_leave (CheckSlots *slots, gpointer waiter)
{
  GList *link = find (slots, waiter);

  if (!link)
    return;
  g_free (link->data);
  g_queue_delete_link (&slots->requests, link);
}

void
check_slots_release (CheckSlots *slots)
{
  g_autofree Request *request = g_queue_pop_head (&slots->requests);

  if (request)
    request->granted (request->waiter);
  else
    slots->n_free++;
}
