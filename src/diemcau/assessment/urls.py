"""Addresses of tests, surveys and papers, under /office/danh-gia/."""

from django.urls import path

from diemcau.assessment import views

app_name = "assessment"
urlpatterns = [
    path("bai/<int:number>/", views.paper, name="paper"),
    path("bai/<int:number>/cham", views.judge, name="judge"),
    path("<slug:code>/", views.course, name="course"),
    path("<slug:code>/kiem-tra/<int:no>/<slug:activity>/", views.test, name="test"),
    path("<slug:code>/khao-sat/<int:no>/<slug:activity>/", views.survey, name="survey"),
    path("<slug:code>/khao-sat/<int:no>/<slug:activity>/<int:question>/", views.texts, name="texts"),
    path("<slug:code>/bai/<int:no>/<slug:activity>/", views.papers, name="papers"),
    path("<slug:code>/bai/<int:no>/<slug:activity>/cap-nhat", views.refresh, name="refresh"),
]
