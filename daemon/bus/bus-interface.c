/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bus-interface.h"

#include "bus-error.h"
#include "bus-xml.h"
#include "error.h"

#include <gio/gunixfdlist.h>
#include <unistd.h>

#define XML_FOLDER "/org/posthorn/Posthorn1/dbus/"
#define PROPERTIES "org.freedesktop.DBus.Properties"

/* The bus throws out whoever sends more than 128 MiB in one message. */
#define ANSWER_MOST (64 * 1024 * 1024)

struct _BusInterface
{
  GDBusInterfaceSkeleton parent_instance;
  const BusTable *table;
  GDBusInterfaceInfo *info; /* lives as long as the program */
  GObject *object;
  gpointer context;
  GHashTable *announced; /* property name → GVariant that clients were last told */
  guint announcement;    /* source */
};

struct _BusCall
{
  GDBusMethodInvocation *invocation;
  BusInterface *interface;
  gboolean taken;
  GUnixFDList *descriptors; /* of the answer; NULL when there are none */
  gpointer data;
  GDestroyNotify destroy;
};

G_DEFINE_FINAL_TYPE (BusInterface, bus_interface, G_TYPE_DBUS_INTERFACE_SKELETON)

/* The XML. */

static GDBusInterfaceInfo *
parse_xml (const char *interface)
{
  g_autofree char *path = g_strconcat (XML_FOLDER, interface, ".xml", NULL);
  g_autoptr (GBytes) xml
      = g_resource_lookup_data (bus_xml_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  g_autoptr (GDBusNodeInfo) node = NULL;
  GDBusInterfaceInfo *info;

  if (xml)
    node = g_dbus_node_info_new_for_xml (g_bytes_get_data (xml, NULL), NULL);
  info = node ? g_dbus_node_info_lookup_interface (node, interface) : NULL;
  if (!info)
    g_error ("the XML of %s is missing or broken", interface);
  return g_dbus_interface_info_ref (info);
}

static GDBusInterfaceInfo *
find_info (const char *interface)
{
  static GHashTable *parsed;
  GDBusInterfaceInfo *info;

  if (!parsed)
    parsed = g_hash_table_new (g_str_hash, g_str_equal);
  info = g_hash_table_lookup (parsed, interface);
  if (!info)
    {
      info = parse_xml (interface);
      g_hash_table_insert (parsed, info->name, info);
    }
  return info;
}

GStrv
bus_interface_list_xml (void)
{
  return g_resource_enumerate_children (bus_xml_get_resource (), XML_FOLDER,
                                        G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
}

/* The table. */

/* NULL only for a member that bus_table_difference() would have named. */
static const BusMethod *
find_method (const BusTable *table, const char *name)
{
  for (const BusMethod *method = table->methods; method && method->name; method++)
    if (g_str_equal (method->name, name))
      return method;
  return NULL;
}

static const BusProperty *
find_property (const BusTable *table, const char *name)
{
  for (const BusProperty *property = table->properties; property && property->name; property++)
    if (g_str_equal (property->name, name))
      return property;
  return NULL;
}

static gboolean
property_fits (const BusProperty *property, GDBusPropertyInfo *info)
{
  gboolean writable = (info->flags & G_DBUS_PROPERTY_INFO_FLAGS_WRITABLE) != 0;

  return property && (property->get || property->from) && writable == (property->set != NULL);
}

static char *
missing_member (const BusTable *table, GDBusInterfaceInfo *info)
{
  for (guint i = 0; info->methods && info->methods[i]; i++)
    if (!find_method (table, info->methods[i]->name))
      return g_strdup_printf ("%s.%s has no handler", table->interface, info->methods[i]->name);
  for (guint i = 0; info->properties && info->properties[i]; i++)
    if (!property_fits (find_property (table, info->properties[i]->name), info->properties[i]))
      return g_strdup_printf ("%s.%s has no getter, or its setter does not fit its access",
                              table->interface, info->properties[i]->name);
  return NULL;
}

char *
bus_table_difference (const BusTable *table)
{
  GDBusInterfaceInfo *info = find_info (table->interface);

  for (const BusMethod *method = table->methods; method && method->name; method++)
    if (!g_dbus_interface_info_lookup_method (info, method->name))
      return g_strdup_printf ("%s.%s is not in the XML", table->interface, method->name);
  for (const BusProperty *property = table->properties; property && property->name; property++)
    if (!g_dbus_interface_info_lookup_property (info, property->name))
      return g_strdup_printf ("%s.%s is not in the XML", table->interface, property->name);
  return missing_member (table, info);
}

/* Properties. */

static GVariant *
read_property (BusInterface *self, const BusProperty *property)
{
  g_auto (GValue) value = G_VALUE_INIT;
  GDBusPropertyInfo *info;

  if (property->get)
    return g_variant_take_ref (property->get (self->object));
  info = g_dbus_interface_info_lookup_property (self->info, property->name);
  g_object_get_property (self->object, property->from, &value);
  return g_dbus_gvalue_to_gvariant (&value, G_VARIANT_TYPE (info->signature));
}

static GVariant *
bus_interface_get_properties (GDBusInterfaceSkeleton *skeleton)
{
  BusInterface *self = BUS_INTERFACE (skeleton);
  const BusProperty *property = self->table->properties;
  g_auto (GVariantBuilder) values = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

  for (; property && property->name; property++)
    {
      g_autoptr (GVariant) value = read_property (self, property);
      g_variant_builder_add (&values, "{sv}", property->name, value);
    }
  return g_variant_ref_sink (g_variant_builder_end (&values));
}

static const char *
change_annotation (BusInterface *self, const char *name)
{
  GDBusPropertyInfo *info = g_dbus_interface_info_lookup_property (self->info, name);
  const char *key = "org.freedesktop.DBus.Property.EmitsChangedSignal";
  const char *value = g_dbus_annotation_info_lookup (info->annotations, key);

  return value ? value : g_dbus_annotation_info_lookup (self->info->annotations, key);
}

static void
emit_changed (BusInterface *self, GVariant *changed, const char *const *invalidated)
{
  GDBusInterfaceSkeleton *skeleton = G_DBUS_INTERFACE_SKELETON (self);
  GList *connections = g_dbus_interface_skeleton_get_connections (skeleton);
  g_autoptr (GVariant) body
      = g_variant_ref_sink (g_variant_new ("(s@a{sv}^as)", self->info->name, changed, invalidated));

  for (GList *item = connections; item; item = item->next)
    g_dbus_connection_emit_signal (item->data, NULL,
                                   g_dbus_interface_skeleton_get_object_path (skeleton), PROPERTIES,
                                   "PropertiesChanged", body, NULL);
  g_list_free_full (connections, g_object_unref);
}

/* Takes note of PROPERTY's value; TRUE when clients were last told another one. */
static gboolean
note_value (BusInterface *self, const BusProperty *property, GVariant **value)
{
  GVariant *last = g_hash_table_lookup (self->announced, property->name);

  *value = read_property (self, property);
  if (last && g_variant_equal (last, *value))
    return FALSE;
  g_hash_table_insert (self->announced, (gpointer) property->name, g_variant_ref (*value));
  return TRUE;
}

static void
collect_change (BusInterface *self, const BusProperty *property, GVariantBuilder *changed,
                GStrvBuilder *invalidated)
{
  const char *annotation = change_annotation (self, property->name);
  g_autoptr (GVariant) value = NULL;

  if (g_strcmp0 (annotation, "const") == 0 || g_strcmp0 (annotation, "false") == 0)
    return;
  if (!note_value (self, property, &value))
    return;
  if (g_strcmp0 (annotation, "invalidates") == 0)
    g_strv_builder_add (invalidated, property->name);
  else
    g_variant_builder_add (changed, "{sv}", property->name, value);
}

static void
announce (BusInterface *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GVariantBuilder) values = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);
  g_autoptr (GVariant) changed = NULL;
  g_auto (GStrv) invalidated = NULL;
  const BusProperty *property = self->table->properties;

  g_clear_handle_id (&self->announcement, g_source_remove);
  for (; property && property->name; property++)
    collect_change (self, property, &values, builder);
  changed = g_variant_ref_sink (g_variant_builder_end (&values));
  invalidated = g_strv_builder_end (builder);
  if (g_variant_n_children (changed) > 0 || invalidated[0])
    emit_changed (self, changed, (const char *const *) invalidated);
}

static gboolean
on_turn_end (gpointer data)
{
  BusInterface *self = data;

  self->announcement = 0;
  announce (self);
  return G_SOURCE_REMOVE;
}

static void
on_notify (BusInterface *self)
{
  if (!self->announcement)
    self->announcement = g_idle_add_full (G_PRIORITY_DEFAULT, on_turn_end, self, NULL);
}

static void
bus_interface_flush (GDBusInterfaceSkeleton *skeleton)
{
  announce (BUS_INTERFACE (skeleton));
}

/* Calls. */

static BusCall *
call_new (BusInterface *self, GDBusMethodInvocation *invocation)
{
  BusCall *call = g_rc_box_new0 (BusCall);

  call->interface = g_object_ref (self);
  call->invocation = invocation;
  return call;
}

static void
call_clear (gpointer data)
{
  BusCall *call = data;

  bus_call_set_data (call, NULL, NULL);
  g_clear_object (&call->descriptors);
  g_object_unref (call->interface);
}

static void
call_release (BusCall *call)
{
  g_rc_box_release_full (call, call_clear);
}

BusCall *
bus_call_take (BusCall *call)
{
  call->taken = TRUE;
  return g_rc_box_acquire (call);
}

static void
reply_value (BusCall *call, GVariant *value)
{
  g_autoptr (GError) error = NULL;

  if (value && g_variant_get_size (value) > ANSWER_MOST)
    {
      g_set_error (&error, POSTHORN_ERROR, POSTHORN_ERROR_TOO_LARGE,
                   "The answer of %s has over 64 MiB; ask for less at once, or use Open",
                   g_dbus_method_invocation_get_method_name (call->invocation));
      bus_error_return (g_steal_pointer (&call->invocation), error);
      return;
    }
  g_dbus_method_invocation_return_value_with_unix_fd_list (g_steal_pointer (&call->invocation),
                                                           value, call->descriptors);
}

static void
reply (BusCall *call, GVariant *value, const GError *error)
{
  g_autoptr (GVariant) owned = value ? g_variant_ref_sink (value) : NULL;

  /* Whoever has the answer shall not find older values in its cache. */
  announce (call->interface);
  if (error)
    bus_error_return (g_steal_pointer (&call->invocation), error);
  else
    reply_value (call, owned);
}

void
bus_call_answer (BusCall *call, GVariant *value, GError *error)
{
  g_autoptr (GError) owned = error;

  reply (call, value, owned);
  call_release (call);
}

gpointer
bus_call_get_context (BusCall *call)
{
  return call->interface->context;
}

const char *
bus_call_get_sender (BusCall *call)
{
  return g_dbus_method_invocation_get_sender (call->invocation);
}

void
bus_call_set_data (BusCall *call, gpointer data, GDestroyNotify destroy)
{
  if (call->destroy)
    call->destroy (call->data);
  call->data = data;
  call->destroy = destroy;
}

gpointer
bus_call_get_data (BusCall *call)
{
  return call->data;
}

int
bus_call_get_descriptor (BusCall *call, const char *key, gint handle, GError **error)
{
  GDBusMessage *message = g_dbus_method_invocation_get_message (call->invocation);
  GUnixFDList *list = g_dbus_message_get_unix_fd_list (message);

  if (!list || handle < 0 || handle >= g_unix_fd_list_get_length (list))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   "%s: no file descriptor number %d came with the call", key, handle);
      return -1;
    }
  return g_unix_fd_list_get (list, handle, error);
}

gint
bus_call_add_descriptor (BusCall *call, int descriptor)
{
  int *stolen = g_memdup2 (&descriptor, sizeof descriptor);

  g_assert (!call->descriptors);
  call->descriptors = g_unix_fd_list_new_from_array (stolen, 1);
  g_free (stolen);
  return 0;
}

static void
run_handler (BusInterface *self, BusHandler handler, GVariant *arguments,
             GDBusMethodInvocation *invocation)
{
  BusCall *call = call_new (self, invocation);
  g_autoptr (GError) error = NULL;
  GVariant *value = handler (self->object, arguments, call, &error);

  if (!call->taken)
    reply (call, value, error);
  call_release (call);
}

static void
property_call (BusInterface *self, const char *method, GVariant *arguments,
               GDBusMethodInvocation *invocation)
{
  g_autoptr (GVariant) value = NULL;
  const BusProperty *property;
  const char *name;

  if (g_str_equal (method, "GetAll"))
    {
      value = bus_interface_get_properties (G_DBUS_INTERFACE_SKELETON (self));
      g_dbus_method_invocation_return_value (invocation, g_variant_new ("(@a{sv})", value));
      return;
    }
  g_variant_get_child (arguments, 1, "&s", &name);
  property = find_property (self->table, name);
  g_assert (property);
  if (g_str_equal (method, "Get"))
    {
      value = read_property (self, property);
      g_dbus_method_invocation_return_value (invocation, g_variant_new ("(v)", value));
      return;
    }
  g_variant_get_child (arguments, 2, "v", &value);
  run_handler (self, property->set, value, invocation);
}

/* GDBus has checked before that the member exists, its access, and the types. */
static void
on_method_call (GDBusConnection *connection, const char *sender, const char *path,
                const char *interface, const char *method, GVariant *arguments,
                GDBusMethodInvocation *invocation, gpointer data)
{
  BusInterface *self = data;
  const BusMethod *entry;

  if (g_str_equal (interface, PROPERTIES))
    {
      property_call (self, method, arguments, invocation);
      return;
    }
  entry = find_method (self->table, method);
  g_assert (entry);
  run_handler (self, entry->handle, arguments, invocation);
}

/* The class. */

static GDBusInterfaceInfo *
bus_interface_get_info (GDBusInterfaceSkeleton *skeleton)
{
  return BUS_INTERFACE (skeleton)->info;
}

static GDBusInterfaceVTable *
bus_interface_get_vtable (GDBusInterfaceSkeleton *skeleton)
{
  /* Without get_property and set_property GDBus hands property calls to method_call, so that a
   * write can be answered when it is on disk. */
  static GDBusInterfaceVTable vtable = { .method_call = on_method_call };

  return &vtable;
}

static void
bus_interface_finalize (GObject *object)
{
  BusInterface *self = BUS_INTERFACE (object);

  g_clear_handle_id (&self->announcement, g_source_remove);
  g_hash_table_unref (self->announced);
  g_object_unref (self->object);
  G_OBJECT_CLASS (bus_interface_parent_class)->finalize (object);
}

static void
bus_interface_class_init (BusInterfaceClass *class)
{
  GDBusInterfaceSkeletonClass *skeleton_class = G_DBUS_INTERFACE_SKELETON_CLASS (class);

  G_OBJECT_CLASS (class)->finalize = bus_interface_finalize;
  skeleton_class->get_info = bus_interface_get_info;
  skeleton_class->get_vtable = bus_interface_get_vtable;
  skeleton_class->get_properties = bus_interface_get_properties;
  skeleton_class->flush = bus_interface_flush;
}

static void
bus_interface_init (BusInterface *self)
{
  self->announced
      = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_variant_unref);
}

BusInterface *
bus_interface_new (const BusTable *table, GObject *object, gpointer context)
{
  BusInterface *self = g_object_new (BUS_TYPE_INTERFACE, NULL);

  self->table = table;
  self->info = find_info (table->interface);
  self->object = g_object_ref (object);
  self->context = context;
  /* What export announces; differences from it are told later. */
  for (const BusProperty *property = table->properties; property && property->name; property++)
    {
      g_autoptr (GVariant) value = NULL;
      note_value (self, property, &value);
    }
  g_signal_connect_object (object, "notify", G_CALLBACK (on_notify), self, G_CONNECT_SWAPPED);
  return self;
}
