/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bitrix24-record.h"
#include "error.h"

#include "bitrix24-play.h"

typedef struct
{
  const char *what;
  Bitrix24Record record;
  const char *activity; /* NULL: it fails */
  const char *customer; /* "-" = nobody had to be found */
  const char *name;     /* of the row of the customer, NULL = there is none */
  Bitrix24Turn turns[8];
} Case;

#define MAIL                                                                                       \
  .marker = "mark", .name = "Ann Bee", .address = "a@b.c", .from = "Ann Bee <a@b.c>",              \
  .subject = "Offer", .text = "Text", .responsible = "17", .date = 1712132792

#define ADD(owner, kind)                                                                           \
  "crm.activity.add",                                                                              \
      "'OWNER_ID':'" owner "' 'OWNER_TYPE_ID':" kind " 'DIRECTION':1 'COMPLETED':'N' 'mark'", 0
#define FIND            "crm.duplicate.findbycomm", "'values':['a@b.c']}", 0
#define FIND_KIND(kind) "crm.duplicate.findbycomm", "'entity_type':'" kind "'", 0
#define LOOK            "batch", "'c0':'crm.lead.list? 'c1':'crm.activity.list? ORIGIN_ID]=mark", 0
#define SHOW(kind, id)  "crm." kind ".list", "'ID':['" id "']", 0
#define SEEK            "crm.activity.list", "'ORIGINATOR_ID':'posthorn' 'ORIGIN_ID':'mark'", 0
#define DELETE(id)      "crm.activity.delete", "{'id':'" id "'}"
#define MANY            "{'LEAD':[21,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20]}"
#define REFUSED         "{'error':'','error_description':'Access denied.'}"

static const Case cases[] = {
  { "of a customer that is known",
    { .activity = "", .customer = "C_75", MAIL },
    "999",
    "-",
    NULL,
    { { ADD ("75", "3"), "999" } } },
  { "of a lead that is known, the id as text",
    { .activity = "", .customer = "L_4", MAIL },
    "999",
    "-",
    NULL,
    { { ADD ("4", "1"), "'999'" } } },
  { "already there", { .activity = "999", .customer = "C_75", MAIL }, "999", "-", NULL, { { 0 } } },
  { "of a contact who is found",
    { .activity = "", .customer = "", MAIL },
    "999",
    "C_75",
    "Ann",
    { { FIND, "{'LEAD':[1],'CONTACT':[2297,75],'COMPANY':[3]}" },
      { SHOW ("contact", "75"), "[{'ID':'75','NAME':'Ann'}]" },
      { ADD ("75", "3"), "999" } } },
  { "of a company, which the portal does not show",
    { .activity = "", .customer = "", MAIL },
    "999",
    "CO_3",
    NULL,
    { { FIND, "{'LEAD':[1],'COMPANY':[3]}" },
      { SHOW ("company", "3"), "[]" },
      { ADD ("3", "4"), "999" } } },
  { "of nobody: a lead is made",
    { .activity = "", .customer = "", MAIL },
    "999",
    "L_3465",
    NULL,
    { { FIND, "[]" },
      { "crm.lead.add", "'TITLE':'Offer' 'NAME':'Ann 'ORIGIN_ID':'mark' 'a@b.c'", 0, "3465" },
      { ADD ("3465", "1"), "999" } } },
  { "many leads push a contact out",
    { .activity = "", .customer = "", MAIL },
    "999",
    "C_8",
    "Ann",
    { { FIND, MANY },
      { FIND_KIND ("CONTACT"), "{'CONTACT':['8']}" },
      { SHOW ("contact", "8"), "[{'ID':'8','NAME':'Ann'}]" },
      { ADD ("8", "3"), "999" } } },
  { "many leads, and nobody else",
    { .activity = "", .customer = "", MAIL },
    "999",
    "L_2",
    "Ann",
    { { FIND, MANY },
      { FIND_KIND ("CONTACT"), "[]" },
      { FIND_KIND ("COMPANY"), "{}" },
      { SHOW ("lead", "2"), "[{'ID':'2','NAME':'Ann'}]" },
      { ADD ("2", "1"), "999" } } },
  { "begun, and nothing came of it",
    { .activity = "", .is_begun = TRUE, .customer = "C_75", MAIL },
    "999",
    "-",
    NULL,
    { { LOOK, "{'result':{'c0':[],'c1':[]},'result_error':[]}" }, { ADD ("75", "3"), "999" } } },
  { "begun, and it is there",
    { .activity = "", .is_begun = TRUE, .customer = "C_75", MAIL },
    "998",
    "-",
    NULL,
    { { LOOK, "{'result':{'c0':[],'c1':[{'ID':'998'}]}}" } } },
  { "begun, and the lead is there",
    { .activity = "", .is_begun = TRUE, .customer = "", MAIL },
    "999",
    "L_3465",
    "Ann",
    { { LOOK, "{'result':{'c0':[{'ID':'3465','NAME':'Ann'}],'c1':[]}}" },
      { ADD ("3465", "1"), "999" } } },
  { "begun, and both are there",
    { .activity = "", .is_begun = TRUE, .customer = "", MAIL },
    "998",
    "L_3465",
    "Ann",
    { { LOOK, "{'result':{'c0':[{'ID':'3465','NAME':'Ann'}],'c1':[{'ID':998}]}}" } } },
  { "begun, there, and of somebody else's customer",
    { .activity = "", .is_begun = TRUE, .customer = "", MAIL },
    "998",
    "C_75",
    "Ann",
    { { LOOK, "{'result':{'c0':[],'c1':[{'ID':998}]}}" },
      { FIND, "{'CONTACT':[75]}" },
      { SHOW ("contact", "75"), "[{'ID':'75','NAME':'Ann'}]" } } },
  { "refused",
    { .activity = "", .customer = "C_75", MAIL },
    NULL,
    "-",
    NULL,
    { { "crm.activity.add", "", 400, REFUSED } } },
  { "no id comes back",
    { .activity = "", .customer = "C_75", MAIL },
    NULL,
    "-",
    NULL,
    { { ADD ("75", "3"), "false" } } },
  { "no lead may be made",
    { .activity = "", .customer = "", MAIL },
    NULL,
    "-",
    NULL,
    { { FIND, "[]" }, { "crm.lead.add", "", 400, REFUSED } } },
  { "the portal is busy",
    { .activity = "", .customer = "C_75", MAIL },
    NULL,
    "-",
    NULL,
    { { "crm.activity.add", "", 503, "{'error':'QUERY_LIMIT_EXCEEDED'}" } } },
  { "looking is refused within the batch",
    { .activity = "", .is_begun = TRUE, .customer = "", MAIL },
    NULL,
    "-",
    NULL,
    { { LOOK,
        "{'result':{'c0':[]},'result_error':{'c1':{'error':'','error_description':'x'}}}" } } },
  { "removed before it was there",
    { .activity = "", .is_removal = TRUE, .marker = "mark" },
    "",
    "-",
    NULL,
    { { 0 } } },
  { "removed",
    { .activity = "999", .is_removal = TRUE, .marker = "mark" },
    "",
    "-",
    NULL,
    { { SEEK, "[{'ID':'999'}]" }, { DELETE ("999"), 0, "true" }, { SEEK, "[]" } } },
  { "removed, and somebody has done so there",
    { .activity = "999", .is_removal = TRUE, .marker = "mark" },
    "",
    "-",
    NULL,
    { { SEEK, "[]" } } },
  { "removed, which may have been there once more",
    { .activity = "", .is_begun = TRUE, .is_removal = TRUE, .marker = "mark" },
    "",
    "-",
    NULL,
    { { SEEK, "[{'ID':'7'},{'ID':'8'}]" },
      { DELETE ("7"), 0, "true" },
      { SEEK, "[{'ID':'8'}]" },
      { DELETE ("8"), 0, "true" },
      { SEEK, "[]" } } },
  { "the removal is refused as it is gone meanwhile",
    { .activity = "999", .is_removal = TRUE, .marker = "mark" },
    "",
    "-",
    NULL,
    { { SEEK, "[{'ID':'999'}]" },
      { DELETE ("999"), 400, "{'error':'','error_description':'Activity is not found'}" },
      { SEEK, "[]" } } },
  { "the removal is refused",
    { .activity = "999", .is_removal = TRUE, .marker = "mark" },
    NULL,
    "-",
    NULL,
    { { SEEK, "[{'ID':'999'}]" }, { DELETE ("999"), 400, REFUSED }, { SEEK, "[{'ID':'999'}]" } } },
};

static void
test_record (gconstpointer data)
{
  const Case *this = data;
  g_autoptr (Bitrix24RecordSteps) steps = bitrix24_record_steps_new (&this->record);
  const Bitrix24Row *row = NULL;
  const char *customer = NULL;
  g_autoptr (GError) error = NULL;

  bitrix24_play (&bitrix24_record_kind, steps, this->turns, &error);
  if (!this->activity)
    {
      g_assert_nonnull (error);
      return;
    }
  g_assert_no_error (error);
  customer = bitrix24_record_customer (steps, &row);
  g_assert_cmpstr (bitrix24_record_activity (steps), ==, this->activity);
  g_assert_cmpstr (customer ? customer : "-", ==, this->customer);
  g_assert_cmpstr (row ? row->name : NULL, ==, this->name);
}

/* A portal that says it is done, and shows it again. */
static void
test_record_returns (void)
{
  const Bitrix24Record record = { .activity = "9", .is_removal = TRUE, .marker = "mark" };
  g_autoptr (Bitrix24RecordSteps) steps = bitrix24_record_steps_new (&record);
  Bitrix24Turn turns[22] = { 0 };
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 20; i += 2)
    {
      turns[i] = (Bitrix24Turn){ SEEK, "[{'ID':'9'}]" };
      turns[i + 1] = (Bitrix24Turn){ DELETE ("9"), 0, "true" };
    }
  turns[20] = (Bitrix24Turn){ SEEK, "[{'ID':'9'}]" };
  bitrix24_play (&bitrix24_record_kind, steps, turns, &error);
  g_assert_error (error, POSTHORN_ERROR, POSTHORN_ERROR_PROTOCOL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = g_strconcat ("/bitrix24-record/", cases[i].what, NULL);

      g_test_add_data_func (name, &cases[i], test_record);
    }
  g_test_add_func ("/bitrix24-record/returns", test_record_returns);
  return g_test_run ();
}
