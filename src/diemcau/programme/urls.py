"""Addresses of programmes, under /office/chuong-trinh/."""

from django.urls import path

from diemcau.programme import views

app_name = "programme"
urlpatterns = [
    path("", views.index, name="index"),
    path("nhap", views.take_in, name="take_in"),
    path("<slug:code>/", views.show, name="show"),
    path("<slug:code>/phat-hanh", views.release, name="release"),
    path("<slug:code>/tai-ve", views.download, name="download"),
    path("<slug:code>/tai-ve/<int:version>", views.download, name="download_release"),
]
