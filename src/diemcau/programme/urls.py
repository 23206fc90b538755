"""Addresses of programmes, under /office/chuong-trinh/. Those without a programme end without a slash."""

from django.urls import path

from diemcau.programme.views import dry, editor, programmes, proposals

app_name = "programme"
urlpatterns = [
    path("", programmes.index, name="index"),
    path("nhap", programmes.take_in, name="take_in"),
    path("moi", programmes.new, name="new"),
    path("trang/<str:digest>/<int:page>.png", programmes.picture, name="picture"),
    path("tep/<str:digest>.pdf", programmes.file, name="file"),
    path("de-xuat", proposals.index, name="proposals"),
    path("de-xuat/<int:pk>", proposals.proposal, name="proposal"),
    path("de-xuat/<int:pk>/quyet-dinh", proposals.decide, name="decide"),
    path("de-xuat/<int:pk>/rut", proposals.withdraw, name="withdraw"),
    path("<slug:code>/", programmes.show, name="show"),
    path("<slug:code>/phat-hanh", programmes.release, name="release"),
    path("<slug:code>/so-sanh", programmes.compare, name="compare"),
    path("<slug:code>/tai-ve", programmes.download, name="download"),
    path("<slug:code>/tai-ve/<int:version>", programmes.download, name="download_release"),
    path("<slug:code>/de-xuat/<int:no>/<int:nth>", proposals.propose, name="propose"),
    path("<slug:code>/soan/chung", editor.head, name="head"),
    path("<slug:code>/soan/chuyen-de-moi", editor.new_topic, name="new_topic"),
    path("<slug:code>/soan/<int:no>/", editor.topic, name="topic"),
    path("<slug:code>/soan/<int:no>/sua", editor.topic_head, name="topic_head"),
    path("<slug:code>/soan/<int:no>/viec", editor.act, name="topic_act"),
    path("<slug:code>/soan/<int:no>/bo-slide", editor.deck, name="deck"),
    path("<slug:code>/soan/<int:no>/tep-slide", editor.deck_file, name="deck_file"),
    path("<slug:code>/soan/<int:no>/tep-tai-lieu/<int:nth>", editor.document, name="document_file"),
    path("<slug:code>/soan/<int:no>/tinh-huong/<int:nth>/chay-thu", dry.try_alone, name="dry"),
    path("<slug:code>/soan/<int:no>/<slug:slug>/moi", editor.item, name="new_item"),
    path("<slug:code>/soan/<int:no>/<slug:slug>/<int:nth>", editor.item, name="item"),
    path("<slug:code>/soan/<int:no>/<slug:slug>/<int:nth>/viec", editor.act, name="item_act"),
]
