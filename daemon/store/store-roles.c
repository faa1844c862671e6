/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-roles.h"

#include "store-sql-names.h"

#define NO_ROLE "none"

typedef struct
{
  char *role; /* NULL: nothing chosen, as is selected -1 */
  int selected;
} Choice;

typedef struct
{
  gint64 id;
  char *path;
  char *guessed;
  char *role;
  int selected;
} Holder;

static void
choice_free (Choice *choice)
{
  g_free (choice->role);
  g_free (choice);
}

static void
holder_free (Holder *holder)
{
  g_free (holder->path);
  g_free (holder->guessed);
  g_free (holder->role);
  g_free (holder);
}

static Choice *
read_choice (StoreStatement *statement)
{
  Choice *choice = g_new0 (Choice, 1);
  gboolean has_role = !store_statement_is_null (statement, 1);
  gboolean has_selected = !store_statement_is_null (statement, 2);

  choice->role = has_role ? store_statement_dup_text (statement, 1) : NULL;
  choice->selected = has_selected ? store_statement_int64 (statement, 2) != 0 : -1;
  return choice;
}

/* Path → Choice. */
static GHashTable *
read_choices (StoreTransaction *transaction, const char *account, GError **error)
{
  g_autoptr (GHashTable) choices
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) choice_free);
  g_autoptr (StoreStatement) statement = store_database_use (transaction->state, STATE_CHOICES);
  StoreStep step = STORE_STEP_DONE;

  store_statement_bind_text (statement, ":account", account);
  while ((step = store_statement_step (statement, error)) == STORE_STEP_ROW)
    g_hash_table_insert (choices, store_statement_dup_text (statement, 0), read_choice (statement));
  return step == STORE_STEP_DONE ? g_steal_pointer (&choices) : NULL;
}

static GPtrArray *
read_holders (StoreTransaction *transaction, const char *account, GError **error)
{
  g_autoptr (GPtrArray) holders = g_ptr_array_new_with_free_func ((GDestroyNotify) holder_free);
  g_autoptr (StoreStatement) statement = store_database_use (transaction->mail, MAIL_FOLDER_ROLES);
  StoreStep step = STORE_STEP_DONE;

  store_statement_bind_text (statement, ":account", account);
  while ((step = store_statement_step (statement, error)) == STORE_STEP_ROW)
    {
      Holder *holder = g_new0 (Holder, 1);
      holder->id = store_statement_int64 (statement, 0);
      holder->path = store_statement_dup_text (statement, 1);
      holder->guessed = store_statement_dup_text (statement, 2);
      holder->role = store_statement_dup_text (statement, 3);
      holder->selected = (int) store_statement_int64 (statement, 4);
      g_ptr_array_add (holders, holder);
    }
  return step == STORE_STEP_DONE ? g_steal_pointer (&holders) : NULL;
}

/* TRUE when ROLE was free; "none" always is. */
static gboolean
claim (GHashTable *taken, const char *role)
{
  return g_str_equal (role, NO_ROLE) || g_hash_table_add (taken, (gpointer) role);
}

static GHashTable *
claim_chosen (GPtrArray *holders, GHashTable *choices)
{
  GHashTable *taken = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < holders->len; i++)
    {
      Holder *holder = holders->pdata[i];
      Choice *choice = g_hash_table_lookup (choices, holder->path);
      if (choice && choice->role)
        claim (taken, choice->role);
    }
  return taken;
}

static gboolean
apply (StoreTransaction *transaction, const char *account, Holder *holder, const char *role,
       int selected, GError **error)
{
  g_autoptr (StoreStatement) statement
      = store_database_use (transaction->mail, MAIL_FOLDER_SET_ROLE);

  if (g_str_equal (holder->role, role) && holder->selected == selected)
    return TRUE;
  store_statement_bind_int64 (statement, ":id", holder->id);
  store_statement_bind_text (statement, ":role", role);
  store_statement_bind_int64 (statement, ":selected", selected);
  store_transaction_note_folder (transaction, holder->id, account);
  return store_statement_run (statement, error);
}

gboolean
store_roles_update (StoreTransaction *transaction, const char *account, GError **error)
{
  g_autoptr (GHashTable) choices = read_choices (transaction, account, error);
  g_autoptr (GPtrArray) holders = choices ? read_holders (transaction, account, error) : NULL;
  g_autoptr (GHashTable) taken = holders ? claim_chosen (holders, choices) : NULL;

  for (guint i = 0; holders && i < holders->len; i++)
    {
      Holder *holder = holders->pdata[i];
      Choice *choice = g_hash_table_lookup (choices, holder->path);
      const char *role = choice ? choice->role : NULL;
      int selected = choice && choice->selected >= 0 ? choice->selected : TRUE;
      if (!role)
        role = claim (taken, holder->guessed) ? holder->guessed : NO_ROLE;
      if (!apply (transaction, account, holder, role, selected, error))
        return FALSE;
    }
  return holders != NULL;
}
