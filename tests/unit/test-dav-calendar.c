/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dav-calendar.h"

#include "error.h"

#include <string.h>

#define NOW  G_GINT64_CONSTANT (1767268800) /* 2026-01-01T12:00:00Z */
#define NOON "20260101T120000Z"

static char *
calendar (const char *inside)
{
  return g_strconcat ("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//x//EN\r\n", inside,
                      "END:VCALENDAR\r\n", NULL);
}

static char *
todo (const char *inside)
{
  g_autofree char *task = g_strconcat ("BEGIN:VTODO\r\nUID:u1\r\n", inside, "END:VTODO\r\n", NULL);

  return calendar (task);
}

static DavTask *
read_task (const char *text)
{
  g_autoptr (GError) error = NULL;
  DavTask *task = NULL;

  g_assert_true (dav_calendar_read (text, strlen (text), &task, &error));
  g_assert_no_error (error);
  return task;
}

/* Reading. */

static const struct
{
  const char *what;
  const char *text;
  const char *title;
  gint64 due;
  gint64 completed;
} rows[] = {
  { "bare", "", "", 0, 0 },
  { "open", "SUMMARY:Call\\, then write\r\nSTATUS:NEEDS-ACTION\r\nDUE:" NOON "\r\n",
    "Call, then write", NOW, 0 },
  { "completed", "STATUS:COMPLETED\r\nCOMPLETED:" NOON "\r\nPERCENT-COMPLETE:100\r\n", "", 0, NOW },
  { "completed, by the status alone", "STATUS:COMPLETED\r\nLAST-MODIFIED:" NOON "\r\n", "", 0,
    NOW },
  { "completed, nobody says when", "STATUS:COMPLETED\r\n", "", 0, 1 },
  { "completed, without a status", "COMPLETED:" NOON "\r\n", "", 0, NOW },
  { "by percent alone", "PERCENT-COMPLETE:100\r\nDTSTAMP:" NOON "\r\n", "", 0, NOW },
  { "cancelled", "STATUS:CANCELLED\r\nDTSTAMP:" NOON "\r\n", "", 0, NOW },
  { "reopened, with what was left behind",
    "STATUS:NEEDS-ACTION\r\nCOMPLETED:" NOON "\r\nPERCENT-COMPLETE:100\r\n", "", 0, 0 },
  { "begun", "STATUS:IN-PROCESS\r\nPERCENT-COMPLETE:50\r\n", "", 0, 0 },
  { "due on a day", "DUE;VALUE=DATE:20260101\r\n", "", NOW - 12 * 3600, 0 },
  { "due without a zone", "DUE:20260101T120000\r\n", "", NOW, 0 },
  { "due after a while", "DTSTART:20260101T110000Z\r\nDURATION:PT1H\r\n", "", NOW, 0 },
  { "due in rubbish", "DUE:tomorrow\r\nSUMMARY:x\r\n", "x", 0, 0 },
  { "due before there was time", "DUE:19000101T000000Z\r\n", "", 0, 0 },
  { "a title of several lines", "SUMMARY:one\\ntwo\x07\r\n", "one two", 0, 0 },
  { "an alarm of its own",
    "BEGIN:VALARM\r\nACTION:DISPLAY\r\nSUMMARY:alarm\r\nSTATUS:COMPLETED\r\n"
    "TRIGGER:-PT1H\r\nEND:VALARM\r\nSUMMARY:task\r\n",
    "task", 0, 0 },
};

static void
test_read (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = todo (rows[i].text);
      g_autoptr (DavTask) task = read_task (text);

      g_test_message ("%s", rows[i].what);
      g_assert_cmpstr (task->uid, ==, "u1");
      g_assert_cmpstr (task->title, ==, rows[i].title);
      g_assert_cmpint (task->due, ==, rows[i].due);
      g_assert_cmpint (task->completed, ==, rows[i].completed);
    }
}

/* A zone that nobody else knows, as Outlook names them. */
static void
test_own_zone (void)
{
  g_autofree char *text
      = calendar ("BEGIN:VTIMEZONE\r\nTZID:Custom\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\n"
                  "TZOFFSETFROM:+0100\r\nTZOFFSETTO:+0100\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
                  "BEGIN:VTODO\r\nUID:u1\r\nDUE;TZID=Custom:20260101T130000\r\nEND:VTODO\r\n");
  g_autoptr (DavTask) task = read_task (text);

  g_assert_cmpint (task->due, ==, NOW);
}

static void
test_recurring (void)
{
  g_autofree char *text
      = calendar ("BEGIN:VTODO\r\nUID:u1\r\nRECURRENCE-ID:20260102T120000Z\r\nSUMMARY:one day\r\n"
                  "END:VTODO\r\nBEGIN:VTODO\r\nUID:u1\r\nSUMMARY:all\r\nEND:VTODO\r\n");
  g_autoptr (DavTask) task = read_task (text);

  g_assert_cmpstr (task->title, ==, "all");
}

static void
test_no_task (void)
{
  g_autofree char *text = calendar ("BEGIN:VEVENT\r\nUID:e1\r\nEND:VEVENT\r\n");

  g_assert_null (read_task (text));
}

static void
test_not_whole (void)
{
  static const char *const texts[]
      = { "", "BEGIN:VCALENDAR\r\nBEGIN:VTODO\r\nUID:u1\r\nEND:VTODO\r\n",
          "BEGIN:VCALENDAR\r\nBEGIN:VTODO\r\nUID:u1\r\n", "BEGIN:VCARD\r\nEND:VCARD\r\n",
          "<!DOCTYPE html><html></html>" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      DavTask *task = NULL;

      g_assert_false (dav_calendar_read (texts[i], strlen (texts[i]), &task, &error));
      g_assert_error (error, POSTHORN_ERROR, POSTHORN_ERROR_PROTOCOL);
      g_assert_null (task);
      g_assert_null (dav_calendar_complete (texts[i], strlen (texts[i]), NOW, NOW, NULL));
    }
}

/* Writing. */

static void
assert_has (const char *text, const char *line)
{
  if (!strstr (text, line))
    g_error ("«%s» is not in\n%s", line, text);
}

static void
test_write (void)
{
  DavTaskDraft draft = { (char *) "u1",
                         (char *) "Call; write, read\\",
                         (char *) "From Ann\nsoon",
                         (char *) "a/b+c@example.org",
                         NOW + 3600,
                         NOW,
                         0 };
  g_autofree char *text = dav_calendar_write (&draft, NOW);
  g_autoptr (DavTask) task = read_task (text);

  g_assert_cmpstr (task->uid, ==, "u1");
  g_assert_cmpstr (task->title, ==, "Call; write, read\\");
  g_assert_cmpint (task->due, ==, NOW + 3600);
  g_assert_cmpint (task->completed, ==, 0);
  assert_has (text, "VERSION:2.0\r\n");
  assert_has (text, "STATUS:NEEDS-ACTION\r\n");
  assert_has (text, "DTSTAMP:" NOON "\r\n");
  assert_has (text, "CREATED:" NOON "\r\n");
  assert_has (text, "DESCRIPTION:From Ann\\nsoon\r\n");
  assert_has (text, "URL:mid:a%2Fb+c@example.org\r\n");
  assert_has (text, "X-POSTHORN-MESSAGE-ID:a/b+c@example.org\r\n");
}

static void
test_write_bare (void)
{
  DavTaskDraft draft = { (char *) "u1", (char *) "x", (char *) "", (char *) "", 0, NOW, NOW };
  g_autofree char *text = dav_calendar_write (&draft, NOW);
  g_autoptr (DavTask) task = read_task (text);

  g_assert_cmpint (task->completed, ==, NOW);
  assert_has (text, "PERCENT-COMPLETE:100\r\n");
  g_assert_null (strstr (text, "URL"));
  g_assert_null (strstr (text, "DUE"));
  g_assert_null (strstr (text, "DESCRIPTION"));
  g_assert_null (strstr (text, "X-"));
}

/* What a sender puts into a subject gets no line of its own. */
static void
test_write_evil (void)
{
  DavTaskDraft draft = { (char *) "u1",
                         (char *) "a\r\nATTACH:file:///etc/passwd\nEND:VTODO",
                         (char *) "b\r\nBEGIN:VALARM",
                         (char *) "c@x\r\nEND:VCALENDAR",
                         G_MAXINT64,
                         -5,
                         0 };
  g_autofree char *text = dav_calendar_write (&draft, NOW);
  g_autoptr (DavTask) task = read_task (text);

  g_assert_cmpint (task->due, ==, G_GINT64_CONSTANT (32503593600));
  g_assert_null (strstr (text, "\nATTACH"));
  g_assert_null (strstr (text, "\nBEGIN:VALARM"));
  g_assert_true (g_str_has_suffix (text, "\r\nEND:VTODO\r\nEND:VCALENDAR\r\n"));
  g_assert_null (strstr (strstr (text, "\nEND:V") + 1, "\nEND:VTODO"));
}

/* Completing. */

#define FOREIGN                                                                                    \
  "X-WR-CALNAME:L\xC3\xADsta\r\nCOLOR:red\r\nBEGIN:VTIMEZONE\r\nTZID:Custom\r\n"                   \
  "LAST-MODIFIED:19990101T000000Z\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\n"                \
  "TZOFFSETFROM:+0100\r\nTZOFFSETTO:+0100\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
#define BEFORE                                                                                     \
  "BEGIN:VTODO\r\nUID:u1\r\nRECURRENCE-ID:20260102T120000Z\r\nSTATUS:NEEDS-ACTION\r\n"             \
  "END:VTODO\r\n"
#define KEPT                                                                                       \
  "UID:u1\r\nsummary;language=en:A long ti\r\n\ttle\r\nCATEGORIES:a,b\r\nGEO:no;where\r\n"         \
  "STRUCTURED-DATA;FMTTYPE=text/"                                                                  \
  "plain:x\r\nX-OTHER;P=\"q:r\":z\r\nATTENDEE:mailto:b@example.org\r\n"
#define ALARM                                                                                      \
  "BEGIN:VALARM\r\nACTION:DISPLAY\r\nSTATUS:CONFIRMED\r\nTRIGGER:-PT1H\r\nEND:VALARM\r\n"          \
  "BEGIN:X-MINE\r\nSTATUS:x\r\nEND:X-MINE\r\n"
#define HEAD "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"

/* All that is not about it stays, octet for octet. */
static void
test_complete (void)
{
  static const char text[] = HEAD FOREIGN BEFORE
      "BEGIN:VTODO\r\n" KEPT "STATUS;X-P=1:NEEDS-\r\n ACTION\r\nPERCENT-COMPLETE:30\r\n" ALARM
      "DTSTAMP:20200101T000000Z\r\nlast-modified:20200101T000000Z\r\nEND:VTODO\r\n"
      "END:VCALENDAR\r\n";
  static const char wanted[] = HEAD FOREIGN BEFORE
      "BEGIN:VTODO\r\nSTATUS:COMPLETED\r\nCOMPLETED:" NOON "\r\nPERCENT-COMPLETE:100\r\n"
      "LAST-MODIFIED:20260101T120001Z\r\nDTSTAMP:20260101T120001Z\r\n" KEPT ALARM
      "END:VTODO\r\nEND:VCALENDAR\r\n";
  g_autoptr (GError) error = NULL;
  g_autofree char *changed = dav_calendar_complete (text, strlen (text), NOW, NOW + 1, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (changed, ==, wanted);
}

static void
test_complete_own (void)
{
  DavTaskDraft draft = { (char *) "u1", (char *) "Call", (char *) "", (char *) "a@b", 0, NOW, 0 };
  g_autofree char *text = dav_calendar_write (&draft, NOW);
  g_autofree char *changed = dav_calendar_complete (text, strlen (text), NOW + 5, NOW + 9, NULL);
  g_autoptr (DavTask) task = read_task (changed);

  g_assert_cmpint (task->completed, ==, NOW + 5);
  g_assert_cmpstr (task->title, ==, "Call");
  assert_has (changed, "URL:mid:a@b\r\n");
}

static void
test_complete_nothing (void)
{
  g_autofree char *text = calendar ("BEGIN:VEVENT\r\nUID:e1\r\nEND:VEVENT\r\n");
  g_autoptr (GError) error = NULL;

  g_assert_null (dav_calendar_complete (text, strlen (text), NOW, NOW, &error));
  g_assert_error (error, POSTHORN_ERROR, POSTHORN_ERROR_PROTOCOL);
}

static void
test_carried (void)
{
  DavTaskDraft draft = { (char *) "u", (char *) "t", (char *) "d", (char *) "m", 1, 2, 3 };
  g_autoptr (GVariant) variant = g_variant_ref_sink (dav_task_draft_to_variant (&draft));
  g_autoptr (DavTaskDraft) copy = dav_task_draft_from_variant (variant);
  g_autoptr (GVariant) other = g_variant_ref_sink (g_variant_new_string (""));

  g_assert_cmpstr (copy->description, ==, "d");
  g_assert_cmpint (copy->completed, ==, 3);
  g_assert_null (dav_task_draft_from_variant (other));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dav-calendar/read", test_read);
  g_test_add_func ("/dav-calendar/own-zone", test_own_zone);
  g_test_add_func ("/dav-calendar/recurring", test_recurring);
  g_test_add_func ("/dav-calendar/no-task", test_no_task);
  g_test_add_func ("/dav-calendar/not-whole", test_not_whole);
  g_test_add_func ("/dav-calendar/write", test_write);
  g_test_add_func ("/dav-calendar/write-bare", test_write_bare);
  g_test_add_func ("/dav-calendar/write-evil", test_write_evil);
  g_test_add_func ("/dav-calendar/complete", test_complete);
  g_test_add_func ("/dav-calendar/complete-own", test_complete_own);
  g_test_add_func ("/dav-calendar/complete-nothing", test_complete_nothing);
  g_test_add_func ("/dav-calendar/carried", test_carried);
  return g_test_run ();
}
