/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bitrix24-task.h"

#include "bitrix24-play.h"

typedef struct
{
  const char *what;
  Bitrix24Task task;
  const char *id; /* NULL: it fails */
  const char *title;
  gboolean is_gone;
  Bitrix24Turn turns[5];
} Case;

#define TASK                                                                                       \
  .marker = "m1", .creator = "17", .created = 1712132792, .title = "Call", .mail = "mid:x@y",      \
  .customer = "C_75", .responsible = "6"
#define REMOVED .is_removal = TRUE, .marker = "m1", .creator = "17", .created = 1712132792
#define ADD_TASK                                                                                   \
  "tasks.task.add",                                                                                \
      "'TITLE':'Call' 'RESPONSIBLE_ID':'6' 'UF_CRM_TASK':['C_75'] 'mid:x@y\\nPosthorn", 0,         \
      "{'task':{'id':'3711','title':'Call','status':'2'}}"
#define ROW(status) "{'tasks':[{'id':'3711','title':'Ring','status':'" status "'}]}"
#define SEE         "tasks.task.list", "'ID':['3711']", 0
#define COMPLETE    "tasks.task.complete", "{'taskId':'3711'}"
#define REMOVE      "tasks.task.delete", "{'taskId':'3711'}"
#define SEARCH(id)                                                                                 \
  "tasks.task.list", "'>ID':'" id "' 'CREATED_BY':'17' '>=CREATED_DATE':'2024-04-02T08:26:32", 0
#define NOT_ALLOWED 400, "{'error':'0','error_description':'Action on the task is not allowed'}"
#define FOUND                                                                                      \
  "{'tasks':[{'id':'3','description':'Posthorn m12'},{'id':'4','description':'Posthorn m'},"       \
  "{'id':'3711','title':'Ring','status':'2','description':'mid:x@y\\nPosthorn m1'}]}"

static const Case cases[] = {
  { "new", { .task = "", TASK }, "3711", NULL, FALSE, { { ADD_TASK } } },
  { "new, and completed",
    { .task = "", TASK, .is_completed = TRUE },
    "3711",
    NULL,
    FALSE,
    { { ADD_TASK }, { COMPLETE, 0, "{'task':{'id':'3711','status':'5'}}" } } },
  { "begun, and it is there",
    { .task = "", .is_begun = TRUE, TASK },
    "3711",
    "Ring",
    FALSE,
    { { SEARCH ("0"), FOUND } } },
  { "begun, there, and completed since",
    { .task = "", .is_begun = TRUE, TASK, .is_completed = TRUE },
    "3711",
    "Ring",
    FALSE,
    { { SEARCH ("0"), FOUND }, { COMPLETE, 0, "true" } } },
  { "begun, and it is not there",
    { .task = "", .is_begun = TRUE, TASK },
    "3711",
    NULL,
    FALSE,
    { { SEARCH ("0"), "{'tasks':[{'id':'9','description':'Posthorn m2'},{'id':'10'}]}" },
      { ADD_TASK } } },
  { "completed",
    { .task = "3711", TASK, .is_completed = TRUE },
    "3711",
    "Ring",
    FALSE,
    { { SEE, ROW ("3") }, { COMPLETE, 0, "[]" } } },
  { "completed on both sides",
    { .task = "3711", TASK, .is_completed = TRUE },
    "3711",
    "Ring",
    FALSE,
    { { SEE, ROW ("5") } } },
  { "completed there while it is here",
    { .task = "3711", TASK, .is_completed = TRUE },
    "3711",
    "Ring",
    FALSE,
    { { SEE, ROW ("2") }, { COMPLETE, NOT_ALLOWED }, { SEE, ROW ("5") } } },
  { "must not be completed",
    { .task = "3711", TASK, .is_completed = TRUE },
    NULL,
    NULL,
    FALSE,
    { { SEE, ROW ("2") }, { COMPLETE, NOT_ALLOWED }, { SEE, ROW ("2") } } },
  { "gone there",
    { .task = "3711", TASK, .is_completed = TRUE },
    "",
    NULL,
    TRUE,
    { { SEE, "{'tasks':[]}" } } },
  { "nothing to tell", { .task = "3711", TASK }, "3711", "Ring", FALSE, { { SEE, ROW ("2") } } },
  { "refused",
    { .task = "", TASK },
    NULL,
    NULL,
    FALSE,
    { { "tasks.task.add", "", 400,
        "{'error':'ERROR_CORE','error_description':'Assignee not specified<br>'}" } } },
  { "removed before it was there", { .task = "", REMOVED }, "", NULL, FALSE, { { 0 } } },
  { "removed",
    { .task = "3711", REMOVED },
    "",
    "Ring",
    FALSE,
    { { SEE, ROW ("2") }, { REMOVE, 0, "{'task':true}" } } },
  { "removed on both sides",
    { .task = "3711", REMOVED },
    "",
    NULL,
    TRUE,
    { { SEE, "{'tasks':[]}" } } },
  { "removed there while it is here",
    { .task = "3711", REMOVED },
    "",
    NULL,
    TRUE,
    { { SEE, ROW ("2") }, { REMOVE, NOT_ALLOWED }, { SEE, "{'tasks':[]}" } } },
  { "removed, which may be there",
    { .task = "", .is_begun = TRUE, REMOVED },
    "",
    "Ring",
    FALSE,
    { { SEARCH ("0"), FOUND }, { REMOVE, 0, "{'task':true}" } } },
  { "removed, which may be there and is not",
    { .task = "", .is_begun = TRUE, REMOVED },
    "",
    NULL,
    FALSE,
    { { SEARCH ("0"), "[]" } } },
};

static void
test_task (gconstpointer data)
{
  const Case *this = data;
  g_autoptr (Bitrix24TaskSteps) steps = bitrix24_task_steps_new (&this->task);
  const Bitrix24Row *row = NULL;
  g_autoptr (GError) error = NULL;

  bitrix24_play (&bitrix24_task_kind, steps, this->turns, &error);
  if (!this->id)
    {
      g_assert_nonnull (error);
      return;
    }
  g_assert_no_error (error);
  row = bitrix24_task_row (steps);
  g_assert_cmpstr (bitrix24_task_id (steps), ==, this->id);
  g_assert_cmpstr (this->is_gone || !row ? NULL : row->name, ==, this->title);
  g_assert_cmpint (bitrix24_task_is_gone (steps), ==, this->is_gone);
}

/* The search goes on behind a full page. */
static void
test_task_pages (void)
{
  const Bitrix24Task task = { .task = "", .is_begun = TRUE, TASK };
  g_autoptr (Bitrix24TaskSteps) steps = bitrix24_task_steps_new (&task);
  g_autofree char *list = bitrix24_play_rows (101, BITRIX24_PAGE, "id");
  g_autofree char *page = g_strdup_printf ("{'tasks':%s}", list);
  const Bitrix24Turn turns[]
      = { { SEARCH ("0"), page },
          { SEARCH ("150"), "{'tasks':[{'id':3711,'description':'Posthorn m1'}]}" },
          { NULL, NULL, 0, NULL } };
  g_autoptr (GError) error = NULL;

  bitrix24_play (&bitrix24_task_kind, steps, turns, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (bitrix24_task_id (steps), ==, "3711");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = g_strconcat ("/bitrix24-task/", cases[i].what, NULL);

      g_test_add_data_func (name, &cases[i], test_task);
    }
  g_test_add_func ("/bitrix24-task/pages", test_task_pages);
  return g_test_run ();
}
