"""The front page: the tour of the demo, or the door of the office; the door of the practice site."""

from django.urls import path

from diemcau.rehearsal import views

app_name = "rehearsal"
urlpatterns = [
    path("", views.front, name="front"),
    path("tap", views.practice, name="practice"),
    path("xem-nhanh/vao", views.frames, name="frames"),
    path("xem-nhanh/van-ban", views.papers, name="papers"),
]
