/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "notifier.h"

#include "error.h"
#include "flags.h"
#include "log.h"
#include "message-verbs.h"
#include "notification-list.h"
#include "notification-rule.h"

#define OPERATION "notify"

struct _Notifier
{
  GObject parent_instance;
  AccountManager *manager; /* borrowed */
  GPtrArray *watches;      /* Watch, one for each account */
  gboolean behind_portal;
};

/* What an account's person has been told. */
typedef struct
{
  Notifier *notifier; /* its owner */
  Account *account;
  char *choice; /* of mail, as it is in force */
  NotificationList *mail;
  NotificationList *unsent;
  const char *trouble;  /* as policy/notification-rule.h calls it; NULL: none */
  gboolean is_doubtful; /* the last check was begun behind a portal */
} Watch;

G_DEFINE_FINAL_TYPE (Notifier, notifier, G_TYPE_OBJECT)

static guint show_signal;
static guint withdraw_signal;

static void
watch_free (Watch *watch)
{
  g_signal_handlers_disconnect_by_data (watch->account, watch);
  g_object_unref (watch->account);
  g_free (watch->choice);
  notification_list_free (watch->mail);
  notification_list_free (watch->unsent);
  g_free (watch);
}

static Watch *
find_watch (Notifier *self, const char *account)
{
  for (guint i = 0; i < self->watches->len; i++)
    {
      Watch *watch = self->watches->pdata[i];
      if (g_str_equal (account_get_id (watch->account), account))
        return watch;
    }
  return NULL;
}

static void
withdraw (Watch *watch, NotificationKind kind)
{
  g_signal_emit (watch->notifier, withdraw_signal, 0, (guint) kind,
                 account_get_id (watch->account));
}

static guint
possible_actions (Watch *watch, NotificationKind kind)
{
  guint actions = NOTIFICATION_OPEN | NOTIFICATION_MARK_READ;

  if (kind != NOTIFICATION_MAIL)
    return 0;
  if (account_folder_by_role (watch->account, "archive"))
    actions |= NOTIFICATION_ARCHIVE;
  if (account_folder_by_role (watch->account, "trash"))
    actions |= NOTIFICATION_TRASH;
  return actions;
}

static void
tell (Watch *watch, NotificationKind kind, gboolean is_news)
{
  gboolean is_only = account_manager_get_accounts (watch->notifier->manager)->len == 1;
  const NotificationFrame frame = {
    .account = account_get_id (watch->account),
    .name = is_only ? NULL : account_get_config (watch->account)->name,
    .actions = possible_actions (watch, kind),
    .is_news = is_news,
  };
  g_autoptr (Notification) told
      = notification_list_tell (kind == NOTIFICATION_MAIL ? watch->mail : watch->unsent, &frame);

  if (told)
    g_signal_emit (watch->notifier, show_signal, 0, told);
  else
    withdraw (watch, kind);
}

/* Mail. */

static gboolean
is_wanted (Watch *watch, const StoreMessage *message)
{
  Folder *folder = account_folder_by_row (watch->account, message->folder);

  return folder
         && notification_rule_wants (watch->choice, folder_get_row (folder)->role, message->flags);
}

/* A name that pretends to be another address is not shown in the place of the true one. */
static const char *
sender_of (const StoreMessage *message)
{
  const char *const *warnings = (const char *const *) message->warnings;

  if (!message->from)
    return "";
  if (*message->from->name && !(warnings && g_strv_contains (warnings, "spoofed-name")))
    return message->from->name;
  return message->from->address;
}

static gboolean
add_mail (Watch *watch, const StoreMessage *message)
{
  const NotificationEntry entry = {
    .id = message->id,
    .when = message->received,
    .who = sender_of (message),
    .what = message->subject,
    .more = message->snippet,
    .message_id = message->message_id,
  };

  return is_wanted (watch, message) && notification_list_add (watch->mail, &entry);
}

static void
on_arrived (Watch *watch, Folder *folder, GPtrArray *messages)
{
  gboolean is_news = FALSE;

  for (guint i = 0; i < messages->len; i++)
    is_news |= add_mail (watch, messages->pdata[i]);
  if (is_news)
    tell (watch, NOTIFICATION_MAIL, TRUE);
}

typedef struct
{
  Notifier *notifier;
  char *account;
  GArray *ids;
} Review;

static void
review_free (Review *review)
{
  g_object_unref (review->notifier);
  g_free (review->account);
  g_array_unref (review->ids);
  g_free (review);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Review, review_free)

/* Those that are still there. */
static gpointer
read_messages (StoreReader *reader, gpointer data, GError **error)
{
  GArray *ids = data;
  g_autoptr (GPtrArray) found
      = g_ptr_array_new_with_free_func ((GDestroyNotify) store_message_free);

  for (guint i = 0; i < ids->len; i++)
    {
      g_autoptr (GError) failure = NULL;
      g_autoptr (GPtrArray) one = store_reader_get (reader, &g_array_index (ids, guint64, i), 1,
                                                    STORE_COLUMNS_HEAD, &failure);
      if (one)
        g_ptr_array_add (found, g_ptr_array_steal_index (one, 0));
      else if (!g_error_matches (failure, POSTHORN_ERROR, POSTHORN_ERROR_NOT_FOUND))
        {
          g_propagate_error (error, g_steal_pointer (&failure));
          return NULL;
        }
    }
  return g_steal_pointer (&found);
}

static void
keep_wanted (Watch *watch, GArray *ids, GPtrArray *messages)
{
  g_autoptr (GHashTable) wanted = g_hash_table_new (g_int64_hash, g_int64_equal);
  gboolean is_less = FALSE;

  for (guint i = 0; i < messages->len; i++)
    if (is_wanted (watch, messages->pdata[i]))
      g_hash_table_add (wanted, &((StoreMessage *) messages->pdata[i])->id);
  for (guint i = 0; i < ids->len; i++)
    if (!g_hash_table_contains (wanted, &g_array_index (ids, guint64, i)))
      is_less |= notification_list_remove (watch->mail, g_array_index (ids, guint64, i));
  if (is_less)
    tell (watch, NOTIFICATION_MAIL, FALSE);
}

static void
on_reviewed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Review) review = data;
  Watch *watch = find_watch (review->notifier, review->account);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) messages = store_read_finish (POSTHORN_STORE (source), result, &error);

  if (messages && watch)
    keep_wanted (watch, review->ids, messages);
  else if (error)
    log_warning (review->account, NULL, OPERATION, "what was told of cannot be read again: %s",
                 error->message);
}

/* What has become of IDS: what is read, moved or gone is told of no more. */
static void
review_mail (Watch *watch, GArray *ids)
{
  Review *review;

  if (ids->len == 0)
    return;
  review = g_new0 (Review, 1);
  review->notifier = g_object_ref (watch->notifier);
  review->account = g_strdup (account_get_id (watch->account));
  review->ids = g_array_ref (ids);
  store_read_async (account_manager_get_store (watch->notifier->manager), read_messages,
                    g_array_ref (ids), (GDestroyNotify) g_array_unref,
                    (GDestroyNotify) g_ptr_array_unref, NULL, on_reviewed, review);
}

static gboolean
remove_mail (Watch *watch, GArray *ids)
{
  gboolean is_less = FALSE;

  for (guint i = 0; i < ids->len; i++)
    is_less |= notification_list_remove (watch->mail, g_array_index (ids, guint64, i));
  return is_less;
}

static GArray *
told_among (NotificationList *list, const GArray *ids)
{
  GArray *told = g_array_new (FALSE, FALSE, sizeof (guint64));

  for (guint i = 0; i < ids->len; i++)
    if (notification_list_contains (list, g_array_index (ids, guint64, i)))
      g_array_append_val (told, g_array_index (ids, guint64, i));
  return told;
}

static void
take_changes (Watch *watch, const StoreChanges *changes)
{
  g_autoptr (GArray) touched = NULL;

  if (remove_mail (watch, changes->removed))
    tell (watch, NOTIFICATION_MAIL, FALSE);
  touched = changes->unlisted ? notification_list_ids (watch->mail)
                              : told_among (watch->mail, changes->changed);
  review_mail (watch, touched);
}

static void
on_store_changed (Notifier *self, const StoreChanges *changes)
{
  for (guint i = 0; i < self->watches->len; i++)
    take_changes (self->watches->pdata[i], changes);
}

static void
update_choice (Watch *watch)
{
  const StoreAccount *config = account_get_config (watch->account);
  const char *choice = config->enabled ? config->notify : "off";
  g_autoptr (GArray) told = NULL;

  if (g_str_equal (choice, watch->choice))
    return;
  g_free (watch->choice);
  watch->choice = g_strdup (choice);
  told = notification_list_ids (watch->mail);
  review_mail (watch, told);
}

/* Trouble. */

static void
end_trouble (Watch *watch)
{
  if (!watch->trouble)
    return;
  watch->trouble = NULL;
  withdraw (watch, NOTIFICATION_TROUBLE);
}

/* Each once. What passes by itself neither is one nor ends one: that does only a check that ends
 * well. */
static void
update_trouble (Watch *watch)
{
  const GError *error = account_get_trouble (watch->account);
  const StoreAccount *config = account_get_config (watch->account);
  g_autoptr (Notification) told = NULL;
  const char *trouble;
  guint failures;

  if (g_str_equal (account_get_state (watch->account), "syncing"))
    {
      watch->is_doubtful = watch->notifier->behind_portal;
      return;
    }
  if (!error || !config->enabled)
    {
      end_trouble (watch);
      return;
    }
  g_object_get (watch->account, "failures", &failures, NULL);
  trouble = notification_rule_trouble (error, failures,
                                       watch->is_doubtful || watch->notifier->behind_portal);
  if (!trouble || g_strcmp0 (trouble, watch->trouble) == 0)
    return;
  watch->trouble = trouble;
  told = notification_rule_tell (config->id, config->name, trouble, error);
  g_signal_emit (watch->notifier, show_signal, 0, told);
}

static void
on_account_changed (Watch *watch)
{
  update_choice (watch);
  update_trouble (watch);
}

/* Mail that was not sent. */

static const char *
failed_recipient (const OutboxMessage *message)
{
  for (guint i = 0; i < message->recipients->len; i++)
    {
      const OutboxRecipient *recipient = message->recipients->pdata[i];
      if (recipient->state == RECIPIENT_FAILED)
        return recipient->address;
    }
  return message->recipients->len > 0 ? ((OutboxRecipient *) message->recipients->pdata[0])->address
                                      : "";
}

static void
on_send_failed (Notifier *self, const OutboxMessage *message)
{
  Watch *watch = find_watch (self, message->account);
  const NotificationEntry entry = {
    .id = (guint64) message->id,
    .when = message->id,
    .who = failed_recipient (message),
    .what = message->subject,
    .more = message->error,
    .message_id = message->message_id,
  };

  if (watch && notification_list_add (watch->unsent, &entry))
    tell (watch, NOTIFICATION_UNSENT, TRUE);
}

static void
on_outbox_changed (Notifier *self, const OutboxMessage *message)
{
  Watch *watch = find_watch (self, message->account);

  if (watch && !outbox_state_is_failed (message)
      && notification_list_remove (watch->unsent, (guint64) message->id))
    tell (watch, NOTIFICATION_UNSENT, FALSE);
}

static void
on_account_added (Notifier *self, Account *account)
{
  Watch *watch = g_new0 (Watch, 1);

  watch->notifier = self;
  watch->account = g_object_ref (account);
  watch->choice = g_strdup ("off");
  watch->mail = notification_list_new (NOTIFICATION_MAIL);
  watch->unsent = notification_list_new (NOTIFICATION_UNSENT);
  g_ptr_array_add (self->watches, watch);
  g_signal_connect_swapped (account, "arrived", G_CALLBACK (on_arrived), watch);
  g_signal_connect_swapped (account, "notify", G_CALLBACK (on_account_changed), watch);
  on_account_changed (watch);
}

static void
on_account_removed (Notifier *self, Account *account)
{
  Watch *watch = find_watch (self, account_get_id (account));

  withdraw (watch, NOTIFICATION_MAIL);
  withdraw (watch, NOTIFICATION_TROUBLE);
  withdraw (watch, NOTIFICATION_UNSENT);
  g_ptr_array_remove (self->watches, watch);
}

static void
notifier_dispose (GObject *object)
{
  Notifier *self = POSTHORN_NOTIFIER (object);

  g_ptr_array_set_size (self->watches, 0);
  G_OBJECT_CLASS (notifier_parent_class)->dispose (object);
}

static void
notifier_finalize (GObject *object)
{
  g_ptr_array_unref (POSTHORN_NOTIFIER (object)->watches);
  G_OBJECT_CLASS (notifier_parent_class)->finalize (object);
}

static void
notifier_class_init (NotifierClass *class)
{
  G_OBJECT_CLASS (class)->dispose = notifier_dispose;
  G_OBJECT_CLASS (class)->finalize = notifier_finalize;
  show_signal = g_signal_new ("show", TYPE_NOTIFIER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                              G_TYPE_NONE, 1, G_TYPE_POINTER);
  withdraw_signal = g_signal_new ("withdraw", TYPE_NOTIFIER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_STRING);
}

static void
notifier_init (Notifier *self)
{
  self->watches = g_ptr_array_new_with_free_func ((GDestroyNotify) watch_free);
}

Notifier *
notifier_new (AccountManager *manager)
{
  Notifier *self = g_object_new (TYPE_NOTIFIER, NULL);
  GPtrArray *accounts = account_manager_get_accounts (manager);
  Outbox *outbox = account_manager_get_outbox (manager);

  self->manager = manager;
  for (guint i = 0; i < accounts->len; i++)
    on_account_added (self, accounts->pdata[i]);
  g_signal_connect_object (manager, "account-added", G_CALLBACK (on_account_added), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (manager, "account-removed", G_CALLBACK (on_account_removed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (account_manager_get_store (manager), "changed",
                           G_CALLBACK (on_store_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (outbox, "send-failed", G_CALLBACK (on_send_failed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (outbox, "changed", G_CALLBACK (on_outbox_changed), self,
                           G_CONNECT_SWAPPED);
  return self;
}

void
notifier_set_behind_portal (Notifier *notifier, gboolean behind_portal)
{
  notifier->behind_portal = behind_portal;
}

void
notifier_dismiss (Notifier *notifier, const Notification *notification)
{
  Watch *watch = find_watch (notifier, notification->account);
  NotificationList *list;

  if (!watch)
    return;
  if (notification->kind == NOTIFICATION_TROUBLE)
    {
      withdraw (watch, NOTIFICATION_TROUBLE);
      return;
    }
  list = notification->kind == NOTIFICATION_MAIL ? watch->mail : watch->unsent;
  for (guint i = 0; i < notification->ids->len; i++)
    notification_list_remove (list, g_array_index (notification->ids, guint64, i));
  tell (watch, notification->kind, FALSE);
}

static void
on_acted (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  if (!message_verbs_finish (POSTHORN_ACCOUNT_MANAGER (source), result, &error))
    log_warning (NULL, NULL, OPERATION, "what was chosen in a notification was not done: %s",
                 error->message);
}

void
notifier_act (Notifier *notifier, const Notification *notification, NotificationAction action)
{
  Watch *watch = find_watch (notifier, notification->account);
  g_autoptr (GArray) ids = watch ? told_among (watch->mail, notification->ids) : NULL;

  if (!ids || ids->len == 0)
    return;
  if (action == NOTIFICATION_MARK_READ)
    message_verbs_flag_async (notifier->manager, ids, FLAG_SEEN, "", on_acted, NULL);
  else if (action == NOTIFICATION_ARCHIVE)
    message_verbs_file_async (notifier->manager, ids, MESSAGE_VERB_ARCHIVE, FALSE, on_acted, NULL);
  else if (action == NOTIFICATION_TRASH)
    message_verbs_file_async (notifier->manager, ids, MESSAGE_VERB_DELETE, FALSE, on_acted, NULL);
}
