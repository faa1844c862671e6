/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "uid-set.h"

struct _UidSet
{
  GArray *ranges; /* UidRange, ascending; between two neighbours at least one UID is missing */
};

UidSet *
uid_set_new (void)
{
  UidSet *set = g_new0 (UidSet, 1);
  set->ranges = g_array_new (FALSE, FALSE, sizeof (UidRange));
  return set;
}

UidSet *
uid_set_copy (const UidSet *set)
{
  UidSet *copy = uid_set_new ();
  g_array_append_vals (copy->ranges, set->ranges->data, set->ranges->len);
  return copy;
}

void
uid_set_free (UidSet *set)
{
  if (!set)
    return;
  g_array_unref (set->ranges);
  g_free (set);
}

guint
uid_set_n_ranges (const UidSet *set)
{
  return set->ranges->len;
}

UidRange
uid_set_range (const UidSet *set, guint index)
{
  return g_array_index (set->ranges, UidRange, index);
}

/* Index of the first range whose last UID is at least UID. */
static guint
lower_bound (const UidSet *set, guint32 uid)
{
  guint low = 0;
  guint high = set->ranges->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      if (uid_set_range (set, middle).last < uid)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

void
uid_set_add (UidSet *set, guint32 uid)
{
  uid_set_add_range (set, uid, uid);
}

void
uid_set_add_range (UidSet *set, guint32 first, guint32 last)
{
  UidRange added = { MIN (first, last), MAX (first, last) };
  guint begin;
  guint end;

  g_return_if_fail (added.first > 0);
  /* Ranges that only touch the new one are swallowed too, hence the - 1 and + 1. */
  begin = lower_bound (set, added.first - 1);
  for (end = begin; end < set->ranges->len; end++)
    {
      UidRange old = uid_set_range (set, end);
      if (added.last != G_MAXUINT32 && old.first > added.last + 1)
        break;
      added.first = MIN (added.first, old.first);
      added.last = MAX (added.last, old.last);
    }
  if (end > begin)
    g_array_remove_range (set->ranges, begin, end - begin);
  g_array_insert_val (set->ranges, begin, added);
}

void
uid_set_remove_range (UidSet *set, guint32 first, guint32 last)
{
  guint index = lower_bound (set, first);

  while (index < set->ranges->len)
    {
      UidRange old = uid_set_range (set, index);
      if (old.first > last)
        return;
      g_array_remove_index (set->ranges, index);
      if (old.first < first)
        {
          UidRange before = { old.first, first - 1 };
          g_array_insert_val (set->ranges, index, before);
          index++;
        }
      if (old.last > last)
        {
          UidRange after = { last + 1, old.last };
          g_array_insert_val (set->ranges, index, after);
          return;
        }
    }
}

/* Appends a range that lies behind all others of SET. */
static void
append_range (UidSet *set, UidRange range)
{
  g_array_append_val (set->ranges, range);
}

void
uid_set_union (UidSet *set, const UidSet *other)
{
  g_autoptr (UidSet) left = uid_set_copy (set);
  guint i = 0;
  guint j = 0;

  g_array_set_size (set->ranges, 0);
  while (i < left->ranges->len || j < other->ranges->len)
    {
      gboolean take_left = j == other->ranges->len
                           || (i < left->ranges->len
                               && uid_set_range (left, i).first <= uid_set_range (other, j).first);
      UidRange next = take_left ? uid_set_range (left, i++) : uid_set_range (other, j++);
      uid_set_add_range (set, next.first, next.last);
    }
}

void
uid_set_intersect (UidSet *set, const UidSet *other)
{
  g_autoptr (UidSet) left = uid_set_copy (set);
  guint i = 0;
  guint j = 0;

  g_array_set_size (set->ranges, 0);
  while (i < left->ranges->len && j < other->ranges->len)
    {
      UidRange a = uid_set_range (left, i);
      UidRange b = uid_set_range (other, j);
      UidRange common = { MAX (a.first, b.first), MIN (a.last, b.last) };
      if (common.first <= common.last)
        append_range (set, common);
      if (a.last < b.last)
        i++;
      else
        j++;
    }
}

/* The part of REST before the ranges of OTHER from J on; moves J and REST.first along. */
static void
subtract_from_range (UidSet *set, UidRange rest, const UidSet *other, guint *j)
{
  while (*j < other->ranges->len && uid_set_range (other, *j).first <= rest.last)
    {
      UidRange hole = uid_set_range (other, *j);
      if (hole.first > rest.first)
        append_range (set, (UidRange){ rest.first, hole.first - 1 });
      if (hole.last >= rest.last)
        return;
      rest.first = MAX (rest.first, hole.last + 1);
      (*j)++;
    }
  append_range (set, rest);
}

void
uid_set_subtract (UidSet *set, const UidSet *other)
{
  g_autoptr (UidSet) left = uid_set_copy (set);
  guint j = 0;

  g_array_set_size (set->ranges, 0);
  for (guint i = 0; i < left->ranges->len; i++)
    {
      UidRange range = uid_set_range (left, i);
      while (j < other->ranges->len && uid_set_range (other, j).last < range.first)
        j++;
      subtract_from_range (set, range, other, &j);
    }
}

gboolean
uid_set_contains (const UidSet *set, guint32 uid)
{
  guint index = lower_bound (set, uid);
  return index < set->ranges->len && uid_set_range (set, index).first <= uid;
}

gboolean
uid_set_equal (const UidSet *a, const UidSet *b)
{
  if (a->ranges->len != b->ranges->len)
    return FALSE;
  for (guint i = 0; i < a->ranges->len; i++)
    if (uid_set_range (a, i).first != uid_set_range (b, i).first
        || uid_set_range (a, i).last != uid_set_range (b, i).last)
      return FALSE;
  return TRUE;
}

gboolean
uid_set_is_empty (const UidSet *set)
{
  return set->ranges->len == 0;
}

guint64
uid_set_count (const UidSet *set)
{
  guint64 count = 0;

  for (guint i = 0; i < set->ranges->len; i++)
    count += (guint64) uid_set_range (set, i).last - uid_set_range (set, i).first + 1;
  return count;
}

guint32
uid_set_max (const UidSet *set)
{
  return set->ranges->len ? uid_set_range (set, set->ranges->len - 1).last : 0;
}

UidSet *
uid_set_take_newest (UidSet *set, guint64 count)
{
  UidSet *taken = uid_set_new ();

  while (count > 0 && set->ranges->len > 0)
    {
      UidRange range = uid_set_range (set, set->ranges->len - 1);
      guint64 size = (guint64) range.last - range.first + 1;
      if (size > count)
        range.first = (guint32) (range.last - count + 1);
      count -= MIN (size, count);
      uid_set_remove_range (set, range.first, range.last);
      uid_set_add_range (taken, range.first, range.last);
    }
  return taken;
}

char *
uid_set_to_string (const UidSet *set)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < set->ranges->len; i++)
    {
      UidRange range = uid_set_range (set, i);
      g_string_append_printf (text, "%s%u", i ? "," : "", range.first);
      if (range.last > range.first)
        g_string_append_printf (text, ":%u", range.last);
    }
  return g_string_free (text, FALSE);
}

/* nz-number of RFC 9051: no sign, no leading zero, fits 32 bits. */
static gboolean
parse_uid (const char **cursor, const char *end, guint32 *uid)
{
  guint64 value = 0;
  const char *start = *cursor;

  while (*cursor < end && g_ascii_isdigit (**cursor) && value <= G_MAXUINT32)
    value = value * 10 + (guint) (*(*cursor)++ - '0');
  *uid = (guint32) value;
  return *cursor > start && *start != '0' && value <= G_MAXUINT32;
}

static gboolean
parse_range (const char **cursor, const char *end, UidRange *range)
{
  if (!parse_uid (cursor, end, &range->first))
    return FALSE;
  range->last = range->first;
  if (*cursor == end || **cursor != ':')
    return TRUE;
  (*cursor)++;
  return parse_uid (cursor, end, &range->last);
}

UidSet *
uid_set_parse (const char *text, gsize length, guint max_ranges)
{
  g_autoptr (UidSet) set = uid_set_new ();
  const char *cursor = text;
  const char *end = text + length;

  while (cursor < end)
    {
      UidRange range;
      if (!parse_range (&cursor, end, &range) || max_ranges-- == 0)
        return NULL;
      uid_set_add_range (set, range.first, range.last);
      if (cursor == end)
        return g_steal_pointer (&set);
      if (*cursor++ != ',')
        return NULL;
    }
  return NULL;
}
