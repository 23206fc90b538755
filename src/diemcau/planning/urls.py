"""Addresses of courses, under /office/."""

from django.urls import path

from diemcau.planning import views

app_name = "planning"
urlpatterns = [
    path("", views.courses, name="courses"),
    path("lop/<slug:code>/", views.course, name="course"),
    path("lop/<slug:code>/lien-ket", views.link, name="link"),
    path("lop/<slug:code>/buoi/<int:no>/", views.sitting, name="sitting"),
    path("lop/<slug:code>/buoi/<int:no>/phat-bieu", views.address, name="address"),
    path("lop/<slug:code>/chuyen-de/<int:no>", views.delivery, name="delivery"),
    path("lop/<slug:code>/tinh/<str:province>/", views.province, name="province"),
    path("lop/<slug:code>/tinh/<str:province>/phieu", views.province_slips, name="province_slips"),
    path("lop/<slug:code>/diem-cau/<int:no>/", views.site, name="site"),
    path("lop/<slug:code>/diem-cau/<int:no>/phieu", views.site_slips, name="site_slips"),
]
