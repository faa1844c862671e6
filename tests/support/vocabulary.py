# SPDX-License-Identifier: GPL-3.0-or-later
"""The people, subjects and sentences of the sample mail. All of them are invented."""

PEOPLE = {
    "german": [
        ("Miriam Hölzl", "miriam.hoelzl@moebelwerk.example"),
        ("Jörg Straßner", "j.strassner@holzhandel-nord.example"),
        ("Bernd Oberhuber", "oberhuber@gemeinde-st-veit.example"),
        ("Mehmet Yıldız", "m.yildiz@yildiz-tekstil.example"),
        ("Anneke de Vries", "anneke@tulpenkontor.example"),
    ],
    "english": [
        ("Élodie Brun", "elodie.brun@atelier-brun.example"),
        ("Oluwaseun Adeyemi", "seun@lagosprint.example"),
        ("Tomasz Zieliński", "tomasz@zielinski.example"),
        ("Grace O'Connell", "grace.oconnell@harbour.example"),
        ("Паша Орлов", "orlov@sever.example"),
        ("Sara Lindqvist", "sara.lindqvist@fjallmat.example"),
        ("Rahul Menon", "rahul@menon-consulting.example"),
        ("Carla Ferreira", "carla@ferreira-arquitetos.example"),
    ],
    "japanese": [
        ("高橋 由美", "takahashi@kawase.example"),
        ("佐藤 健", "sato.ken@kawase.example"),
    ],
    "chinese": [
        ("李 伟", "li.wei@hangzhou-parts.example"),
        ("王 芳", "wang.fang@hangzhou-parts.example"),
    ],
}

NEWSLETTERS = [
    ("Gartenbrief", "brief@gartenbrief.example", "gartenbrief.example"),
    ("Linux Kernel Digest", "digest@lists.kernelnews.example", "linux.lists.kernelnews.example"),
    ("Nordlicht Reisen", "angebote@nordlicht-reisen.example", "angebote.nordlicht-reisen.example"),
    ("Type & Print Weekly", "hello@typeprint.example", "weekly.typeprint.example"),
]

SUBJECTS = {
    "german": ["Angebot für die Küche im Erdgeschoss", "Rückfrage zur Lieferung am Donnerstag",
               "Schlüsselübergabe", "Protokoll der Besprechung", "Grüße aus Südtirol",
               "Rechnung 2026-0417", "Terminvorschlag nächste Woche", "Maße der Türen"],
    "english": ["Lunch on Friday?", "Minutes of Monday's call", "Draft of the contract",
                "Photos from the harbour", "Re-stocking the print room", "Travel plans for June",
                "Your question about the warranty", "Colour proofs are ready"],
    "japanese": ["来週の打ち合わせについて", "見積書の件", "新しいカタログをお送りします",
                 "ご注文ありがとうございます", "会議室の変更のお知らせ"],
    "chinese": ["关于下周的会议", "样品已寄出", "报价单更新", "生日快乐"],
}

SENTENCES = {
    "german": [
        "vielen Dank für die schnelle Antwort, so machen wir es.",
        "Die Türen sind 86 cm breit, das Maß über dem Kühlschrank fehlt mir noch.",
        "Der Spediteur kommt zwischen acht und zehn Uhr und ruft vorher an.",
        "Könnten Sie mir bitte bis Mittwoch sagen, ob Eiche geölt in Frage kommt?",
        "Anbei die Übersicht; die Posten drei und sieben haben sich geändert.",
        "Herr Jäger meint, der Schlüssel liege beim Hausmeister.",
        "Wir übernehmen die Kosten für den zweiten Anstrich selbstverständlich.",
    ],
    "english": [
        "Thanks for the quick reply, that works for me.",
        "The second page still shows last year's figures, could you have a look?",
        "I have booked the small room from ten to twelve.",
        "Nobody has answered my question about the spare parts yet.",
        "The ferry leaves at 7:40, so let us meet at the ticket office half an hour before.",
        "Please do not print this one, the colours are only a draft.",
        "I left the samples with reception; they are in the blue box.",
    ],
    "japanese": [
        "お世話になっております。", "先日はお時間をいただき、ありがとうございました。",
        "添付の資料をご確認ください。", "ご不明な点がございましたら、お知らせください。",
        "来週の火曜日、午後二時はいかがでしょうか。", "何卒よろしくお願いいたします。",
    ],
    "chinese": [
        "您好，样品今天已经寄出。", "请确认一下数量和颜色。", "下周二下午两点可以吗？",
        "附件是最新的报价单，请查收。", "谢谢您的耐心等待。", "祝好！",
    ],
}

FILES = ["Angebot.pdf", "Grundriss EG.pdf", "見積書.pdf", "plan-v3.zip", "IMG_2047.jpg",
         "Rechnung 2026-0417.pdf", "Übersicht Maße.pdf", "contract (final) 2.pdf", "photos.zip"]
