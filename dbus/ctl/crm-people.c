/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crm-people.h"

#include "json-output.h"
#include "properties.h"
#include "table.h"
#include "terminal.h"

#include <stdio.h>

#define PAGE 1000

static const TableColumn customer_columns[] = {
  { "ID", COLUMN_NUMBER },         { "KIND", COLUMN_FIXED },          { "NAME", COLUMN_ELASTIC },
  { "ADDRESSES", COLUMN_ELASTIC }, { "RESPONSIBLE", COLUMN_ELASTIC },
};

static const TableColumn employee_columns[]
    = { { "LOGIN", COLUMN_ELASTIC }, { "NAME", COLUMN_ELASTIC }, { "ADDRESSES", COLUMN_ELASTIC } };

static void
insert_text (GVariantDict *values, const char *key, const char *text)
{
  if (text != NULL)
    g_variant_dict_insert (values, key, "s", text);
}

static void
insert_addresses (GVariantDict *values, const char *const *words)
{
  if (*words != NULL)
    g_variant_dict_insert (values, "addresses", "^as", words);
}

static void
print_rows (GVariant *rows, const TableColumn *columns, guint n_columns, const char *const *keys,
            const char *none)
{
  g_autoptr (Table) table = table_new (columns, n_columns);
  g_autofree char *text = NULL;

  for (gsize i = 0; i < g_variant_n_children (rows); i++)
    {
      g_autoptr (GVariant) row = g_variant_get_child_value (rows, i);
      g_autofree char *addresses = properties_words (row, "addresses");
      const char *cells[G_N_ELEMENTS (customer_columns)];

      for (guint at = 0; at < n_columns; at++)
        cells[at]
            = g_str_equal (keys[at], "addresses") ? addresses : properties_string (row, keys[at]);
      table_add (table, FALSE, cells);
    }
  text = table_format (table, terminal_width (), terminal_has_colour ());
  fputs (text, stdout);
  if (table_n_rows (table) == 0 && terminal_width () > 0)
    puts (none);
}

/* One page; NULL with ERROR. */
static GVariant *
fetch_customers (Client *client, const CrmOptions *options, const char *address, guint offset,
                 GError **error)
{
  g_auto (GVariantDict) wanted = G_VARIANT_DICT_INIT (NULL);
  g_autoptr (GVariant) answer = NULL;

  insert_text (&wanted, "address", address);
  insert_text (&wanted, "responsible", options->responsible);
  insert_text (&wanted, "kind", options->kind);
  g_variant_dict_insert (&wanted, "offset", "u", offset);
  answer = connection_call (client->bus, ROOT_PATH, IFACE ("Crm"), "ListCustomers",
                            g_variant_new ("(@a{sv})", g_variant_dict_end (&wanted)), "(aa{sv})",
                            error);
  return answer ? g_variant_get_child_value (answer, 0) : NULL;
}

static GVariant *
fetch_all_customers (Client *client, const CrmOptions *options, const char *address, GError **error)
{
  g_auto (GVariantBuilder) all = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("aa{sv}"));
  gsize n = PAGE;

  for (guint offset = 0; n == PAGE; offset += PAGE)
    {
      g_autoptr (GVariant) page = fetch_customers (client, options, address, offset, error);
      if (page == NULL)
        return NULL;
      n = g_variant_n_children (page);
      for (gsize i = 0; i < n; i++)
        {
          g_autoptr (GVariant) row = g_variant_get_child_value (page, i);
          g_variant_builder_add_value (&all, row);
        }
    }
  return g_variant_ref_sink (g_variant_builder_end (&all));
}

gboolean
crm_people_customers (Client *client, const CrmOptions *options, const char *const *words,
                      GError **error)
{
  static const char *const keys[] = { "customer", "kind", "name", "addresses", "responsible" };
  g_autoptr (GVariant) rows = fetch_all_customers (client, options, words[0], error);

  if (rows == NULL)
    return FALSE;
  if (client->json)
    json_output_document (rows);
  else
    print_rows (rows, customer_columns, G_N_ELEMENTS (customer_columns), keys, "No customers.");
  return TRUE;
}

static gboolean
add_customer (Client *client, const CrmOptions *options, const char *const *words, GError **error)
{
  g_auto (GVariantDict) values = G_VARIANT_DICT_INIT (NULL);
  g_auto (GVariantDict) document = G_VARIANT_DICT_INIT (NULL);
  g_autoptr (GVariant) answer = NULL;
  g_autofree char *sentence = NULL;
  const char *id = NULL;

  insert_text (&values, "name", words[0]);
  insert_text (&values, "responsible", options->responsible);
  insert_text (&values, "kind", options->kind);
  insert_addresses (&values, words + 1);
  answer = connection_call (client->bus, ROOT_PATH, IFACE ("Crm"), "AddCustomer",
                            g_variant_new ("(@a{sv})", g_variant_dict_end (&values)), "(s)", error);
  if (answer == NULL)
    return FALSE;
  g_variant_get (answer, "(&s)", &id);
  g_variant_dict_insert (&document, "customer", "s", id);
  sentence = g_strdup_printf ("Customer %s is added.", id);
  command_report (client, sentence, g_variant_dict_end (&document));
  return TRUE;
}

/* A change of which the answer says nothing. DONE: "removed"; NOUN: "customer". */
static gboolean
change (Client *client, const char *method, GVariant *arguments, const char *reply,
        const char *noun, const char *who, const char *done, GError **error)
{
  g_autoptr (GVariant) answer
      = connection_call (client->bus, ROOT_PATH, IFACE ("Crm"), method, arguments, reply, error);
  g_autofree char *sentence = g_strdup_printf ("%s is %s.", who, done);
  g_auto (GVariantDict) document = G_VARIANT_DICT_INIT (NULL);

  if (answer == NULL)
    return FALSE;
  g_variant_dict_insert (&document, noun, "s", who);
  g_variant_dict_insert (&document, "done", "s", done);
  command_report (client, sentence, g_variant_dict_end (&document));
  return TRUE;
}

static gboolean
update_customer (Client *client, const CrmOptions *options, const char *const *words,
                 GError **error)
{
  g_auto (GVariantDict) values = G_VARIANT_DICT_INIT (NULL);

  insert_text (&values, "name", options->name);
  insert_text (&values, "responsible", options->responsible);
  insert_text (&values, "kind", options->kind);
  insert_addresses (&values, words + 1);
  return change (client, "UpdateCustomer",
                 g_variant_new ("(s@a{sv})", words[0], g_variant_dict_end (&values)), "()",
                 "customer", words[0], "changed", error);
}

gboolean
crm_people_customer (Client *client, const CrmOptions *options, const char *const *words,
                     GError **error)
{
  if (g_str_equal (words[0], "add"))
    return add_customer (client, options, words + 1, error);
  if (g_str_equal (words[0], "change"))
    return update_customer (client, options, words + 1, error);
  return change (client, "RemoveCustomer", g_variant_new ("(s)", words[1]), "()", "customer",
                 words[1], "removed", error);
}

gboolean
crm_people_employees (Client *client, const CrmOptions *options, const char *const *words,
                      GError **error)
{
  static const char *const keys[] = { "login", "name", "addresses" };
  g_autoptr (GVariant) answer = connection_call (client->bus, ROOT_PATH, IFACE ("Crm"),
                                                 "ListEmployees", NULL, "(aa{sv})", error);
  g_autoptr (GVariant) rows = answer ? g_variant_get_child_value (answer, 0) : NULL;

  if (rows == NULL)
    return FALSE;
  if (client->json)
    json_output_document (rows);
  else
    print_rows (rows, employee_columns, G_N_ELEMENTS (employee_columns), keys, "No employees.");
  return TRUE;
}

static gboolean
add_employee (Client *client, const CrmOptions *options, const char *const *words, GError **error)
{
  g_auto (GVariantDict) values = G_VARIANT_DICT_INIT (NULL);

  insert_text (&values, "login", words[0]);
  insert_text (&values, "name", options->name);
  insert_addresses (&values, words + 1);
  return change (client, "AddEmployee", g_variant_new ("(@a{sv})", g_variant_dict_end (&values)),
                 "(s)", "login", words[0], "added", error);
}

static gboolean
update_employee (Client *client, const CrmOptions *options, const char *const *words,
                 GError **error)
{
  g_auto (GVariantDict) values = G_VARIANT_DICT_INIT (NULL);

  insert_text (&values, "name", options->name);
  insert_addresses (&values, words + 1);
  return change (client, "UpdateEmployee",
                 g_variant_new ("(s@a{sv})", words[0], g_variant_dict_end (&values)), "()", "login",
                 words[0], "changed", error);
}

gboolean
crm_people_employee (Client *client, const CrmOptions *options, const char *const *words,
                     GError **error)
{
  if (g_str_equal (words[0], "add"))
    return add_employee (client, options, words + 1, error);
  if (g_str_equal (words[0], "change"))
    return update_employee (client, options, words + 1, error);
  return change (client, "RemoveEmployee", g_variant_new ("(s)", words[1]), "()", "login", words[1],
                 "removed", error);
}
