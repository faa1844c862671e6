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
    "|drafts|draft|entwürfe|entwurf|brouillons|borradores|bozze|rascunhos|concepten|"
    "wersje robocze|kopie robocze|szkice|черновики|чернетки|koncepty|rozepsané|utkast|kladder|"
    "kladd|luonnokset|taslaklar|下書き|草稿|草稿箱|草稿夹|草稿匣|草稿夾|vázlatok|임시보관함|" },
  { "sent", "\\Sent",
    "|sent|sent items|sent mail|sent messages|gesendet|gesendete objekte|gesendete elemente|"
    "gesendete nachrichten|envoyés|messages envoyés|éléments envoyés|courrier envoyé|enviados|"
    "elementos enviados|mensajes enviados|correo enviado|inviata|inviati|posta inviata|"
    "elementi inviati|messaggi inviati|enviadas|itens enviados|mensagens enviadas|"
    "correio enviado|e-mails enviados|verzonden|verzonden items|verzonden berichten|wysłane|"
    "elementy wysłane|wiadomości wysłane|отправленные|отправленные сообщения|надіслані|"
    "відправлені|odeslané|odeslaná pošta|odeslané položky|skickat|skickade|skickade objekt|"
    "skickade meddelanden|sendt|sendt post|sendte elementer|sendte beskeder|sendte meldinger|"
    "sendte|lähetetyt|lähetetyt viestit|lähetetyt kohteet|gönderilmiş|gönderilenler|"
    "gönderilmiş öğeler|gönderilmiş postalar|gönderilmiş iletiler|送信済み|送信済みトレイ|"
    "送信済みアイテム|送信済みメール|送信済みメッセージ|送信控え|已发送|已发送邮件|已发邮件|"
    "已傳送|已寄出的郵件|寄件備份|elküldött|보낸편지함|" },
  { "archive", "\\Archive",
    "|archive|archives|archiv|archivo|archivados|archivio|arquivo|arquivados|arquivo morto|"
    "archief|archiwum|архив|архів|arkiv|arkisto|arşiv|アーカイブ|归档|存档|封存|歸檔|보관함|" },
  { "junk", "\\Junk",
    "|junk|spam|junk e-mail|junk-e-mail|junk email|junk mail|bulk mail|bulk|spamverdacht|"
    "unerwünscht|courrier indésirable|indésirables|pourriel|pourriels|correo no deseado|"
    "correo basura|no deseado|posta indesiderata|indesiderata|lixo eletrônico|lixo eletrónico|"
    "lixo electrónico|correio não solicitado|ongewenste e-mail|ongewenst|wiadomości-śmieci|"
    "wiadomości śmieci|niechciane|спам|нежелательная почта|небажана пошта|nevyžádaná pošta|"
    "nevyžádané|skräppost|uønsket mail|uønsket e-mail|uønsket post|søppelpost|uønsket e-post|"
    "roskaposti|gereksiz|gereksiz e-posta|önemsiz|önemsiz e-posta|istenmeyen|"
    "istenmeyen e-posta|i\u0307stenmeyen|i\u0307stenmeyen "
    "e-posta|迷惑メール|垃圾邮件|垃圾郵件|广告邮件|"
    "스팸메일함|" },
  { "trash", "\\Trash",
    "|trash|deleted|deleted items|deleted messages|bin|papierkorb|gelöscht|gelöschte objekte|"
    "gelöschte elemente|gelöschte nachrichten|corbeille|éléments supprimés|messages supprimés|"
    "papelera|eliminados|elementos eliminados|cestino|posta eliminata|eliminati|"
    "elementi eliminati|lixeira|lixo|itens excluídos|itens eliminados|itens apagados|"
    "reciclagem|prullenbak|prullenmand|verwijderd|verwijderde items|verwijderde berichten|kosz|"
    "usunięte|elementy usunięte|корзина|удаленные|удалённые|кошик|видалені|koš|"
    "odstraněná pošta|odstraněné|papperskorg|papperskorgen|borttaget|borttagna objekt|"
    "papirkurv|slettet|slettet post|slettede elementer|søppel|søppelkurv|roskakori|poistetut|"
    "poistetut viestit|poistetut kohteet|çöp|çöp kutusu|silinmiş öğeler|silinenler|ゴミ箱|"
    "ごみ箱|削除済みアイテム|已删除|已删除邮件|已刪除|已刪除的郵件|垃圾桶|废纸篓|回收站|lomtár|"
    "휴지통|" },
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
