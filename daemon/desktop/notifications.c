/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "notifications.h"

#include "remote-service.h"

#define NAME "org.freedesktop.Notifications"
#define PATH "/org/freedesktop/Notifications"

/* Between two updates of one notification, so that it is up to date in a fifth of a second however
 * fast mail comes, and no server has more to do than that. */
#define PAUSE (150 * G_TIME_SPAN_MILLISECOND)

/* A burst of mail is heard once. */
#define SOUND_PAUSE (10 * G_TIME_SPAN_SECOND)

/* What the specification calls its values. */
#define URGENCY_LOW        0
#define URGENCY_NORMAL     1
#define EXPIRES_BY_DEFAULT (-1)
#define EXPIRES_NEVER      0
#define CLOSED_BY_PERSON   2

typedef struct
{
  NotificationKind kind;
  char *account;
  Notification *wanted; /* what stands there, or is to; NULL: nothing any more */
  Notification *sent;   /* what the server was given and has not answered; NULL: nothing */
  Notification *shown;  /* what a person may have seen; NULL: nothing */
  guint32 id;           /* the server's; 0: it has none */
  gboolean is_due;      /* WANTED waits to be shown */
  gboolean is_news;     /* as far as it was not shown yet */
  gboolean is_visible;  /* nobody has closed it, nor has time */
  gint64 last;          /* when it was last shown; monotonic */
  char *token;
} Card;

struct _Notifications
{
  GObject parent_instance;
  RemoteService *service;
  char *desktop_entry;
  gboolean has_sound;
  gboolean is_present; /* the server; what it can is known when it is ready */
  gboolean is_ready;
  gboolean has_actions;
  gboolean has_markup;
  GPtrArray *cards;
  Card *calling; /* whose call is under way */
  gint64 last_sound;
  guint timer;
};

G_DEFINE_FINAL_TYPE (Notifications, notifications, G_TYPE_OBJECT)

static guint acted_signal;
static guint dismissed_signal;

static const RemoteMember get_capabilities = { NAME, "GetCapabilities", "(as)" };
static const RemoteMember notify = { NAME, "Notify", "(u)" };
static const RemoteMember close_notification = { NAME, "CloseNotification", "()" };
static const RemoteMember notification_closed = { NAME, "NotificationClosed", "(uu)" };
static const RemoteMember action_invoked = { NAME, "ActionInvoked", "(us)" };
static const RemoteMember activation_token = { NAME, "ActivationToken", "(us)" };

static void work (Notifications *self);

static void
card_free (Card *card)
{
  g_free (card->account);
  g_clear_pointer (&card->wanted, notification_unref);
  g_clear_pointer (&card->sent, notification_unref);
  g_clear_pointer (&card->shown, notification_unref);
  g_free (card->token);
  g_free (card);
}

static void
take (Notification **place, Notification *notification)
{
  Notification *old = *place;

  *place = notification ? notification_ref (notification) : NULL;
  g_clear_pointer (&old, notification_unref);
}

static Card *
find_card (Notifications *self, NotificationKind kind, const char *account)
{
  for (guint i = 0; i < self->cards->len; i++)
    {
      Card *card = self->cards->pdata[i];
      if (card->kind == kind && g_str_equal (card->account, account))
        return card;
    }
  return NULL;
}

static Card *
find_card_by_id (Notifications *self, guint32 id)
{
  for (guint i = 0; i < self->cards->len && id != 0; i++)
    if (((Card *) self->cards->pdata[i])->id == id)
      return self->cards->pdata[i];
  return NULL;
}

/* What went away by itself may still stand in a list of past ones, so it is closed as well. */
static void
close_card (Notifications *self, Card *card)
{
  if (self->is_present && card->id != 0)
    remote_service_call (self->service, PATH, &close_notification, g_variant_new ("(u)", card->id),
                         NULL);
  g_ptr_array_remove (self->cards, card);
}

static GVariant *
actions_of (Notifications *self, const Notification *notification)
{
  g_auto (GVariantBuilder) actions = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("as"));

  for (guint action = NOTIFICATION_OPEN; self->has_actions && action <= NOTIFICATION_TRASH;
       action <<= 1)
    if (notification->actions & action)
      {
        g_variant_builder_add (&actions, "s", notification_action_key (action));
        g_variant_builder_add (&actions, "s", notification_action_label (action));
      }
  return g_variant_builder_end (&actions);
}

static gboolean
is_heard (Notifications *self, const Card *card, gint64 now)
{
  if (!self->has_sound || !card->is_news || card->wanted->kind != NOTIFICATION_MAIL
      || (self->last_sound != 0 && now - self->last_sound < SOUND_PAUSE))
    return FALSE;
  self->last_sound = now;
  return TRUE;
}

static GVariant *
hints_of (Notifications *self, const Card *card, gint64 now)
{
  g_auto (GVariantDict) hints = G_VARIANT_DICT_INIT (NULL);

  g_variant_dict_insert (&hints, "category", "s", notification_category (card->wanted->kind));
  g_variant_dict_insert (&hints, "desktop-entry", "s", self->desktop_entry);
  g_variant_dict_insert (&hints, "urgency", "y", card->is_news ? URGENCY_NORMAL : URGENCY_LOW);
  if (is_heard (self, card, now))
    g_variant_dict_insert (&hints, "sound-name", "s", "message-new-email");
  else
    g_variant_dict_insert (&hints, "suppress-sound", "b", TRUE);
  return g_variant_dict_end (&hints);
}

static GVariant *
describe (Notifications *self, const Card *card, gint64 now)
{
  const Notification *wanted = card->wanted;
  g_autofree char *body
      = self->has_markup ? g_markup_escape_text (wanted->body, -1) : g_strdup (wanted->body);
  int expires = wanted->kind == NOTIFICATION_TROUBLE ? EXPIRES_NEVER : EXPIRES_BY_DEFAULT;

  return g_variant_new ("(susss@as@a{sv}i)", "Posthorn", card->id, notification_icon (wanted->kind),
                        wanted->summary, body, actions_of (self, wanted),
                        hints_of (self, card, now), expires);
}

static void
on_shown (GVariant *answer, GUnixFDList *fds, gpointer data)
{
  Notifications *self = data;
  Card *card = g_steal_pointer (&self->calling);

  card->is_visible = answer != NULL;
  if (answer)
    {
      take (&card->shown, card->sent);
      g_variant_get (answer, "(u)", &card->id);
    }
  take (&card->sent, NULL);
  if (!card->wanted)
    close_card (self, card);
  work (self);
}

static void
show_card (Notifications *self, Card *card)
{
  GVariant *arguments;

  card->last = g_get_monotonic_time ();
  arguments = describe (self, card, card->last);
  take (&card->sent, card->wanted);
  card->is_due = card->is_news = FALSE;
  self->calling = card;
  remote_service_call (self->service, PATH, &notify, arguments, on_shown);
}

/* The one that can be shown first, and in how many microseconds; NULL: none is to be. */
static Card *
next_card (Notifications *self, gint64 *wait)
{
  gint64 now = g_get_monotonic_time ();
  Card *next = NULL;

  for (guint i = 0; i < self->cards->len; i++)
    {
      Card *card = self->cards->pdata[i];
      gint64 left = card->last == 0 ? 0 : MAX (card->last + PAUSE - now, 0);

      if (!card->is_due || (next && left >= *wait))
        continue;
      next = card;
      *wait = left;
    }
  return next;
}

static gboolean
on_pause_over (gpointer data)
{
  Notifications *self = data;

  self->timer = 0;
  work (self);
  return G_SOURCE_REMOVE;
}

static void
work (Notifications *self)
{
  gint64 wait = 0;
  Card *card = self->calling ? NULL : next_card (self, &wait);

  g_clear_handle_id (&self->timer, g_source_remove);
  if (!card)
    return;
  if (!self->is_present)
    remote_service_start (self->service);
  else if (self->is_ready && wait == 0)
    show_card (self, card);
  else if (self->is_ready)
    self->timer = g_timeout_add ((guint) (wait / 1000 + 1), on_pause_over, self);
}

/* One that does not say what it can is given the least. */
static void
on_capabilities (GVariant *answer, GUnixFDList *fds, gpointer data)
{
  Notifications *self = data;
  g_autofree const char **words = NULL;

  if (answer)
    g_variant_get (answer, "(^a&s)", &words);
  self->has_actions = words && g_strv_contains (words, "actions");
  self->has_markup = words && g_strv_contains (words, "body-markup");
  self->is_ready = TRUE;
  work (self);
}

/* A person is done with it: whoever keeps the list says what is left. */
static void
dismiss (Notifications *self, Card *card)
{
  g_autoptr (Notification) shown = notification_ref (card->shown);

  g_signal_emit (self, dismissed_signal, 0, shown);
}

static void
on_closed (GVariant *arguments, gpointer data)
{
  Notifications *self = data;
  guint32 id, reason;
  Card *card;

  g_variant_get (arguments, "(uu)", &id, &reason);
  card = find_card_by_id (self, id);
  if (!card)
    return;
  card->is_visible = FALSE;
  if (reason != CLOSED_BY_PERSON)
    return;
  card->id = 0;
  dismiss (self, card);
}

static void
on_activation_token (GVariant *arguments, gpointer data)
{
  const char *token;
  guint32 id;
  Card *card;

  g_variant_get (arguments, "(u&s)", &id, &token);
  card = find_card_by_id (data, id);
  if (!card)
    return;
  g_free (card->token);
  card->token = g_strdup (token);
}

static void
on_action (GVariant *arguments, gpointer data)
{
  Notifications *self = data;
  g_autoptr (Notification) shown = NULL;
  g_autofree char *token = NULL;
  NotificationAction action;
  const char *key;
  guint32 id;
  Card *card;

  g_variant_get (arguments, "(u&s)", &id, &key);
  card = find_card_by_id (self, id);
  if (!card || !notification_find_action (card->shown, key, &action))
    return;
  shown = notification_ref (card->shown);
  token = g_steal_pointer (&card->token);
  g_signal_emit (self, acted_signal, 0, shown, (guint) action, token ? token : "");
  g_signal_emit (self, dismissed_signal, 0, shown);
}

/* What stood there is to stand there again, without being new; what was on its way still is. */
static void
forget_server (Notifications *self)
{
  self->is_present = self->is_ready = FALSE;
  g_clear_handle_id (&self->timer, g_source_remove);
  for (guint i = self->cards->len; i > 0; i--)
    {
      Card *card = self->cards->pdata[i - 1];

      if (!card->wanted)
        {
          g_ptr_array_remove_index (self->cards, i - 1);
          continue;
        }
      card->is_news |= card == self->calling;
      card->is_due |= card == self->calling || card->is_visible;
      card->is_visible = FALSE;
      card->id = 0;
      take (&card->sent, NULL);
    }
  self->calling = NULL;
}

static void
on_appeared (gpointer data)
{
  Notifications *self = data;

  forget_server (self);
  self->is_present = TRUE;
  remote_service_subscribe (self->service, PATH, &notification_closed, on_closed);
  remote_service_subscribe (self->service, PATH, &action_invoked, on_action);
  remote_service_subscribe (self->service, PATH, &activation_token, on_activation_token);
  remote_service_call (self->service, PATH, &get_capabilities, NULL, on_capabilities);
}

static void
on_vanished (gpointer data)
{
  forget_server (data);
}

static const RemoteEvents events = { on_appeared, on_vanished };

static void
notifications_dispose (GObject *object)
{
  Notifications *self = POSTHORN_NOTIFICATIONS (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  while (self->cards && self->cards->len > 0)
    close_card (self, self->cards->pdata[0]);
  g_clear_pointer (&self->cards, g_ptr_array_unref);
  g_clear_pointer (&self->service, remote_service_free);
  g_clear_pointer (&self->desktop_entry, g_free);
  G_OBJECT_CLASS (notifications_parent_class)->dispose (object);
}

static void
notifications_class_init (NotificationsClass *class)
{
  G_OBJECT_CLASS (class)->dispose = notifications_dispose;
  acted_signal = g_signal_new ("acted", TYPE_NOTIFICATIONS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                               G_TYPE_NONE, 3, G_TYPE_POINTER, G_TYPE_UINT, G_TYPE_STRING);
  dismissed_signal = g_signal_new ("dismissed", TYPE_NOTIFICATIONS, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static void
notifications_init (Notifications *self)
{
  self->cards = g_ptr_array_new_with_free_func ((GDestroyNotify) card_free);
}

Notifications *
notifications_new (GDBusConnection *session, const char *desktop_entry)
{
  Notifications *self = g_object_new (TYPE_NOTIFICATIONS, NULL);

  self->desktop_entry = g_strdup (desktop_entry);
  self->service = remote_service_new (session, NAME, &events, self);
  return self;
}

void
notifications_set_sound (Notifications *notifications, gboolean sound)
{
  notifications->has_sound = sound;
}

void
notifications_show (Notifications *notifications, Notification *notification)
{
  Card *card = find_card (notifications, notification->kind, notification->account);

  if (!card)
    {
      card = g_new0 (Card, 1);
      card->kind = notification->kind;
      card->account = g_strdup (notification->account);
      g_ptr_array_add (notifications->cards, card);
    }
  take (&card->wanted, notification);
  card->is_news |= notification->is_news;
  card->is_due |= notification->is_news || card->is_visible || card == notifications->calling;
  work (notifications);
}

void
notifications_withdraw (Notifications *notifications, NotificationKind kind, const char *account)
{
  Card *card = find_card (notifications, kind, account);

  if (!card)
    return;
  /* One on its way has no name yet by which it could be closed. */
  take (&card->wanted, NULL);
  card->is_due = card->is_news = FALSE;
  if (card != notifications->calling)
    close_card (notifications, card);
}
