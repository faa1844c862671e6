/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bitrix24-page.h"
#include "bitrix24-reply-private.h"
#include "error.h"

#include <string.h>

#define TOKEN "tok3nSecretAbc9"

static Bitrix24Reply *
reply (Bitrix24Method method, guint status, const char *body, gsize length, GError **error)
{
  g_autoptr (Bitrix24Webhook) webhook
      = bitrix24_webhook_parse ("https://acme.bitrix24.de/rest/17/" TOKEN "/", NULL);

  return bitrix24_reply_parse (webhook, method, status, body, length, error);
}

static Bitrix24Reply *
good_reply (Bitrix24Method method, guint status, const char *body)
{
  g_autoptr (GError) error = NULL;
  Bitrix24Reply *parsed = reply (method, status, body, strlen (body), &error);

  g_assert_no_error (error);
  return parsed;
}

/* What is no answer of a portal, and what the error says that it is. */
static const struct
{
  guint status;
  const char *body, *says;
} strange[] = {
  { 200, "", "an empty answer" },
  { 200, " \r\n ", "an empty answer" },
  { 200, "<html><body>Please log in</body></html>", "a web page in place of an answer" },
  { 200, "\n\n<!DOCTYPE html>", "a web page in place of an answer («<!DOCTYPE html>»)" },
  { 404, "<html>404</html>",
    "a web page in place of an answer («<html>404</html>») to user.get, and "
    "says that it failed" },
  { 200, "OK", "no JSON («OK»)" },
  { 200, "[]", "no JSON («[]»)" },
  { 200, "null", "no JSON («null»)" },
  { 200, "{\"result\":[{\"ID\":\"1\"}", "an answer that was cut off after 21 octets" },
  { 200, "{\"result\":\"abc", "an answer that was cut off after 14 octets" },
  { 200, "{\"result\":\"a\\", "an answer that was cut off" },
  { 200, "{\"result\":[1,]}", "JSON with a mistake in it" },
  { 200, "{\"result\":}", "JSON with a mistake in it" },
  { 200, "{\"result\":[1}]", "JSON with a mistake in it" },
  { 200, "{\"result\":\"\xff\xfe\"}", "an answer that is not UTF-8" },
  { 200, "{}", "JSON without a result" },
  { 200, "{\"total\":1}", "JSON without a result" },
  { 200, "<a href='/rest/17/" TOKEN "/'>", "«<a href='/rest/17/…/'>»" },
  { 302, "", "an empty answer" },
};

static void
assert_strange (guint status, const char *body, gsize length, const char *says)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (reply (BITRIX24_USER_GET, status, body, length, &error));
  g_assert_error (error, POSTHORN_ERROR, POSTHORN_ERROR_PROTOCOL);
  if (!strstr (error->message, says) || !strstr (error->message, "acme.bitrix24.de"))
    g_error ("%s\ndoes not say %s", error->message, says);
  g_assert_null (strstr (error->message, TOKEN));
}

static void
test_strange (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (strange); i++)
    assert_strange (strange[i].status, strange[i].body, strlen (strange[i].body), strange[i].says);
  assert_strange (200, "{\"result\":\0true}", 16, "cut off");
}

/* BEGIN, COUNT times MIDDLE, END. */
static char *
repeat (const char *begin, const char *middle, guint count, const char *end)
{
  GString *text = g_string_new (begin);

  for (guint i = 0; i < count; i++)
    g_string_append (text, middle);
  g_string_append (text, end);
  return g_string_free (text, FALSE);
}

static void
test_bounds (void)
{
  g_autofree char *large = repeat ("{\"result\":\"", "0123456789", 1024 * 1024, "\"}");
  g_autofree char *deep = repeat ("{\"result\":", "[", 200000, "");
  g_autofree char *deep_maps = repeat ("", "{\"result\":", 200000, "");
  g_autofree char *many = repeat ("{\"result\":[", "0,", 300000, "0]}");
  g_autofree char *lists = repeat ("{\"result\":[", "[],", 300000, "0]}");
  g_autofree char *quotes = repeat ("{\"result\":\"", "\\\"[{,", 300000, "\"}");

  assert_strange (200, large, strlen (large), "an answer of 10 MB");
  assert_strange (200, deep, strlen (deep), "nests more than 64 deep");
  assert_strange (200, deep_maps, strlen (deep_maps), "nests more than 64 deep");
  assert_strange (200, many, strlen (many), "more than 200000 values");
  assert_strange (200, lists, strlen (lists), "more than 200000 values");
  bitrix24_reply_free (good_reply (BITRIX24_USER_GET, 200, quotes));
}

#define CODE(code) "{\"error\":\"" code "\",\"error_description\":\"words\"}"

static const struct
{
  guint status;
  const char *body;
  Bitrix24Action action;
  PosthornError error;
  const char *says;
} faults[] = {
  { 401, CODE ("NO_AUTH_FOUND"), BITRIX24_NEW_WEBHOOK, POSTHORN_ERROR_AUTH_FAILED,
    "refuses user.get (401 NO_AUTH_FOUND: words): the webhook does not hold any more" },
  { 401, CODE ("expired_token"), BITRIX24_NEW_WEBHOOK, POSTHORN_ERROR_AUTH_FAILED, "crm secret" },
  { 401, "<html>", BITRIX24_NEW_WEBHOOK, POSTHORN_ERROR_AUTH_FAILED, "(401)" },
  { 403, CODE ("insufficient_scope"), BITRIX24_TELL, POSTHORN_ERROR_AUTH_FAILED, "the scopes crm" },
  { 403, CODE ("INVALID_CREDENTIALS"), BITRIX24_TELL, POSTHORN_ERROR_AUTH_FAILED, "whoever made" },
  { 403, CODE ("ACCESS_DENIED"), BITRIX24_TELL, POSTHORN_ERROR_AUTH_FAILED, "commercial plan" },
  { 403, CODE ("user_access_error"), BITRIX24_TELL, POSTHORN_ERROR_AUTH_FAILED, "log in" },
  { 403, CODE ("whatever"), BITRIX24_TELL, POSTHORN_ERROR_AUTH_FAILED, "(403 whatever: words)" },
  { 404, CODE ("ERROR_METHOD_NOT_FOUND"), BITRIX24_LACKING, POSTHORN_ERROR_CRM_REMOTE,
    "does not have that" },
  { 400, CODE ("INVALID_REQUEST"), BITRIX24_REFUSED, POSTHORN_ERROR_CRM_REMOTE, "words" },
  { 400, CODE ("ERROR_CORE"), BITRIX24_REFUSED, POSTHORN_ERROR_CRM_REMOTE, "see to what it says" },
  { 400, CODE (""), BITRIX24_REFUSED, POSTHORN_ERROR_CRM_REMOTE, "(400 words)" },
  { 400, CODE ("ACCESS_DENIED"), BITRIX24_REFUSED, POSTHORN_ERROR_CRM_REMOTE, "400 ACCESS_DENIED" },
  { 400, CODE ("Communication type is not defined"), BITRIX24_REFUSED, POSTHORN_ERROR_CRM_REMOTE,
    "Communication type" },
  { 400, "{\"error\":\"ERROR_CORE\",\"error_description\":\"No title<br>\\n<a b='c'>here</a>\"}",
    BITRIX24_REFUSED, POSTHORN_ERROR_CRM_REMOTE, "No title here)" },
  { 400, "{\"error\":100}", BITRIX24_REFUSED, POSTHORN_ERROR_CRM_REMOTE, "(400 100)" },
  { 400, "{\"error\":\"\"}", BITRIX24_REFUSED, POSTHORN_ERROR_CRM_REMOTE, "(400)" },
  { 400, "{\"error\":{\"code\":\"BITRIX_REST_V3\",\"message\":\"bad id\",\"validation\":[]}}",
    BITRIX24_REFUSED, POSTHORN_ERROR_CRM_REMOTE, "(400 BITRIX_REST_V3: bad id)" },
  { 400, "{\"error\":[],\"error_description\":null}", BITRIX24_REFUSED, POSTHORN_ERROR_CRM_REMOTE,
    "(400)" },
  { 405, CODE ("ERROR_BATCH_METHOD_NOT_ALLOWED"), BITRIX24_REFUSED, POSTHORN_ERROR_CRM_REMOTE,
    "405" },
  { 200, CODE ("ERROR_CORE"), BITRIX24_REFUSED, POSTHORN_ERROR_CRM_REMOTE, "ERROR_CORE" },
  { 429, CODE ("OPERATION_TIME_LIMIT"), BITRIX24_PAUSE, POSTHORN_ERROR_THROTTLED, "its share" },
  { 429, "", BITRIX24_PAUSE, POSTHORN_ERROR_THROTTLED, "(429)" },
  { 503, CODE ("QUERY_LIMIT_EXCEEDED"), BITRIX24_BACK_OFF, POSTHORN_ERROR_THROTTLED, "later" },
  { 503, CODE ("OVERLOAD_LIMIT"), BITRIX24_BACK_OFF, POSTHORN_ERROR_THROTTLED, "by hand" },
  { 503, "<html>nginx</html>", BITRIX24_BACK_OFF, POSTHORN_ERROR_THROTTLED, "(503)" },
  { 500, CODE ("INTERNAL_SERVER_ERROR"), BITRIX24_BACK_OFF, POSTHORN_ERROR_SERVER_UNAVAILABLE,
    "later" },
  { 500, CODE ("PORTAL_DELETED"), BITRIX24_BACK_OFF, POSTHORN_ERROR_SERVER_UNAVAILABLE, "gone" },
  { 502, "", BITRIX24_BACK_OFF, POSTHORN_ERROR_SERVER_UNAVAILABLE, "(502)" },
  { 400, "{\"error\":\"x\",\"error_description\":\"/rest/17/" TOKEN "/ and " TOKEN "\"}",
    BITRIX24_REFUSED, POSTHORN_ERROR_CRM_REMOTE, "/rest/17/…/ and …" },
  { 400, "{\"error\":\"x\",\"error_description\":\"tok3nSe\\u0063ret<b>Abc9\"}", BITRIX24_REFUSED,
    POSTHORN_ERROR_CRM_REMOTE, "400 x: …" },
};

static void
test_faults (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autoptr (Bitrix24Reply) fault
          = good_reply (BITRIX24_USER_GET, faults[i].status, faults[i].body);
      g_autoptr (GError) error = NULL;

      g_assert_cmpint (bitrix24_reply_action (fault), ==, faults[i].action);
      g_assert_false (bitrix24_reply_check (fault, &error));
      g_assert_error (error, POSTHORN_ERROR, (gint) faults[i].error);
      if (!strstr (error->message, faults[i].says) || strstr (error->message, TOKEN))
        g_error ("%s\ndoes not say %s", error->message, faults[i].says);
    }
}

/* The token is told apart before words are shortened: not even its beginning is left. */
static void
test_cut_token (void)
{
  for (guint before = 180; before < 205; before++)
    {
      g_autofree char *padding = g_strnfill (before, 'x');
      g_autofree char *body
          = g_strdup_printf ("{\"error\":\"\",\"error_description\":\"%s" TOKEN "\"}", padding);
      g_autoptr (Bitrix24Reply) fault = good_reply (BITRIX24_USER_GET, 400, body);
      g_autoptr (GError) error = NULL;

      g_assert_false (bitrix24_reply_check (fault, &error));
      g_assert_null (strstr (error->message, "xtok"));
    }
}

static void
test_times (void)
{
  static const struct
  {
    const char *time;
    gint64 began, reset;
  } rows[] = {
    { "{\"date_start\":\"2024-04-03T10:26:32+02:00\",\"date_finish\":\"2024-04-03T10:26:33+02:00\","
      "\"operating_reset_at\":1712133193}",
      1712132792, 400 },
    { "{\"date_finish\":\"2024-04-03T10:26:33+02:00\","
      "\"operating_reset_at\":\"2024-04-03T10:30:33+02:00\"}",
      0, 240 },
    { "{\"date_finish\":\"2024-04-03T10:26:33+02:00\",\"operating_reset_at\":1705765533}", 0, 0 },
    { "{\"date_finish\":\"2024-04-03T10:26:33+02:00\",\"operating_reset_at\":9912133193}", 0,
      3600 },
    { "{\"operating_reset_at\":1712133193}", 0, 0 },
    { "{\"date_start\":[],\"date_finish\":{}}", 0, 0 },
    { "[]", 0, 0 },
    { "null", 0, 0 },
    { "\"soon\"", 0, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *body = g_strdup_printf ("{\"result\":[],\"time\":%s}", rows[i].time);
      g_autoptr (Bitrix24Reply) parsed = good_reply (BITRIX24_USER_GET, 200, body);

      g_assert_cmpint (bitrix24_reply_began (parsed), ==, rows[i].began);
      g_assert_cmpint (bitrix24_reply_reset (parsed), ==, rows[i].reset);
    }
}

static void
test_json_values (void)
{
  g_autoptr (GError) error = NULL;
  const char *text = "{\"n\":7,\"s\":\"7\",\"zero\":\"0\",\"lead\":\"007\",\"neg\":-7,\"big\":"
                     "\"1234567890123456789\",\"word\":\"7a\",\"t\":true,\"f\":false,\"y\":\"Y\","
                     "\"no\":\"N\",\"one\":\"1\",\"i1\":1,\"i0\":0,\"nul\":null,\"empty\":[],"
                     "\"map\":{\"0\":\"a\",\"3\":\"b\"},\"d\":1.5,\"ctl\":\"a\\u0007b\\nc\\td\","
                     "\"half\":\"x\\ud800y\"}";
  static const char *const ids[][2]
      = { { "n", "7" },   { "s", "7" },   { "zero", "" }, { "lead", "" }, { "neg", "" },
          { "big", "" },  { "word", "" }, { "t", "" },    { "nul", "" },  { "empty", "" },
          { "gone", "" }, { "map", "" },  { "d", "" } };
  static const char *const yes[] = { "t", "y", "one", "i1" };
  static const char *const no[]
      = { "f", "no", "i0", "nul", "empty", "gone", "map", "word", "n", "d" };
  g_autoptr (JsonNode) node = bitrix24_json_parse (text, strlen (text), &error);
  g_autoptr (GList) values = bitrix24_json_values (bitrix24_json_member (node, "map"));
  g_autofree char *control = bitrix24_json_text (node, "ctl");
  g_autofree char *half = bitrix24_json_text (node, "half");

  g_assert_no_error (error);
  for (gsize i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autofree char *id = bitrix24_json_id (node, ids[i][0]);

      g_assert_cmpstr (id, ==, ids[i][1]);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (yes); i++)
    g_assert_true (bitrix24_json_flag (node, yes[i]));
  for (gsize i = 0; i < G_N_ELEMENTS (no); i++)
    g_assert_false (bitrix24_json_flag (node, no[i]));
  g_assert_cmpuint (g_list_length (values), ==, 2);
  g_assert_cmpstr (control, ==, "a b\nc d");
  g_assert_true (g_utf8_validate (half, -1, NULL));
  g_assert_null (bitrix24_json_member (bitrix24_json_member (node, "empty"), "key"));
}

static Bitrix24Page *
page (Bitrix24Method method, const char *after, const char *result, GError **error)
{
  g_autofree char *body = g_strdup_printf ("{\"result\":%s,\"total\":1}", result);
  g_autoptr (Bitrix24Reply) parsed = good_reply (method, 200, body);

  return bitrix24_page_read (parsed, after, error);
}

static const struct
{
  Bitrix24Method method;
  const char *result;
  const char *rows; /* id|name|addresses|responsible|due|completed|online; each */
} pages[] = {
  { BITRIX24_CONTACT_LIST, "[]", "" },
  { BITRIX24_CONTACT_LIST, "{}", "" },
  { BITRIX24_CONTACT_LIST, "null", "" },
  { BITRIX24_CONTACT_LIST, "false", "" },
  { BITRIX24_CONTACT_LIST,
    "[{\"ID\":\"75\",\"NAME\":\"Ann\",\"LAST_NAME\":\"Bee\",\"ASSIGNED_BY_ID\":\"6\",\"EMAIL\":["
    "{\"ID\":\"215\",\"VALUE_TYPE\":\"WORK\",\"VALUE\":\"a@b.c\",\"TYPE_ID\":\"EMAIL\"},"
    "{\"VALUE\":\"d@e.f\"}]}]",
    "75|Ann Bee|a@b.c,d@e.f|6|0|0|0;" },
  { BITRIX24_CONTACT_LIST, "[{\"ID\":75,\"NAME\":\"Ann\",\"ASSIGNED_BY_ID\":6}]",
    "75|Ann||6|0|0|0;" },
  { BITRIX24_CONTACT_LIST, "[{\"ID\":7,\"NAME\":null,\"LAST_NAME\":\"Bee\",\"EMAIL\":[]}]",
    "7|Bee|||0|0|0;" },
  { BITRIX24_CONTACT_LIST, "{\"1\":{\"ID\":7,\"EMAIL\":{\"0\":{\"VALUE\":\"a@b.c\"}}}}",
    "7||a@b.c||0|0|0;" },
  { BITRIX24_CONTACT_LIST, "[{\"ID\":9},{\"ID\":\"10\"},{\"ID\":100}]", "9|||;10|||;100|||;" },
  { BITRIX24_COMPANY_LIST, "[{\"ID\":\"3\",\"TITLE\":\"Bee & Co\"}]", "3|Bee & Co|||0|0|0;" },
  { BITRIX24_LEAD_LIST, "[{\"ID\":\"4\",\"TITLE\":\"Offer\",\"NAME\":\"\"}]", "4|Offer|||0|0|0;" },
  { BITRIX24_LEAD_LIST, "[{\"ID\":\"4\",\"TITLE\":\"Offer\",\"NAME\":\"Cid\"}]", "4|Cid|||0|0|0;" },
  { BITRIX24_USER_GET,
    "[{\"ID\":\"3\",\"ACTIVE\":true,\"NAME\":\"John\",\"LAST_NAME\":\"Smith\",\"EMAIL\":\"a@b.c\","
    "\"IS_ONLINE\":\"Y\",\"LAST_ACTIVITY_DATE\":{}}]",
    "3|John Smith|a@b.c||0|0|1;" },
  { BITRIX24_TASK_LIST,
    "{\"tasks\":[{\"id\":\"8017\",\"title\":\"Call\",\"status\":\"2\",\"deadline\":"
    "\"2024-04-03T10:26:32+02:00\",\"closedDate\":null}]}",
    "8017|Call|||1712132792|0|0;" },
  { BITRIX24_TASK_LIST,
    "{\"tasks\":[{\"id\":8017,\"title\":\"Call\",\"status\":5,\"deadline\":null,\"closedDate\":"
    "\"2024-04-03T10:26:32+02:00\"}]}",
    "8017|Call|||0|1712132792|0;" },
  { BITRIX24_TASK_LIST, "{\"tasks\":[{\"id\":1,\"status\":5}]}", "1||||0|1|0;" },
  { BITRIX24_TASK_LIST, "{\"tasks\":[]}", "" },
  { BITRIX24_TASK_LIST, "[]", "" },
};

static void
describe_row (GString *text, const Bitrix24Row *row)
{
  g_autofree char *addresses = g_strjoinv (",", row->addresses);

  g_string_append_printf (text, "%s|%s|%s|%s|%" G_GINT64_FORMAT "|%" G_GINT64_FORMAT "|%d;",
                          row->id, row->name, addresses, row->responsible, row->due, row->completed,
                          row->online);
}

/* A row of the table may leave the end of each row away. */
static gboolean
agrees (const char *rows, const char *expected)
{
  g_auto (GStrv) have = g_strsplit (rows, ";", -1);
  g_auto (GStrv) want = g_strsplit (expected, ";", -1);

  if (g_strv_length (have) != g_strv_length (want))
    return FALSE;
  for (guint i = 0; have[i]; i++)
    if (!g_str_has_prefix (have[i], want[i]))
      return FALSE;
  return TRUE;
}

static void
test_rows (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (Bitrix24Page) read = page (pages[i].method, "", pages[i].result, &error);
      g_autoptr (GString) text = g_string_new (NULL);

      g_assert_no_error (error);
      g_assert_true (read->is_last);
      for (guint k = 0; k < read->rows->len; k++)
        describe_row (text, read->rows->pdata[k]);
      if (!agrees (text->str, pages[i].rows))
        g_error ("%s\ngives %s", pages[i].result, text->str);
    }
}

/* Pages that would be followed for ever, or told twice. */
static void
test_wrong_rows (void)
{
  static const char *const results[] = { "[{\"ID\":\"7\"}]",
                                         "[{\"ID\":\"8\"},{\"ID\":\"8\"}]",
                                         "[{\"ID\":\"9\"},{\"ID\":\"8\"}]",
                                         "[{\"NAME\":\"x\"}]",
                                         "[{\"ID\":\"\"}]",
                                         "[[]]",
                                         "[null]",
                                         "{\"x\":\"y\"}",
                                         "[\"8\"]" };

  for (gsize i = 0; i < G_N_ELEMENTS (results); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (page (BITRIX24_LEAD_LIST, "7", results[i], &error));
      g_assert_error (error, POSTHORN_ERROR, POSTHORN_ERROR_PROTOCOL);
      g_assert_nonnull (strstr (error->message, "crm.lead.list"));
    }
}

static void
test_ids (void)
{
  static const struct
  {
    const char *result, *id;
  } rows[] = {
    { "3465", "3465" },  { "\"3465\"", "3465" }, { "{\"task\":{\"id\":\"3711\"}}", "3711" },
    { "0", NULL },       { "false", NULL },      { "true", NULL },
    { "[]", NULL },      { "{}", NULL },         { "null", NULL },
    { "\"abc\"", NULL }, { "[3465]", NULL },     { "{\"task\":{\"id\":null}}", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *body = g_strdup_printf ("{\"result\":%s}", rows[i].result);
      g_autoptr (Bitrix24Reply) made = good_reply (BITRIX24_TASK_ADD, 200, body);
      g_autoptr (GError) error = NULL;
      g_autofree char *id = bitrix24_made_id (made, &error);

      g_assert_cmpstr (id, ==, rows[i].id);
      g_assert_true (id || g_error_matches (error, POSTHORN_ERROR, POSTHORN_ERROR_PROTOCOL));
    }
}

static void
test_found (void)
{
  static const struct
  {
    const char *result, *contact, *company, *lead;
    guint leads;
  } rows[] = {
    { "{\"LEAD\":[9,\"1\",10],\"CONTACT\":[275,2297],\"COMPANY\":[\"3\"]}", "275", "3", "1", 3 },
    { "{\"LEAD\":{\"0\":5,\"2\":4}}", "", "", "4", 2 },
    { "{}", "", "", "", 0 },
    { "[]", "", "", "", 0 },
    { "null", "", "", "", 0 },
    { "{\"LEAD\":[],\"CONTACT\":null,\"COMPANY\":[\"x\",0]}", "", "", "", 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      guint leads = 77;
      g_autofree char *body = g_strdup_printf ("{\"result\":%s}", rows[i].result);
      g_autoptr (Bitrix24Reply) found = good_reply (BITRIX24_DUPLICATE_FIND, 200, body);
      g_autofree char *contact = bitrix24_found_id (found, BITRIX24_CONTACT, NULL);
      g_autofree char *company = bitrix24_found_id (found, BITRIX24_COMPANY, NULL);
      g_autofree char *lead = bitrix24_found_id (found, BITRIX24_LEAD, &leads);

      g_assert_cmpstr (contact, ==, rows[i].contact);
      g_assert_cmpstr (company, ==, rows[i].company);
      g_assert_cmpstr (lead, ==, rows[i].lead);
      g_assert_cmpuint (leads, ==, rows[i].leads);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/bitrix24-reply/strange", test_strange);
  g_test_add_func ("/bitrix24-reply/bounds", test_bounds);
  g_test_add_func ("/bitrix24-reply/faults", test_faults);
  g_test_add_func ("/bitrix24-reply/cut-token", test_cut_token);
  g_test_add_func ("/bitrix24-reply/times", test_times);
  g_test_add_func ("/bitrix24-reply/json-values", test_json_values);
  g_test_add_func ("/bitrix24-reply/rows", test_rows);
  g_test_add_func ("/bitrix24-reply/wrong-rows", test_wrong_rows);
  g_test_add_func ("/bitrix24-reply/ids", test_ids);
  g_test_add_func ("/bitrix24-reply/found", test_found);
  return g_test_run ();
}
