/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "boot-clock.h"
#include "presence-private.h"

#include <string.h>

/* Names of settings, and of the properties that show them. */
#define SEAT          "seat"
#define SEAT_EMPLOYEE "seat-employee"

#define LONGEST_EMPLOYEE 255

typedef struct
{
  const char *setting;
  char *value;
} SeatChange;

static void
seat_change_free (SeatChange *change)
{
  g_free (change->value);
  g_free (change);
}

static gboolean
refuse (GError **error, const char *why)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, why);
  return FALSE;
}

static gboolean
has_control_character (const char *text)
{
  for (; *text; text = g_utf8_next_char (text))
    if (g_unichar_iscntrl (g_utf8_get_char (text)))
      return TRUE;
  return FALSE;
}

gboolean
presence_check_employee (const char *employee, GError **error)
{
  if (!*employee)
    return refuse (error, "employee: this is empty; give the employee's login");
  if (strlen (employee) > LONGEST_EMPLOYEE)
    return refuse (error, "employee: this is longer than 255 octets; give the employee's login");
  if (!g_utf8_validate (employee, -1, NULL))
    return refuse (error, "employee: this is not UTF-8; give the employee's login in UTF-8");
  if (has_control_character (employee))
    return refuse (error, "employee: there are control characters in it; leave them out");
  return TRUE;
}

static gboolean
check_seat (const char *word, GError **error)
{
  Seat seat;

  return seat_parse (word, &seat) || refuse (error, "seat: use active, online or ignore");
}

/* FALSE: it was so already. */
static gboolean
apply (Presence *presence, const char *setting, const char *value)
{
  Seat before = presence->seat.seat;

  if (g_str_equal (setting, SEAT))
    return seat_parse (value, &presence->seat.seat) && presence->seat.seat != before;
  if (g_str_equal (presence->seat_employee, value))
    return FALSE;
  g_ref_string_release (presence->seat_employee);
  presence->seat_employee = g_ref_string_new_intern (value);
  return TRUE;
}

static void
take (Presence *presence, const char *setting, const char *value)
{
  if (!apply (presence, setting, value))
    return;
  presence_compute (presence);
  presence_notify (presence, setting);
  presence_announce (presence);
}

static void
load (Presence *presence, const char *setting)
{
  StoreReader *reader = store_main_reader (presence->store);
  g_autofree char *value = store_reader_setting (reader, setting, NULL);

  if (value)
    take (presence, setting, value);
}

void
presence_load_seat (Presence *presence)
{
  load (presence, SEAT_EMPLOYEE);
  load (presence, SEAT);
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  SeatChange *change = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (StoreChanges) changes = store_commit_finish (POSTHORN_STORE (source), result, &error);

  if (!changes)
    {
      g_task_return_error (task, error);
      return;
    }
  take (g_task_get_source_object (task), change->setting, change->value);
  g_task_return_boolean (task, TRUE);
}

/* Takes TASK; ERROR when VALUE was refused. */
static void
save (GTask *task, const char *setting, const char *value, GError *error)
{
  Presence *presence = g_task_get_source_object (task);
  SeatChange *change = NULL;
  StoreBatch *batch = NULL;

  if (error)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  change = g_new (SeatChange, 1);
  change->setting = setting;
  change->value = g_strdup (value);
  g_task_set_task_data (task, change, (GDestroyNotify) seat_change_free);
  batch = store_batch_new ();
  store_batch_set_setting (batch, setting, value);
  store_commit_async (presence->store, batch, on_saved, task);
}

void
presence_set_seat_async (Presence *presence, const char *seat, GAsyncReadyCallback callback,
                         gpointer data)
{
  GError *error = NULL;

  check_seat (seat, &error);
  save (g_task_new (presence, NULL, callback, data), SEAT, seat, error);
}

void
presence_set_seat_employee_async (Presence *presence, const char *employee,
                                  GAsyncReadyCallback callback, gpointer data)
{
  GError *error = NULL;

  presence_check_employee (employee, &error);
  save (g_task_new (presence, NULL, callback, data), SEAT_EMPLOYEE, employee, error);
}

gboolean
presence_set_finish (Presence *presence, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
presence_set_desktop (Presence *presence, const char *source, gboolean in_use, gint64 idle)
{
  presence->desktop = g_intern_string (source);
  presence->seat.present = source != NULL;
  presence->seat.in_use = in_use;
  presence->seat.sign = boot_clock_now () - MAX (idle, 0);
  presence_compute (presence);
  presence_announce (presence);
}
