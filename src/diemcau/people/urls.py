"""Addresses of the ways in, under /vao/."""

from django.urls import path

from diemcau.people import views

app_name = "people"
urlpatterns = [
    path("", views.enter, name="enter"),
    path("phieu", views.by_slip, name="by_slip"),
    path("lien-ket", views.by_link, name="by_link"),
    path("gia-han", views.renew, name="renew"),
    path("ra", views.leave, name="leave"),
]
