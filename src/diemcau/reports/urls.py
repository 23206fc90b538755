"""Addresses of papers, under /office/ho-so/."""

from django.urls import path

from diemcau.reports import views

app_name = "reports"
urlpatterns = [
    path("", views.index, name="index"),
    path("to/<int:number>/", views.paper, name="paper"),
    path("to/<int:number>/tai-ve/<str:name>", views.download, name="download"),
    path("to/<int:number>/so/<str:key>/", views.figure, name="figure"),
    path("<slug:code>/", views.course, name="course"),
    path("<slug:code>/diem-danh/<int:no>/<int:site>.pdf", views.roll, name="roll"),
    path("<slug:code>/lap", views.make, name="make"),
    path("<slug:code>/lap-xa", views.make_site, name="make_site"),
]
