/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dav-multistatus.h"

#include "error.h"

#include <string.h>

#define HEAD                                                                                       \
  "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"                                                   \
  "<d:multistatus xmlns:d=\"DAV:\" xmlns:c=\"urn:ietf:params:xml:ns:caldav\" "                     \
  "xmlns:a=\"urn:ietf:params:xml:ns:carddav\" xmlns:s=\"http://calendarserver.org/ns/\">"
#define TAIL             "</d:multistatus>"
#define OK               "<d:status>HTTP/1.1 200 OK</d:status>"
#define RESPONSE(inside) "<d:response><d:href>/x/</d:href>" inside "</d:response>"
#define PROPS(inside)    RESPONSE ("<d:propstat><d:prop>" inside "</d:prop>" OK "</d:propstat>")

static DavAnswer *
read_answer (const char *text)
{
  g_autoptr (GError) error = NULL;
  DavAnswer *answer = dav_multistatus_read (text, strlen (text), &error);

  g_assert_no_error (error);
  return answer;
}

/* Of an answer with one part, which is carried to another process on the way. */
static DavItem *
read_item (const char *text)
{
  g_autoptr (DavAnswer) answer = read_answer (text);
  g_autoptr (GVariant) variant = g_variant_ref_sink (dav_answer_to_variant (answer));
  g_autoptr (DavAnswer) carried = dav_answer_from_variant (variant);

  g_assert_cmpuint (carried->items->len, ==, 1);
  return g_ptr_array_steal_index (carried->items, 0);
}

static void
test_listing (void)
{
  g_autoptr (DavAnswer) answer = read_answer (
      HEAD "<d:response><d:href> /a%20b/1.vcf\n</d:href><d:propstat><d:prop><d:getetag>\"1\""
           "</d:getetag></d:prop>" OK "</d:propstat></d:response>"
           "<d:response><d:href>/a%20b/2.vcf</d:href><d:status>HTTP/1.1 404 Not Found</d:status>"
           "</d:response><d:sync-token>http://x/ns/7</d:sync-token>" TAIL);
  const DavItem *there = g_ptr_array_index (answer->items, 0);
  const DavItem *gone = g_ptr_array_index (answer->items, 1);

  g_assert_cmpuint (answer->items->len, ==, 2);
  g_assert_cmpstr (answer->sync_token, ==, "http://x/ns/7");
  g_assert_cmpstr (there->href, ==, "/a%20b/1.vcf");
  g_assert_cmpstr (there->etag, ==, "\"1\"");
  g_assert_cmpuint (there->status, ==, 200);
  g_assert_cmpuint (gone->status, ==, 404);
}

static void
test_other_prefixes (void)
{
  g_autoptr (DavItem) item = read_item (
      "<multistatus xmlns='DAV:'><response><href>/x/</href><propstat><prop>"
      "<getetag>W/&quot;&#x31;&amp;&quot;</getetag><C:address-data "
      "xmlns:C='urn:ietf:params:xml:ns:carddav'><![CDATA[BEGIN:VCARD\nFN:<Ann>\nEND:VCARD]]>"
      "</C:address-data></prop></propstat></response></multistatus>");

  g_assert_cmpstr (item->etag, ==, "W/\"1&\"");
  g_assert_cmpstr (item->card->name, ==, "<Ann>");
}

static void
test_discovery (void)
{
  g_autoptr (DavItem) item = read_item (
      HEAD PROPS ("<d:current-user-principal><d:href>/me/</d:href></d:current-user-principal>"
                  "<a:addressbook-home-set><d:href>/a/</d:href><d:href>/b/</d:href>"
                  "</a:addressbook-home-set>"
                  "<c:calendar-home-set><d:href>/c/</d:href></c:calendar-home-set>") TAIL);

  g_assert_cmpstr (item->href, ==, "/x/");
  g_assert_cmpstr (item->principal, ==, "/me/");
  g_assert_cmpuint (g_strv_length (item->address_book_homes), ==, 2);
  g_assert_cmpstr (item->address_book_homes[1], ==, "/b/");
  g_assert_cmpstr (item->calendar_homes[0], ==, "/c/");
}

static const struct
{
  const char *props;
  guint traits;
} traits[] = {
  { "<d:resourcetype><d:collection/><a:addressbook/></d:resourcetype>",
    DAV_COLLECTION | DAV_ADDRESS_BOOK },
  { "<d:resourcetype><d:collection></d:collection><c:calendar/></d:resourcetype>",
    DAV_COLLECTION | DAV_CALENDAR },
  { "<c:supported-calendar-component-set><c:comp name=\"VTODO\"/>"
    "</c:supported-calendar-component-set>",
    DAV_FOR_TASKS },
  { "<c:supported-calendar-component-set><c:comp name=\"VEVENT\"/><c:comp name=\"vtodo\"/>"
    "<c:comp/></c:supported-calendar-component-set>",
    DAV_FOR_TASKS | DAV_FOR_OTHERS },
  { "<d:current-user-privilege-set><d:privilege><d:read/></d:privilege>"
    "</d:current-user-privilege-set>",
    DAV_MAY_SOMETHING },
  { "<d:current-user-privilege-set><d:privilege><d:read/></d:privilege><d:privilege><d:write/>"
    "</d:privilege></d:current-user-privilege-set>",
    DAV_MAY_SOMETHING | DAV_MAY_WRITE },
  { "<d:current-user-privilege-set/><c:supported-calendar-component-set/>", 0 },
};

static void
test_traits (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (traits); i++)
    {
      g_autofree char *text
          = g_strconcat (HEAD "<d:response><d:href>/x/</d:href><d:propstat><d:prop>",
                         traits[i].props, "</d:prop>" OK "</d:propstat></d:response>" TAIL, NULL);
      g_autoptr (DavItem) item = read_item (text);

      g_assert_cmpuint (item->traits, ==, traits[i].traits);
    }
}

static void
test_names (void)
{
  g_autoptr (DavItem) item
      = read_item (HEAD PROPS ("<d:displayname> Ann's\n book </d:displayname>"
                               "<s:getctag>7</s:getctag><d:sync-token>t</d:sync-token>") TAIL);

  g_assert_cmpstr (item->name, ==, "Ann's  book");
  g_assert_cmpstr (item->ctag, ==, "7");
  g_assert_cmpstr (item->sync_token, ==, "t");
}

static void
test_data (void)
{
  g_autoptr (DavItem) card = read_item (
      HEAD PROPS ("<a:address-data>BEGIN:VCARD&#13;\nFN:Ann&#13;\n"
                  "EMAIL:ann@example.org&#13;\nEND:VCARD&#13;\n</a:address-data>") TAIL);
  g_autoptr (DavItem) task = read_item (
      HEAD PROPS ("<c:calendar-data>BEGIN:VCALENDAR\nBEGIN:VTODO\nUID:u1\nSUMMARY:Call\n"
                  "END:VTODO\nEND:VCALENDAR\n</c:calendar-data>") TAIL);
  g_autoptr (DavItem) event = read_item (
      HEAD PROPS ("<c:calendar-data>BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:u1\nEND:VEVENT\n"
                  "END:VCALENDAR\n</c:calendar-data>") TAIL);

  g_assert_cmpstr (card->card->addresses[0], ==, "ann@example.org");
  g_assert_null (card->task);
  g_assert_cmpstr (task->task->title, ==, "Call");
  g_assert_null (task->card);
  g_assert_null (event->task);
  g_assert_cmpstr (event->problem, ==, "");
}

/* One that cannot be read says so, and costs no other. */
static void
test_broken_data (void)
{
  g_autoptr (DavAnswer) answer
      = read_answer (HEAD PROPS ("<a:address-data>BEGIN:VCARD\nFN:Ann\n</a:address-data>")
                         PROPS ("<c:calendar-data>rubbish</c:calendar-data>")
                             PROPS ("<a:address-data>BEGIN:VCARD\nFN:Bob\nEND:VCARD"
                                    "</a:address-data>") TAIL);
  const DavItem *card = g_ptr_array_index (answer->items, 0);
  const DavItem *task = g_ptr_array_index (answer->items, 1);
  const DavItem *fine = g_ptr_array_index (answer->items, 2);

  g_assert_null (card->card);
  g_assert_nonnull (strstr (card->problem, "END:VCARD"));
  g_assert_null (task->task);
  g_assert_nonnull (strstr (task->problem, "BEGIN:VCALENDAR"));
  g_assert_cmpstr (fine->card->name, ==, "Bob");
}

/* A part with properties that are not there. */
static void
test_missing_properties (void)
{
  g_autoptr (DavItem) item = read_item (
      HEAD RESPONSE ("<d:propstat><d:prop><d:getetag>\"1\"</d:getetag></d:prop>" OK "</d:propstat>"
                     "<d:propstat><d:prop><d:displayname/><d:sync-token/></d:prop>"
                     "<d:status>HTTP/1.1 404 Not Found</d:status></d:propstat>") TAIL);

  g_assert_cmpuint (item->status, ==, 200);
  g_assert_cmpstr (item->etag, ==, "\"1\"");
  g_assert_cmpstr (item->sync_token, ==, "");
}

static const struct
{
  const char *text;
  const char *problem;
} refusals[] = {
  { "", "no whole XML" },
  { "OK", "no whole XML" },
  { "<html><body>Sign in</body></html>", "another document" },
  { "<!DOCTYPE html><html><br></html>", "no whole XML" },
  { "<!DOCTYPE html><html/>", "document type" },
  { "<multistatus/>", "another document" }, /* of no namespace */
  { HEAD, "no whole XML" },
  { HEAD "<d:response><d:href>/x/</d:href>", "no whole XML" },
  { HEAD "<d:response></d:multistatus>", "no whole XML" },
  { HEAD RESPONSE ("&undefined;") TAIL, "no whole XML" },
  { "<!DOCTYPE m [<!ENTITY e \"x\">]><m:multistatus xmlns:m=\"DAV:\">&e;</m:multistatus>",
    "document type" },
  { "<!DOCTYPE m SYSTEM \"file:///etc/passwd\"><m:multistatus xmlns:m=\"DAV:\"/>",
    "document type" },
  { "<!DOCTYPE m [<!ENTITY a \"aaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;\">"
    "]><m:multistatus xmlns:m=\"DAV:\">&c;</m:multistatus>",
    "document type" },
};

static void
test_refusals (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (dav_multistatus_read (refusals[i].text, strlen (refusals[i].text), &error));
      g_assert_error (error, POSTHORN_ERROR, POSTHORN_ERROR_PROTOCOL);
      if (!strstr (error->message, refusals[i].problem))
        g_error ("«%s» does not say «%s»", error->message, refusals[i].problem);
    }
}

static char *
repeat (const char *text, guint times)
{
  GString *all = g_string_new (NULL);

  while (times-- > 0)
    g_string_append (all, text);
  return g_string_free (all, FALSE);
}

static void
assert_refused (const char *text, const char *problem)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (dav_multistatus_read (text, strlen (text), &error));
  g_assert_nonnull (strstr (error->message, problem));
}

static void
test_bounds (void)
{
  g_autofree char *deep = repeat ("<d:x>", 40);
  g_autofree char *out = repeat ("</d:x>", 40);
  g_autofree char *nested = g_strconcat (HEAD, deep, out, TAIL, NULL);
  g_autofree char *word = repeat ("x", 5000);
  g_autofree char *long_word
      = g_strconcat (HEAD "<d:response><d:href>", word, "</d:href></d:response>" TAIL, NULL);
  g_autofree char *many = repeat ("<d:response/>", 200001);
  g_autofree char *too_many = g_strconcat (HEAD, many, TAIL, NULL);

  assert_refused (nested, "nested too deeply");
  assert_refused (long_word, "too long");
  assert_refused (too_many, "too many parts");
}

static void
test_carried (void)
{
  g_autoptr (GVariant) other = g_variant_ref_sink (g_variant_new_string (""));

  g_assert_null (dav_answer_from_variant (other));
  g_assert_null (dav_task_from_variant (other));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dav-multistatus/listing", test_listing);
  g_test_add_func ("/dav-multistatus/other-prefixes", test_other_prefixes);
  g_test_add_func ("/dav-multistatus/discovery", test_discovery);
  g_test_add_func ("/dav-multistatus/traits", test_traits);
  g_test_add_func ("/dav-multistatus/names", test_names);
  g_test_add_func ("/dav-multistatus/data", test_data);
  g_test_add_func ("/dav-multistatus/broken-data", test_broken_data);
  g_test_add_func ("/dav-multistatus/missing-properties", test_missing_properties);
  g_test_add_func ("/dav-multistatus/refusals", test_refusals);
  g_test_add_func ("/dav-multistatus/bounds", test_bounds);
  g_test_add_func ("/dav-multistatus/carried", test_carried);
  return g_test_run ();
}
