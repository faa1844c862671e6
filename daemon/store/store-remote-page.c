/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-remote-page.h"

StoreRemotePage *
store_remote_page_new (void)
{
  StoreRemotePage *page = g_new0 (StoreRemotePage, 1);

  page->employees = g_ptr_array_new_with_free_func ((GDestroyNotify) store_remote_employee_free);
  page->customers = g_ptr_array_new_with_free_func ((GDestroyNotify) store_remote_customer_free);
  page->tasks = g_ptr_array_new_with_free_func ((GDestroyNotify) store_remote_task_free);
  page->unchanged = g_ptr_array_new_with_free_func ((GDestroyNotify) store_remote_name_free);
  page->gone = g_ptr_array_new_with_free_func ((GDestroyNotify) store_remote_name_free);
  page->cursor = g_strdup ("");
  return page;
}

void
store_remote_page_free (StoreRemotePage *page)
{
  if (!page)
    return;
  g_ptr_array_unref (page->employees);
  g_ptr_array_unref (page->customers);
  g_ptr_array_unref (page->tasks);
  g_ptr_array_unref (page->unchanged);
  g_ptr_array_unref (page->gone);
  g_free (page->cursor);
  g_free (page->place);
  g_free (page);
}

StoreRemotePushed *
store_remote_pushed_new (const char *remote, const char *version)
{
  StoreRemotePushed *pushed = g_new0 (StoreRemotePushed, 1);

  pushed->remote = g_strdup (remote);
  pushed->version = g_strdup (version);
  return pushed;
}

void
store_remote_pushed_free (StoreRemotePushed *pushed)
{
  if (!pushed)
    return;
  g_free (pushed->remote);
  g_free (pushed->version);
  store_remote_customer_free (pushed->customer);
  store_remote_task_free (pushed->task);
  g_free (pushed);
}
