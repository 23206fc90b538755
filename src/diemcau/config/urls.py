"""The table of contents of the office."""

from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("diemcau.rehearsal.urls")),
    path("vao/", include("diemcau.people.urls")),
    path("vao/", include("diemcau.people.sign_in_urls")),
    path("office/", include("diemcau.planning.urls")),
    path("office/nhat-ky/", include("diemcau.record.urls")),
    path("office/phong-hoc/", include("diemcau.classroom.urls")),
    path("office/chuong-trinh/", include("diemcau.programme.urls")),
    path("office/danh-gia/", include("diemcau.assessment.urls")),
    path("office/vuong-mac/", include("diemcau.knowledge.urls")),
    path("office/ho-so/", include("diemcau.reports.urls")),
    path("ngon-ngu/", set_language, name="set_language"),
]
