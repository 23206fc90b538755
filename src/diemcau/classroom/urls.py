"""Addresses of what the office does to a live sitting, under /office/phong-hoc/."""

from django.urls import path

from diemcau.classroom import views

app_name = "classroom"
urlpatterns = [
    path("<slug:code>/<int:no>/mo", views.open_doors, name="open"),
    path("<slug:code>/<int:no>/slide", views.slides, name="slides"),
    path("<slug:code>/<int:no>/slide/<int:topic>", views.upload_slides, name="slides_file"),
    path("<slug:code>/<int:no>/slide/<int:topic>/<str:digest>", views.review_slides, name="slides_review"),
]
