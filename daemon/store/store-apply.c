/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-apply-crm.h"
#include "store-apply-operation.h"
#include "store-apply-outbox.h"
#include "store-apply-remote.h"

typedef gboolean (*Apply) (StoreTransaction *transaction, StoreChange *change, GError **error);

static const Apply table[] = {
  [STORE_PUT_ACCOUNT] = store_apply_put_account,
  [STORE_REMOVE_ACCOUNT] = store_apply_remove_account,
  [STORE_SET_ACCOUNT_SYNCED] = store_apply_account_synced,
  [STORE_SET_ACCOUNT_STARTED] = store_apply_account_started,
  [STORE_PUT_FOLDER] = store_apply_put_folder,
  [STORE_RENAME_FOLDER] = store_apply_rename_folder,
  [STORE_REMOVE_FOLDER] = store_apply_remove_folder,
  [STORE_CHOOSE_FOLDER] = store_apply_choose_folder,
  [STORE_SET_FOLDER_AUDITED] = store_apply_set_folder_audited,
  [STORE_ADD_MESSAGE] = store_apply_add_message,
  [STORE_SET_FLAGS] = store_apply_set_flags,
  [STORE_REMOVE_MESSAGES] = store_apply_remove_messages,
  [STORE_SET_CURSOR] = store_apply_set_cursor,
  [STORE_REBIND_FOLDER] = store_apply_rebind_folder,
  [STORE_SET_INDEXED] = store_apply_set_indexed,
  [STORE_SET_SETTING] = store_apply_set_setting,
  [STORE_BEGIN_OPERATION] = store_apply_begin_operation,
  [STORE_TRY_OPERATION] = store_apply_try_operation,
  [STORE_END_OPERATION] = store_apply_end_operation,
  [STORE_PLACE_MESSAGE] = store_apply_place_message,
  [STORE_DROP_MESSAGES] = store_apply_drop_messages,
  [STORE_RETURN_MESSAGES] = store_apply_return_messages,
  [STORE_ADD_TO_BLACKLIST] = store_apply_add_to_blacklist,
  [STORE_REMOVE_FROM_BLACKLIST] = store_apply_remove_from_blacklist,
  [STORE_CHANGE_CRM] = store_apply_crm,
  [STORE_CHANGE_REMOTE] = store_apply_remote,
  [STORE_PUT_OCTETS] = store_apply_put_octets,
  [STORE_DROP_OCTETS] = store_apply_drop_octets,
  [STORE_PUT_OUTBOX] = store_apply_put_outbox,
  [STORE_REMOVE_OUTBOX] = store_apply_remove_outbox,
  [STORE_END_HANDOVER] = store_apply_end_handover,
  [STORE_PUT_SIGNATURE] = store_apply_put_signature,
  [STORE_REMOVE_SIGNATURE] = store_apply_remove_signature,
  [STORE_PUT_DRAFT] = store_apply_put_draft,
  [STORE_DISCARD_DRAFT] = store_apply_discard_draft,
  [STORE_REMOVE_DRAFT] = store_apply_remove_draft,
};

gboolean
store_apply_change (StoreTransaction *transaction, StoreChange *change, GError **error)
{
  return table[change->kind](transaction, change, error);
}
