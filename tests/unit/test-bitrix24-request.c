/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bitrix24-activity.h"
#include "bitrix24-batch.h"
#include "bitrix24-request-private.h"

#include "bitrix24-play.h"

#include <string.h>

/* Takes REQUEST. */
static void
assert_json (Bitrix24Request *request, const char *method, const char *expected)
{
  g_autofree char *json = bitrix24_request_json (request);
  g_autofree char *want = g_strdelimit (g_strdup (expected), "'", '"');

  g_assert_cmpstr (bitrix24_method_name (bitrix24_request_method (request)), ==, method);
  g_assert_cmpstr (json, ==, want);
  bitrix24_request_free (request);
}

static void
assert_has (Bitrix24Request *request, const char *method, const char *asks)
{
  g_autofree char *json = bitrix24_request_json (request);
  g_autofree char *readable = g_strdelimit (g_strdup (json), "\"", '\'');
  g_auto (GStrv) texts = g_strsplit (asks, " ", -1);

  g_assert_cmpstr (bitrix24_method_name (bitrix24_request_method (request)), ==, method);
  for (char **text = texts; *text; text++)
    if (!strstr (readable, *text))
      g_error ("%s\ndoes not have %s", readable, *text);
  bitrix24_request_free (request);
}

static void
test_requests (void)
{
  const char *const ids[] = { "3", "17", NULL };
  const Bitrix24NewLead lead = { "", "Ann Bee", "a@b.c", "17", "mark" };
  const Bitrix24NewTask task = { "Call \"her\"", "text", "17", "CO_5", 1712132792 };
  const Bitrix24NewTask bare = { "", "text", "17", "", 0 };

  assert_has (bitrix24_request_page (BITRIX24_CONTACT_LIST, "75", 1712132792), "crm.contact.list",
              "'>ID':'75' '>=DATE_MODIFY':'2024-04-03T08:26:32+00:00' 'order':{'ID':'ASC'} "
              "'start':-1 'EMAIL' 'ASSIGNED_BY_ID'");
  assert_json (bitrix24_request_page (BITRIX24_COMPANY_LIST, "", 0), "crm.company.list",
               "{'filter':{'>ID':'0'},'select':['ID','TITLE','EMAIL','ASSIGNED_BY_ID'],"
               "'order':{'ID':'ASC'},'start':-1}");
  assert_has (
      bitrix24_request_page (BITRIX24_USER_GET, "", 5), "user.get",
      "'FILTER':{ '>ID':'0' 'USER_TYPE':'employee' 'ACTIVE':true 'sort':'ID','order':'ASC'}");
  assert_has (bitrix24_request_made_tasks ("", "17", 1712132792), "tasks.task.list",
              "'CREATED_BY':'17' '>=CREATED_DATE':'2024-04-03T08:26:32+00:00' 'DESCRIPTION'");
  assert_has (bitrix24_request_by_ids (BITRIX24_TASK_LIST, ids), "tasks.task.list",
              "'filter':{'ID':['3','17']} 'STATUS' 'CLOSED_DATE'");
  assert_has (bitrix24_request_by_origin (BITRIX24_ACTIVITY_LIST, "mark"), "crm.activity.list",
              "'ORIGINATOR_ID':'posthorn' 'ORIGIN_ID':'mark'");
  assert_json (bitrix24_request_find ("a@b.c", -1), "crm.duplicate.findbycomm",
               "{'type':'EMAIL','values':['a@b.c']}");
  assert_json (bitrix24_request_find ("a@b.c", BITRIX24_COMPANY), "crm.duplicate.findbycomm",
               "{'type':'EMAIL','values':['a@b.c'],'entity_type':'COMPANY'}");
  assert_has (bitrix24_request_add_lead (&lead), "crm.lead.add",
              "'TITLE':'a@b.c' 'SOURCE_ID':'EMAIL' 'ASSIGNED_BY_ID':'17' 'ORIGIN_ID':'mark' "
              "'EMAIL':[{'VALUE':'a@b.c','VALUE_TYPE':'WORK'}]");
  assert_has (bitrix24_request_add_task (&task), "tasks.task.add",
              "\\'her\\' 'UF_CRM_TASK':['CO_5'] 'DEADLINE':'2024-04-03T08:26:32+00:00'");
  assert_has (bitrix24_request_add_task (&bare), "tasks.task.add", "'TITLE':'(no");
  assert_json (bitrix24_request_complete_task ("3"), "tasks.task.complete", "{'taskId':'3'}");
  assert_json (bitrix24_request_delete_task ("3"), "tasks.task.delete", "{'taskId':'3'}");
  assert_json (bitrix24_request_delete_activity ("9"), "crm.activity.delete", "{'id':'9'}");
}

static const char *const subjects[] = {
  "", "Offer", "COMPLETED", "\",\"COMPLETED\":\"Y\",\"X\":\"", "<4>", "%s%n{'a': <1>}", "Ü€😀"
};
static const char *const texts[] = { "", "Text", "'}>, 'COMPLETED': <'Y'>, {", "a\nb\r\n\tc" };

static const char *
text_of (JsonNode *fields, const char *key)
{
  JsonNode *node = json_object_get_member (json_node_get_object (fields), key);

  return node && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
             ? json_node_get_string (node)
             : "";
}

/* The request has no way to be one that makes Bitrix24 send, whatever stands in it. */
static void
assert_sends_nothing (const Bitrix24Request *request)
{
  JsonObject *parameters = json_node_get_object (request->parameters);
  JsonNode *fields = json_object_get_member (parameters, "fields");

  g_assert_cmpint (request->method, ==, BITRIX24_ACTIVITY_ADD);
  g_assert_cmpuint (json_object_get_size (parameters), ==, 1);
  g_assert_cmpstr (text_of (fields, "COMPLETED"), ==, "N");
  g_assert_cmpint (json_object_get_int_member (json_node_get_object (fields), "TYPE_ID"), ==, 4);
  g_assert_cmpstr (text_of (fields, "SUBJECT"), !=, "");
}

static void
build (gboolean outgoing, Bitrix24Kind kind, const char *subject, const char *text)
{
  const Bitrix24Activity activity = {
    .outgoing = outgoing,
    .kind = kind,
    .number = "75",
    .address = "a@b.c",
    .from = text,
    .subject = subject,
    .text = text,
    .responsible = subject,
    .origin = text,
    .date = outgoing ? G_MAXINT64 : 1712132792,
  };
  g_autoptr (Bitrix24Request) request = bitrix24_activity_build (&activity);
  g_autoptr (Bitrix24Batch) batch = bitrix24_batch_new ();
  g_autoptr (Bitrix24Request) all = NULL;

  assert_sends_nothing (request);
  g_assert_false (bitrix24_batch_add (batch, request));
  all = bitrix24_batch_end (batch);
  g_assert_cmpuint (bitrix24_batch_length (all), ==, 0);
}

static void
test_never_sends (void)
{
  for (guint outgoing = 0; outgoing <= 1; outgoing++)
    for (guint kind = 0; kind < BITRIX24_KINDS; kind++)
      for (gsize i = 0; i < G_N_ELEMENTS (subjects) * G_N_ELEMENTS (texts); i++)
        build ((gboolean) outgoing, kind, subjects[i % G_N_ELEMENTS (subjects)],
               texts[i / G_N_ELEMENTS (subjects)]);
}

/* No method changes an activity, and only one makes any; nothing but lists goes into a batch. */
static void
test_methods (void)
{
  for (guint method = 0; method < BITRIX24_METHODS; method++)
    {
      const char *name = bitrix24_method_name (method);

      g_assert_null (strstr (name, "update"));
      g_assert_true (!g_str_has_prefix (name, "crm.activity") || method == BITRIX24_ACTIVITY_ADD
                     || method == BITRIX24_ACTIVITY_LIST || method == BITRIX24_ACTIVITY_DELETE);
      g_assert_cmpint (bitrix24_method_is_list (method), ==,
                       g_str_has_suffix (name, ".list") || g_str_equal (name, "user.get"));
    }
}

static void
test_activity (void)
{
  g_autofree char *umlauts = g_strnfill (BITRIX24_DESCRIPTION_OCTETS_MOST - 1, 'x');
  g_autofree char *text = g_strconcat (umlauts, "ü and more", NULL);
  const Bitrix24Activity activity = {
    .outgoing = TRUE,
    .kind = BITRIX24_LEAD,
    .number = "4",
    .address = "a@b.c",
    .from = "Me <me@office.example>",
    .subject = "",
    .text = text,
    .responsible = "17",
    .origin = "mark",
    .date = 1712132792,
  };
  Bitrix24Request *request = bitrix24_activity_build (&activity);
  JsonObject *fields
      = json_object_get_object_member (json_node_get_object (request->parameters), "fields");

  g_assert_cmpstr (json_object_get_string_member (fields, "DESCRIPTION"), ==, umlauts);
  assert_has (request, "crm.activity.add",
              "'TYPE_ID':4 'DIRECTION':2 'COMPLETED':'N' 'OWNER_TYPE_ID':1 'OWNER_ID':'4' "
              "'SUBJECT':'(no 'START_TIME':'2024-04-03T08:26:32+00:00' 'DESCRIPTION_TYPE':1 "
              "'COMMUNICATIONS':[{'VALUE':'a@b.c','ENTITY_ID':'4','ENTITY_TYPE_ID':1}] "
              "'DISABLE_SENDING_MESSAGE_COPY':'Y' 'ORIGINATOR_ID':'posthorn','ORIGIN_ID':'mark'");
}

static void
test_batch (void)
{
  const char *const ids[] = { "3", "17", NULL };
  g_autoptr (Bitrix24Batch) batch = bitrix24_batch_new ();
  g_autoptr (Bitrix24Request) tasks = bitrix24_request_by_ids (BITRIX24_TASK_LIST, ids);

  bitrix24_batch_add_pages (batch, BITRIX24_COMPANY_LIST, "75", 0, 2);
  g_assert_true (bitrix24_batch_add (batch, tasks));
  assert_json (bitrix24_batch_end (batch), "batch",
               "{'halt':0,'cmd':{"
               "'c0':'crm.company.list?filter[%3EID]=75&select[]=ID&select[]=TITLE&select[]=EMAIL"
               "&select[]=ASSIGNED_BY_ID&order[ID]=ASC&start=-1',"
               "'c1':'crm.company.list?filter[%3EID]=%24result%5Bc0%5D%5B49%5D%5BID%5D&select[]=ID"
               "&select[]=TITLE&select[]=EMAIL&select[]=ASSIGNED_BY_ID&order[ID]=ASC&start=-1',"
               "'c2':'tasks.task.list?filter[ID][]=3&filter[ID][]=17&select[]=ID&select[]=TITLE"
               "&select[]=STATUS&select[]=DEADLINE&select[]=CLOSED_DATE&order[ID]=ASC&start=-1'}}");
}

static void
test_batch_full (void)
{
  g_autoptr (Bitrix24Batch) batch = bitrix24_batch_new ();
  g_autoptr (Bitrix24Request) request = NULL;

  bitrix24_batch_add_pages (batch, BITRIX24_LEAD_LIST, "", 0, BITRIX24_BATCH_MOST + 5);
  request = bitrix24_batch_end (batch);
  g_assert_cmpuint (bitrix24_batch_length (request), ==, BITRIX24_BATCH_MOST);
  g_assert_cmpuint (bitrix24_request_methods (request), ==,
                    1u << BITRIX24_BATCH | 1u << BITRIX24_LEAD_LIST);
}

static void
test_batch_reply (void)
{
  g_autoptr (Bitrix24Batch) batch = bitrix24_batch_new ();
  g_autoptr (Bitrix24Request) request = NULL;
  g_autoptr (Bitrix24Reply) reply = bitrix24_play_reply (
      BITRIX24_BATCH, 0,
      "{'result':{'c0':[]},'result_error':{'c1':{'error':'OPERATION_TIME_LIMIT',"
      "'error_description':'<b>x</b>'}},'result_time':{'c0':{'date_finish':"
      "'2024-04-03T10:26:32+02:00','operating_reset_at':1712132800}},'result_next':[]}");
  g_autoptr (Bitrix24Reply) first = NULL;
  g_autoptr (Bitrix24Reply) second = NULL;
  g_autoptr (GError) error = NULL;

  bitrix24_batch_add_pages (batch, BITRIX24_LEAD_LIST, "", 0, 3);
  request = bitrix24_batch_end (batch);
  first = bitrix24_batch_reply (request, reply, 0, NULL);
  second = bitrix24_batch_reply (request, reply, 1, NULL);
  g_assert_cmpint (bitrix24_reply_action (first), ==, BITRIX24_DONE);
  g_assert_cmpint (bitrix24_reply_reset (first), ==, 8);
  g_assert_cmpint (bitrix24_reply_action (second), ==, BITRIX24_PAUSE);
  g_assert_null (bitrix24_batch_reply (request, reply, 2, &error));
  g_assert_nonnull (strstr (error->message, "no answer to one of the commands"));
}

static void
test_customers (void)
{
  static const char *const wrong[] = { "", "C_", "C_x", "75", "D_5", "c_5", "C_5 ", "CO5", "LL_5" };
  Bitrix24Kind kind = BITRIX24_KINDS;

  for (guint i = 0; i < BITRIX24_KINDS; i++)
    {
      g_autofree char *id = bitrix24_customer_id (i, "75");

      g_assert_cmpstr (bitrix24_customer_parse (id, &kind), ==, "75");
      g_assert_cmpint (kind, ==, i);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_null (bitrix24_customer_parse (wrong[i], &kind));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/bitrix24-request/requests", test_requests);
  g_test_add_func ("/bitrix24-request/never-sends", test_never_sends);
  g_test_add_func ("/bitrix24-request/methods", test_methods);
  g_test_add_func ("/bitrix24-request/activity", test_activity);
  g_test_add_func ("/bitrix24-request/batch", test_batch);
  g_test_add_func ("/bitrix24-request/batch-full", test_batch_full);
  g_test_add_func ("/bitrix24-request/batch-reply", test_batch_reply);
  g_test_add_func ("/bitrix24-request/customers", test_customers);
  return g_test_run ();
}
