"""Addresses of accounts."""

from django.urls import path

from accounts.views import audit, links, own, people, setup, signin

app_name = "accounts"
urlpatterns = [
    path("login/", signin.SignInPage.as_view(), name="login"),
    path("login/help/", signin.SignInHelp.as_view(), name="sign_in_help"),
    path("login/resume/", signin.ResumePage.as_view(), name="resume"),
    path("logout/", signin.SignOut.as_view(), name="logout"),
    path("session/ping/", signin.Ping.as_view(), name="ping"),
    path("privacy/", signin.PrivacyPage.as_view(), name="privacy"),
    path("setup/", setup.SetupPage.as_view(), name="setup"),
    path("me/", own.MePage.as_view(), name="me"),
    path("me/password/", own.ChangePassword.as_view(), name="change_password"),
    path("me/own-phone/", own.OwnPhone.as_view(), name="own_phone"),
    path("invite/<str:token>/", links.AcceptPage.as_view(), name="accept"),
    path("invitations/<int:pk>/", links.InvitationPage.as_view(), name="invitation"),
    path("invitations/<int:pk>/slip/", links.SlipPage.as_view(), name="slip"),
    path("invitations/<int:pk>/qr.svg", links.QrCode.as_view(), name="invitation_qr"),
    path("invitations/<int:pk>/mail/", links.MailLink.as_view(), name="mail_invitation"),
    path("invitations/<int:pk>/revoke/", links.RevokeLink.as_view(), name="revoke_invitation"),
    path("people/", people.PeoplePage.as_view(), name="people"),
    path("people/new/", people.NewPerson.as_view(), name="new_person"),
    path("people/<int:pk>/", people.PersonPage.as_view(), name="person"),
    path("people/<int:pk>/reset/", people.ResetPassword.as_view(), name="reset_password"),
    path("people/<int:pk>/leave/", people.LeavePage.as_view(), name="leave"),
    path("people/<int:pk>/reopen/", people.Reopen.as_view(), name="reopen"),
    path("people/<int:pk>/role/", people.RolePage.as_view(), name="change_role"),
    path("roles/", audit.RolesPage.as_view(), name="roles"),
    path("logs/", audit.SignInLog.as_view(), name="logs"),
    path("logs/changes/", audit.ChangeLog.as_view(), name="changes"),
    path("admin/login/", signin.admin_sign_in, name="admin_sign_in"),
    path("admin/password_change/", signin.admin_change_password, name="admin_change_password"),
]
