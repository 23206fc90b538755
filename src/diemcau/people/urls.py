"""Addresses of the ways in and of accounts, under /vao/."""

from django.urls import path

from diemcau.people.views import accounts, doors, own

app_name = "people"
urlpatterns = [
    path("", own.Enter.as_view(), name="enter"),
    path("phieu", doors.by_slip, name="by_slip"),
    path("lien-ket", doors.by_link, name="by_link"),
    path("gia-han", doors.renew, name="renew"),
    path("ra", doors.leave, name="leave"),
    path("toi/", own.Me.as_view(), name="me"),
    path("toi/phien/<int:pk>/ket-thuc", own.end_session, name="end_session"),
    path("tai-khoan/", accounts.accounts, name="accounts"),
    path("tai-khoan/them", accounts.add, name="add_account"),
    path("tai-khoan/<int:pk>", accounts.account, name="account"),
    path("tai-khoan/<int:pk>/vai-tro/<int:role>/ket-thuc", accounts.end_role, name="end_role"),
    path("tai-khoan/<int:pk>/khoa", accounts.block, name="block_account"),
    path("tai-khoan/<int:pk>/moi-lai", accounts.wake, name="wake_account"),
    path("tai-khoan/<int:pk>/bo-xac-thuc", accounts.reset_factor, name="reset_factor"),
]
