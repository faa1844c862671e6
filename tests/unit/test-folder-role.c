/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "folder-renames.h"
#include "folder-role.h"

static void
assert_role (const char *path, char delimiter, const char *attribute, const char *role)
{
  const char *attributes[] = { attribute, NULL };
  FolderRoleGuess folder = { path, delimiter, attributes, NULL };

  folder_roles_guess (&folder, 1);
  g_assert_cmpstr (folder.role, ==, role);
}

static void
test_guess (void)
{
  assert_role ("INBOX", '/', NULL, "inbox");
  assert_role ("Inbox", '/', NULL, "inbox");
  assert_role ("x", '/', "\\sent", "sent");
  assert_role ("[Gmail]/All Mail", '/', "\\All", "all");
  assert_role ("INBOX.Entwürfe", '.', NULL, "drafts");
  assert_role ("Entwu\xcc\x88rfe", 0, NULL, "drafts");
  assert_role ("GESENDET", '/', NULL, "sent");
  assert_role ("迷惑メール", '/', NULL, "junk");
  assert_role ("Корзина", '/', NULL, "trash");
  assert_role ("Lists/linux", '/', NULL, "none");
  assert_role ("Sent to me", '/', NULL, "none");
  assert_role ("Lists/", '/', NULL, "none");
}

/* Drafts, sent, archive, junk and trash as mail programs call them. */
static const struct
{
  const char *language;
  const char *names[5];
} languages[] = {
  { "de", { "Entwürfe", "Gesendete Elemente", "Archiv", "Unerwünscht", "Gelöschte Elemente" } },
  { "fr", { "Brouillons", "Éléments envoyés", "Archives", "Courrier indésirable", "Corbeille" } },
  { "es", { "Borradores", "Elementos enviados", "Archivo", "Correo no deseado", "Papelera" } },
  { "it", { "Bozze", "Posta inviata", "Archivio", "Posta indesiderata", "Cestino" } },
  { "pt", { "Rascunhos", "Itens enviados", "Arquivo", "Lixo eletrônico", "Lixeira" } },
  { "nl", { "Concepten", "Verzonden items", "Archief", "Ongewenste e-mail", "Prullenbak" } },
  { "pl", { "Wersje robocze", "Elementy wysłane", "Archiwum", "Wiadomości-śmieci", "Kosz" } },
  { "ru", { "Черновики", "Отправленные", "Архив", "Спам", "Удалённые" } },
  { "uk", { "Чернетки", "Надіслані", "Архів", "Небажана пошта", "Кошик" } },
  { "cs", { "Koncepty", "Odeslaná pošta", "Archiv", "Nevyžádaná pošta", "Koš" } },
  { "sv", { "Utkast", "Skickat", "Arkiv", "Skräppost", "Papperskorgen" } },
  { "da", { "Kladder", "Sendt post", "Arkiv", "Uønsket mail", "Slettet post" } },
  { "nb", { "Utkast", "Sendte elementer", "Arkiv", "Søppelpost", "Slettede elementer" } },
  { "fi", { "Luonnokset", "Lähetetyt", "Arkisto", "Roskaposti", "Poistetut" } },
  { "tr", { "Taslaklar", "Gönderilmiş Öğeler", "Arşiv", "İstenmeyen", "Çöp Kutusu" } },
  { "ja", { "下書き", "送信済みトレイ", "アーカイブ", "迷惑メール", "ゴミ箱" } },
  { "zh", { "草稿箱", "已发送", "归档", "垃圾邮件", "已删除" } },
};

static void
test_languages (void)
{
  static const char *const wanted[] = { "drafts", "sent", "archive", "junk", "trash" };

  for (gsize i = 0; i < G_N_ELEMENTS (languages); i++)
    for (gsize role = 0; role < G_N_ELEMENTS (wanted); role++)
      {
        const char *name = languages[i].names[role];
        g_autofree char *loud = g_utf8_strup (name, -1);
        g_autofree char *below = g_strconcat ("INBOX.", name, NULL);
        g_autofree char *taken_apart = g_utf8_normalize (name, -1, G_NORMALIZE_NFD);

        g_test_message ("%s: %s", languages[i].language, name);
        assert_role (name, '/', NULL, wanted[role]);
        assert_role (loud, '/', NULL, wanted[role]);
        assert_role (below, '.', NULL, wanted[role]);
        assert_role (taken_apart, '/', NULL, wanted[role]);
      }
}

/* A role goes to one folder, and the server's word beats a name. */
static void
test_one_each (void)
{
  const char *const marked[] = { "\\Trash", NULL };
  FolderRoleGuess folders[] = {
    { "Trash", '/', NULL, NULL },
    { "Papierkorb", '/', marked, NULL },
    { "Spam", '/', NULL, NULL },
    { "Junk", '/', NULL, NULL },
  };

  folder_roles_guess (folders, G_N_ELEMENTS (folders));
  g_assert_cmpstr (folders[0].role, ==, "none");
  g_assert_cmpstr (folders[1].role, ==, "trash");
  g_assert_cmpstr (folders[2].role, ==, "junk");
  g_assert_cmpstr (folders[3].role, ==, "none");
}

static void
test_counts (void)
{
  g_assert_true (folder_role_counts ("inbox"));
  g_assert_true (folder_role_counts ("none"));
  g_assert_false (folder_role_counts ("junk"));
  g_assert_false (folder_role_counts ("drafts"));
  g_assert_true (folder_role_is_known ("flagged"));
  g_assert_false (folder_role_is_known ("spam"));
}

static void
test_renames (void)
{
  FolderIdentity gone = { "Old", 77, 10 };
  FolderIdentity made[] = { { "Other", 78, 10 }, { "New", 77, 12 }, { "Reset", 77, 3 } };
  FolderIdentity twins[] = { { "A", 77, 10 }, { "B", 77, 10 } };
  FolderIdentity unknown = { "Old", 0, 0 };

  g_assert_cmpint (folder_renames_find (&gone, made, G_N_ELEMENTS (made)), ==, 1);
  g_assert_cmpint (folder_renames_find (&gone, made, 1), ==, -1);
  g_assert_cmpint (folder_renames_find (&gone, twins, G_N_ELEMENTS (twins)), ==, -1);
  g_assert_cmpint (folder_renames_find (&unknown, made, G_N_ELEMENTS (made)), ==, -1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/folder-role/guess", test_guess);
  g_test_add_func ("/folder-role/languages", test_languages);
  g_test_add_func ("/folder-role/one-each", test_one_each);
  g_test_add_func ("/folder-role/counts", test_counts);
  g_test_add_func ("/folder-renames/find", test_renames);
  return g_test_run ();
}
