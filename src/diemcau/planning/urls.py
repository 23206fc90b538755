"""Addresses of courses, under /office/."""

from django.urls import path

from diemcau.planning.views import courses, sites, ways

app_name = "planning"
urlpatterns = [
    path("", courses.courses, name="courses"),
    path("lop/<slug:code>/", courses.course, name="course"),
    path("lop/<slug:code>/lien-ket", ways.link, name="link"),
    path("lop/<slug:code>/buoi/<int:no>/", courses.sitting, name="sitting"),
    path("lop/<slug:code>/buoi/<int:no>/phat-bieu", courses.address, name="address"),
    path("lop/<slug:code>/chuyen-de/<int:no>", courses.delivery, name="delivery"),
    path("lop/<slug:code>/tinh/<str:province>/", sites.province, name="province"),
    path("lop/<slug:code>/tinh/<str:province>/phieu", ways.province_slips, name="province_slips"),
    path("lop/<slug:code>/diem-cau/<int:no>/", sites.site, name="site"),
    path("lop/<slug:code>/diem-cau/<int:no>/phieu", ways.site_slips, name="site_slips"),
]
