"""The front page: the tour of the demo, or the door of the office."""

from django.urls import path

from diemcau.rehearsal import views

app_name = "rehearsal"
urlpatterns = [
    path("", views.front, name="front"),
    path("xem-nhanh/vao", views.frames, name="frames"),
    path("xem-nhanh/van-ban", views.papers, name="papers"),
]
