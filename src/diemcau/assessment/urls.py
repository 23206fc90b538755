"""Addresses of tests, surveys and papers, and of a lecturer's ratings, under /office/danh-gia/."""

from django.urls import path

from diemcau.assessment import views

app_name = "assessment"
urlpatterns = [
    path("bai/<int:number>/", views.paper, name="paper"),
    path("bai/<int:number>/cham", views.judge, name="judge"),
    path("giang-vien/y-kien/", views.ratings_door, name="ratings_door"),
    path("giang-vien/y-kien/<int:number>/", views.ratings, name="ratings"),
    path("<slug:code>/", views.course, name="course"),
    path("<slug:code>/kiem-tra/<int:no>/<slug:activity>/", views.test, name="test"),
    path("<slug:code>/khao-sat/<int:no>/<slug:activity>/", views.survey, name="survey"),
    path("<slug:code>/khao-sat/<int:no>/<slug:activity>/<int:question>/", views.texts, name="texts"),
    path("<slug:code>/khao-sat/<int:no>/<slug:activity>/lien-ket", views.ratings_link, name="ratings_link"),
    path("<slug:code>/bai/<int:no>/<slug:activity>/", views.papers, name="papers"),
    path("<slug:code>/bai/<int:no>/<slug:activity>/cap-nhat", views.refresh, name="refresh"),
]
