"""Addresses of the audit log, under /office/nhat-ky/."""

from django.urls import path

from diemcau.record import views

app_name = "record"
urlpatterns = [
    path("", views.log, name="log"),
    path("<int:number>/", views.entry, name="entry"),
    path("<int:number>/hoan-tac", views.undo, name="undo"),
]
