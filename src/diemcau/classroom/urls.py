"""Addresses of what the office does to a live sitting, under /office/phong-hoc/."""

from django.urls import path

from diemcau.classroom import views

app_name = "classroom"
urlpatterns = [
    path("<slug:code>/<int:no>/mo", views.open_doors, name="open"),
]
