/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-operation.h"

#include "flags.h"

static const char *const verb_names[] = { "flag", "move", "copy", "delete" };

const char *
store_verb_name (StoreVerb verb)
{
  return verb_names[verb];
}

gboolean
store_verb_parse (const char *name, StoreVerb *verb)
{
  for (guint i = 0; i < G_N_ELEMENTS (verb_names); i++)
    if (g_str_equal (verb_names[i], name))
      {
        *verb = (StoreVerb) i;
        return TRUE;
      }
  return FALSE;
}

/* Copies stay apart: two of one message are two messages. */
gboolean
store_operation_joins (const StoreOperation *earlier, const StoreOperation *later)
{
  return earlier->verb == later->verb && earlier->verb != STORE_VERB_COPY
         && earlier->begun == later->begun && g_str_equal (earlier->origin, later->origin)
         && g_str_equal (earlier->target, later->target)
         && earlier->target_uidvalidity == later->target_uidvalidity
         && earlier->target_uidnext == later->target_uidnext
         && g_str_equal (earlier->added_flags, later->added_flags)
         && g_str_equal (earlier->removed_flags, later->removed_flags);
}

void
store_operation_free (StoreOperation *operation)
{
  if (!operation)
    return;
  g_free (operation->added_flags);
  g_free (operation->removed_flags);
  g_free (operation->target);
  g_free (operation->origin);
  g_ptr_array_unref (operation->messages);
  g_free (operation);
}

char *
store_operation_overlay (const char *flags, const char *added, const char *removed)
{
  g_auto (GStrv) old = flags_split (flags);
  g_auto (GStrv) new = flags_split (added);
  g_autoptr (GPtrArray) words = g_ptr_array_new ();

  for (guint i = 0; old[i]; i++)
    if (!flags_contain (removed, old[i]))
      g_ptr_array_add (words, old[i]);
  for (guint i = 0; new[i]; i++)
    g_ptr_array_add (words, new[i]);
  g_ptr_array_add (words, NULL);
  return flags_canonical ((const char *const *) words->pdata);
}
