/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "folder-role.h"

#include <string.h>

typedef struct
{
  const char *role;
  const char *attribute; /* RFC 6154, without case */
  const char *names;     /* last parts of paths, casefolded, between bars */
} RoleEntry;

static const RoleEntry roles[] = {
  { "inbox", "\\Inbox", "" },
  { "drafts", "\\Drafts",
    "|drafts|draft|entwürfe|brouillons|borradores|bozze|concepten|rascunhos|utkast|"
    "kladder|luonnokset|wersje robocze|szkice|koncepty|vázlatok|черновики|чернетки|下書き|草稿|"
    "草稿箱|임시보관함|" },
  { "sent", "\\Sent",
    "|sent|sent items|sent mail|sent messages|gesendet|gesendete objekte|gesendete elemente|"
    "envoyés|messages envoyés|éléments envoyés|enviados|elementos enviados|posta inviata|"
    "inviata|verzonden|verzonden items|itens enviados|skickat|sendt|lähetetyt|wysłane|odeslané|"
    "elküldött|отправленные|надіслані|送信済み|送信済みトレイ|已发送|已傳送|보낸편지함|" },
  { "archive", "\\Archive",
    "|archive|archives|archiv|archivio|archivo|archief|arquivo|arkiv|arkisto|archiwum|архив|"
    "архів|アーカイブ|归档|封存|보관함|" },
  { "junk", "\\Junk",
    "|junk|spam|junk e-mail|junk email|junk mail|bulk mail|bulk|spamverdacht|unerwünscht|"
    "courrier indésirable|indésirables|pourriel|correo no deseado|posta indesiderata|"
    "ongewenste e-mail|lixo eletrônico|skräppost|søppelpost|roskaposti|wiadomości-śmieci|спам|"
    "迷惑メール|垃圾邮件|垃圾郵件|스팸메일함|" },
  { "trash", "\\Trash",
    "|trash|deleted|deleted items|deleted messages|bin|papierkorb|gelöscht|gelöschte objekte|"
    "gelöschte elemente|corbeille|éléments supprimés|papelera|elementos eliminados|cestino|"
    "posta eliminata|prullenbak|verwijderde items|lixeira|itens excluídos|papperskorg|"
    "papirkurv|roskakori|kosz|koš|lomtár|корзина|удаленные|кошик|ゴミ箱|削除済みアイテム|"
    "已删除|垃圾桶|휴지통|" },
  { "all", "\\All", "" },
  { "flagged", "\\Flagged", "" },
};

static const RoleEntry *
find_role (const char *role)
{
  for (gsize i = 0; i < G_N_ELEMENTS (roles); i++)
    if (g_str_equal (roles[i].role, role))
      return &roles[i];
  return NULL;
}

static gboolean
has_attribute (const FolderRoleGuess *folder, const char *attribute)
{
  for (const char *const *at = folder->attributes; at && *at; at++)
    if (g_ascii_strcasecmp (*at, attribute) == 0)
      return TRUE;
  return FALSE;
}

/* "|" and the casefolded last part of the path and "|", as RoleEntry.names spells it. */
static char *
name_key (const FolderRoleGuess *folder)
{
  const char *last = folder->delimiter ? strrchr (folder->path, folder->delimiter) : NULL;
  g_autofree char *normal = g_utf8_normalize (last ? last + 1 : folder->path, -1, G_NORMALIZE_NFC);
  g_autofree char *folded = g_utf8_casefold (normal ? normal : "", -1);

  return g_strdup_printf ("|%s|", folded);
}

static gboolean
has_name (const FolderRoleGuess *folder, const char *names)
{
  g_autofree char *key = name_key (folder);
  return strlen (key) > 2 && strstr (names, key) != NULL;
}

static gboolean
is_free (const FolderRoleGuess *folder)
{
  return g_str_equal (folder->role, "none");
}

static void
guess_one (const RoleEntry *entry, FolderRoleGuess *folders, gsize n_folders)
{
  for (gsize i = 0; i < n_folders; i++)
    if (is_free (&folders[i]) && has_attribute (&folders[i], entry->attribute))
      {
        folders[i].role = entry->role;
        return;
      }
  for (gsize i = 0; i < n_folders; i++)
    if (is_free (&folders[i]) && has_name (&folders[i], entry->names))
      {
        folders[i].role = entry->role;
        return;
      }
}

void
folder_roles_guess (FolderRoleGuess *folders, gsize n_folders)
{
  for (gsize i = 0; i < n_folders; i++)
    folders[i].role = g_ascii_strcasecmp (folders[i].path, "INBOX") == 0 ? "inbox" : "none";
  for (gsize i = 1; i < G_N_ELEMENTS (roles); i++)
    guess_one (&roles[i], folders, n_folders);
}

gboolean
folder_role_is_known (const char *role)
{
  return g_str_equal (role, "none") || find_role (role) != NULL;
}

gboolean
folder_role_counts (const char *role)
{
  static const char *const silent[] = { "junk", "trash", "sent", "drafts", NULL };
  return !g_strv_contains (silent, role);
}
