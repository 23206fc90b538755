"""The office's addresses, with the rooms of this folder whether or not the table of contents has them yet."""

from django.urls import include, path

from diemcau.config.urls import urlpatterns as known

_own = {"office/vuong-mac/": "diemcau.knowledge.urls", "office/ho-so/": "diemcau.reports.urls"}
_there = {str(pattern.pattern) for pattern in known}
urlpatterns = [*(path(where, include(room)) for where, room in _own.items() if where not in _there), *known]
