"""Addresses of what was learnt, under /office/vuong-mac/."""

from django.urls import path

from diemcau.knowledge import views

app_name = "knowledge"
urlpatterns = [
    path("", views.index, name="index"),
    path("noi-dung/<int:number>/", views.obstacle, name="obstacle"),
    path("noi-dung/<int:number>/tra-loi", views.answer, name="answer"),
    path("noi-dung/<int:number>/cong-bo", views.publish, name="publish"),
    path("<slug:code>/", views.obstacles, name="obstacles"),
    path("<slug:code>/bai-hoc/", views.lessons, name="lessons"),
    path("<slug:code>/de-xuat/", views.proposals, name="proposals"),
    path("<slug:code>/de-xuat/moi/", views.proposal, name="new_proposal"),
    path("<slug:code>/de-xuat/ghi", views.propose, name="propose"),
    path("<slug:code>/de-xuat/<int:number>/", views.proposal, name="proposal"),
    path("<slug:code>/de-xuat/<int:number>/ghi", views.propose, name="change_proposal"),
    path("<slug:code>/de-xuat/<int:number>/xoa", views.drop, name="drop_proposal"),
]
