/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stored-signatures.h"

#include "error.h"
#include "mailbox.h"
#include "signature-choice.h"
#include "store-batch-outbox.h"
#include "store-reader-outbox.h"
#include "summary.h"

#define SIGNATURES_MOST 1000
#define OCTETS_MOST     (256 * 1024)

struct _StoredSignatures
{
  GObject parent_instance;
  Store *store;
  GPtrArray *list; /* StoreSignature, by id */
  gint64 last_id;
};

G_DEFINE_FINAL_TYPE (StoredSignatures, stored_signatures, G_TYPE_OBJECT)

static void
stored_signatures_finalize (GObject *object)
{
  StoredSignatures *signatures = POSTHORN_STORED_SIGNATURES (object);

  g_ptr_array_unref (signatures->list);
  g_clear_object (&signatures->store);
  G_OBJECT_CLASS (stored_signatures_parent_class)->finalize (object);
}

static void
stored_signatures_class_init (StoredSignaturesClass *class)
{
  G_OBJECT_CLASS (class)->finalize = stored_signatures_finalize;
}

static void
stored_signatures_init (StoredSignatures *signatures)
{
  signatures->list = g_ptr_array_new_with_free_func ((GDestroyNotify) store_signature_free);
}

StoredSignatures *
stored_signatures_new (Store *store)
{
  StoredSignatures *signatures = g_object_new (TYPE_STORED_SIGNATURES, NULL);

  signatures->store = g_object_ref (store);
  return signatures;
}

gboolean
stored_signatures_load (StoredSignatures *signatures, GError **error)
{
  StoreReader *reader = store_main_reader (signatures->store);
  GPtrArray *list = store_reader_signatures (reader, error);

  if (!list)
    return FALSE;
  g_ptr_array_unref (signatures->list);
  signatures->list = list;
  return store_reader_last_id (reader, "signature", &signatures->last_id, error);
}

GPtrArray *
stored_signatures_list (StoredSignatures *signatures)
{
  return signatures->list;
}

static gboolean
find_index (StoredSignatures *signatures, guint id, guint *index)
{
  for (*index = 0; *index < signatures->list->len; ++*index)
    if (((StoreSignature *) signatures->list->pdata[*index])->id == id)
      return TRUE;
  return FALSE;
}

const StoreSignature *
stored_signatures_find (StoredSignatures *signatures, guint id, GError **error)
{
  guint index;

  if (find_index (signatures, id, &index))
    return signatures->list->pdata[index];
  g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_NOT_FOUND,
               "There is no signature %u: list them again", id);
  return NULL;
}

char *
stored_signatures_sender (const StoreSignature *signature)
{
  MailAddress address = { signature->name, signature->address };

  return *signature->address ? mailbox_format (&address) : g_strdup ("");
}

/* What is on its way to the disk. */
typedef struct
{
  guint id;
  StoreSignature *put; /* NULL: it is removed */
} Change;

static void
change_free (gpointer data)
{
  Change *change = data;

  g_clear_pointer (&change->put, store_signature_free);
  g_free (change);
}

static void
apply (StoredSignatures *signatures, Change *change)
{
  guint index;
  gboolean is_there = find_index (signatures, change->id, &index);

  if (is_there)
    g_ptr_array_remove_index (signatures->list, index);
  if (change->put)
    g_ptr_array_insert (signatures->list, (int) index, g_steal_pointer (&change->put));
}

static void
on_committed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Change *change = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (StoreChanges) changes = store_commit_finish (POSTHORN_STORE (source), result, &error);

  if (!changes)
    {
      g_task_return_error (task, error);
      return;
    }
  apply (g_task_get_source_object (task), change);
  g_task_return_int (task, change->id);
}

static void
commit (GTask *task, guint id, StoreSignature *put)
{
  StoredSignatures *signatures = g_task_get_source_object (task);
  StoreBatch *batch = store_batch_new ();
  Change change = { id, put };

  if (put)
    store_batch_put_signature (batch, put);
  else
    store_batch_remove_signature (batch, id);
  g_task_set_task_data (task, g_memdup2 (&change, sizeof change), change_free);
  store_commit_async (signatures->store, batch, on_committed, g_object_ref (task));
}

static gboolean
check_length (const char *key, const char *text, GError **error)
{
  if (strlen (text) <= OCTETS_MOST)
    return TRUE;
  g_set_error (error, POSTHORN_ERROR, POSTHORN_ERROR_TOO_LARGE,
               "%s: a signature has at most %d octets", key, OCTETS_MOST);
  return FALSE;
}

/* NULL: any sender. */
static MailAddress *
parse_sender (const char *sender, GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autofree char *form = signature_sender_parse (sender, &cause);

  if (form)
    return *form ? mailbox_parse ("sender", form, error) : mail_address_new ("", "");
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, cause->message);
  return NULL;
}

static StoreSignature *
make (guint id, const char *sender, const char *html, const char *text, GError **error)
{
  MailAddress *address = NULL;
  StoreSignature *signature = NULL;

  if (!check_length ("html", html, error) || !check_length ("text", text, error))
    return NULL;
  address = parse_sender (sender, error);
  if (!address)
    return NULL;
  signature = store_signature_new (id, address->name, address->address, html, text);
  mail_address_free (address);
  return signature;
}

void
stored_signatures_add_async (StoredSignatures *signatures, const char *sender, const char *html,
                             const char *text, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (signatures, NULL, callback, data);
  GError *error = NULL;
  StoreSignature *added = make ((guint) signatures->last_id + 1, sender, html, text, &error);

  if (added && signatures->list->len >= SIGNATURES_MOST)
    g_set_error (&error, POSTHORN_ERROR, POSTHORN_ERROR_TOO_LARGE,
                 "There are %d signatures already: remove one first", SIGNATURES_MOST);
  if (!error)
    commit (task, (guint) ++signatures->last_id, added);
  else
    {
      g_clear_pointer (&added, store_signature_free);
      g_task_return_error (task, error);
    }
}

void
stored_signatures_change_async (StoredSignatures *signatures, guint id, const char *sender,
                                const char *html, const char *text, GAsyncReadyCallback callback,
                                gpointer data)
{
  g_autoptr (GTask) task = g_task_new (signatures, NULL, callback, data);
  GError *error = NULL;
  const StoreSignature *old = stored_signatures_find (signatures, id, &error);
  g_autofree char *old_sender = old ? stored_signatures_sender (old) : NULL;
  StoreSignature *changed = NULL;

  if (old)
    changed = make (id, sender ? sender : old_sender, html ? html : old->html,
                    text ? text : old->text, &error);
  if (changed)
    commit (task, id, changed);
  else
    g_task_return_error (task, error);
}

void
stored_signatures_remove_async (StoredSignatures *signatures, guint id,
                                GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (signatures, NULL, callback, data);
  GError *error = NULL;

  if (stored_signatures_find (signatures, id, &error))
    commit (task, id, NULL);
  else
    g_task_return_error (task, error);
}

guint
stored_signatures_finish (StoredSignatures *signatures, GAsyncResult *result, GError **error)
{
  gssize id = g_task_propagate_int (G_TASK (result), error);

  return (guint) MAX (id, 0);
}

guint
stored_signatures_choose (StoredSignatures *signatures, const char *from)
{
  guint n = signatures->list->len;
  g_autofree SignatureBinding *bindings = g_new0 (SignatureBinding, n);
  g_autoptr (GPtrArray) senders = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < n; i++)
    {
      const StoreSignature *signature = signatures->list->pdata[i];
      g_ptr_array_add (senders, stored_signatures_sender (signature));
      bindings[i] = (SignatureBinding){ signature->id, senders->pdata[i] };
    }
  return signature_choose (bindings, n, from);
}
